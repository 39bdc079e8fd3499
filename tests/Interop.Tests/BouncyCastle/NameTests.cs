using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X509;
using Shaken.Core.Pki.Der;

namespace Shaken.Interop.Tests.BouncyCastle;

/// <summary>Names: the same octets, and the same answer to whether two names are one (RFC 5280 section 7.1).</summary>
public sealed class NameTests
{
    [Theory]
    [InlineData("Example Telephone", "Example Telephone", true)]
    [InlineData("Example Telephone", "EXAMPLE telephone", true)]
    [InlineData("Example Telephone", "  Example   Telephone ", true)]
    [InlineData("Example Telephone", "ExampleTelephone", false)]
    [InlineData("Example Telephone", "Example Telephones", false)]
    [InlineData("Example, Inc.", "Example, Inc.", true)]
    [InlineData("O=Example+CN", "O=Example+CN", true)]
    [InlineData("Zürich Téléphone", "zürich téléphone", true)]
    public void Matches_TwoNames_AgreesWithBouncyCastle(string one, string other, bool isSame)
    {
        foreach (var (first, second) in Encodings().SelectMany(encode => Encodings().Select(again => (encode(one), again(other)))))
        {
            var (name, theirs) = (NameWith(first), NameWith(second));
            Assert.Equal(isSame, Ours(name).Matches(Ours(theirs)));
            Assert.Equal(isSame, name.Equivalent(theirs, inOrder: true));
        }
    }

    [Fact]
    public void Matches_AnotherOrderOfAttributes_IsAnotherName()
    {
        var (one, other) = (new X509Name("C=US,O=A,CN=B"), new X509Name("C=US,CN=B,O=A"));
        Assert.False(one.Equivalent(other, inOrder: true));
        Assert.False(Ours(one).Matches(Ours(other)));
    }

    [Fact]
    public void Of_Attributes_MatchesBouncyCastlesEncoding()
    {
        var ours = DistinguishedName.Of(
            (Oids.Country, "US"),
            (Oids.Organization, "Zürich Téléphone"),
            (Oids.CommonName, "SHAKEN 1234"),
            (Oids.NameSerialNumber, "7"));
        var theirs = NameOf(
            (Oids.Country, new DerPrintableString("US")),
            (Oids.Organization, new DerUtf8String("Zürich Téléphone")),
            (Oids.CommonName, new DerUtf8String("SHAKEN 1234")),
            (Oids.NameSerialNumber, new DerPrintableString("7")));
        Assert.Equal(theirs.GetEncoded(Asn1Encodable.Der), ours.Der.ToArray());
        Assert.Equal(["US", "Zürich Téléphone", "SHAKEN 1234", "7"], Judge.NameOf(ours).GetValueList());
        Assert.Equal(ours.Attributes.Select(attribute => attribute.Type), Judge.NameOf(ours).GetOidList().Select(oid => oid.Id));
    }

    private static List<Func<string, Asn1Object>> Encodings() => [text => new DerUtf8String(text), text => new DerBmpString(text)];

    private static X509Name NameWith(Asn1Object organization) =>
        NameOf((Oids.Country, new DerPrintableString("US")), (Oids.Organization, organization));

    private static X509Name NameOf(params (string Type, Asn1Object Value)[] attributes) => X509Name.GetInstance(new DerSequence(
        attributes.Select(attribute => new DerSet(new DerSequence(Judge.Oid(attribute.Type), attribute.Value))).ToArray<Asn1Encodable>()));

    private static DistinguishedName Ours(X509Name name) => DistinguishedName.Read(name.GetEncoded(Asn1Encodable.Der));
}
