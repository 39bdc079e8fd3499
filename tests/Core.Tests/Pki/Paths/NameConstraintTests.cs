using System.Formats.Asn1;
using System.Text;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Tests.Support;
using static Shaken.Core.Tests.Support.CertificateForm;

namespace Shaken.Core.Tests.Pki.Paths;

/// <summary>Name constraints bind every certificate below, critical or not (RFC 5280 sections 4.2.1.10 and 6.1.3).</summary>
public sealed class NameConstraintTests
{
    private static readonly DateTimeOffset At = new(2025, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void DirectoryName_OfTheLeaf_LiesInAPermittedSubtreeAndInNoExcludedOne(bool isCritical)
    {
        var (home, other, end) = (Directory("US", "example"), Directory("US", "Other Corp"), Directory("US", "Example", "SHAKEN 1234"));
        Assert.Null(Failure(Constrained(isCritical, permitted: [home])));
        Assert.Null(Failure(Constrained(isCritical, permitted: [other, home])));
        Assert.Null(Failure(Constrained(isCritical, excluded: [other])));
        Assert.Null(Failure(Constrained(isCritical)));
        Assert.Equal(ChainFailure.NameNotPermitted, Failure(Constrained(isCritical, permitted: [other])));
        Assert.Equal(ChainFailure.NameNotPermitted, Failure(Constrained(isCritical, permitted: [home], excluded: [end])));
        Assert.Equal(ChainFailure.NameNotPermitted, Failure(Constrained(isCritical, excluded: [home])));
    }

    [Fact]
    public void Constraints_OfTheRootAndOfEachCa_AreAllKept()
    {
        Assert.Equal(ChainFailure.NameNotPermitted,
            Failure(Intermediate(), leaf: null, root: Constrain(Root(), isCritical: false, [Directory("US", "Other Corp")], [])));

        // The CA's own name counts below the root, and not below itself.
        Assert.Equal(ChainFailure.NameNotPermitted,
            Failure(Intermediate(), leaf: null, Constrain(Root(), isCritical: false, [], [Directory("US", "Example", "SHAKEN CA 1")])));
        Assert.Null(Failure(Constrained(isCritical: false, excluded: [Directory("US", "Example", "SHAKEN CA 1")])));
    }

    [Fact]
    public void SelfIssuedCa_BelowConstraints_IsPassedOver()
    {
        // The same name above itself: a CA's new key, certified with its old one.
        var upper = Constrain(Intermediate(), isCritical: false, [], [Directory("US", "Example", "SHAKEN CA 1")])
            .With(Oids.BasicConstraints, "30030101FF", isCritical: true);
        var renewed = (Intermediate()
            with { Issuer = upper.Subject, Signer = IntermediateKey, PublicKey = LeafKey.ExportSubjectPublicKeyInfo() })
            .With(Oids.AuthorityKeyIdentifier, $"30168014{2:X40}").With(Oids.SubjectKeyIdentifier, $"0414{5:X40}");
        var leaf = (Leaf() with { Signer = LeafKey }).With(Oids.AuthorityKeyIdentifier, $"30168014{5:X40}");
        var root = TrustedRootOf(Root());
        StiCertificate[] bundle = [leaf.Sign(), renewed.Sign(), upper.Sign()];
        Assert.Equal(4, new ChainValidator([root]).Validate(bundle, At, LeafPurpose.StiEndEntity).Value.Path.Count);
    }

    [Theory]
    [InlineData(1, "ann@example.com", "example.com", true)]
    [InlineData(1, "ann@EXAMPLE.com", "ann@example.com", true)]
    [InlineData(1, "Ann@example.com", "ann@example.com", false)]
    [InlineData(1, "ann@sub.example.com", "example.com", false)]
    [InlineData(1, "ann@sub.example.com", ".example.com", true)]
    [InlineData(1, "example.com", "example.com", false)]
    [InlineData(2, "example.com", "example.com", true)]
    [InlineData(2, "a.b.Example.com.", "example.com", true)]
    [InlineData(2, "notexample.com", "example.com", false)]
    [InlineData(2, "example.com", ".example.com", false)]
    [InlineData(2, "a.example.com", ".example.com", true)]
    [InlineData(2, "example.com", "", true)]
    [InlineData(6, "https://example.com:8443/a", "example.com", true)]
    [InlineData(6, "https://a.example.com/", "example.com", false)]
    [InlineData(6, "https://a.example.com/", ".example.com", true)]
    [InlineData(6, "https://example.com@evil.example/", "example.com", false)]
    [InlineData(6, "https://192.0.2.1/", "", false)]
    [InlineData(6, "urn:a:b", "", false)]
    public void AlternativeName_OfATextForm_IsJudgedByItsForm(int form, string name, string subtree, bool isWithin)
    {
        var leaf = Leaf().With(Oids.SubjectAlternativeName, Sequence(Text(form, name)));
        var ca = Constrained(isCritical: false, permitted: [Text(form, subtree)]);
        Assert.Equal(isWithin ? null : ChainFailure.NameNotPermitted, Failure(ca, leaf));

        // A URI without a host is refused wherever URIs are constrained.
        var isRefused = isWithin || (form == 6 && name.StartsWith("urn", StringComparison.Ordinal))
            || name.Contains("192", StringComparison.Ordinal);
        var excluding = Constrained(isCritical: false, excluded: [Text(form, subtree)]);
        Assert.Equal(isRefused ? ChainFailure.NameNotPermitted : null, Failure(excluding, leaf));

        // A form of which no subtree speaks is free.
        Assert.Null(Failure(Constrained(isCritical: true, permitted: [Text(form == 2 ? 1 : 2, "other.example")]), leaf));
    }

    [Theory]
    [InlineData("C0000201", "C0000200FFFFFF00", true)]
    [InlineData("C0000301", "C0000200FFFFFF00", false)]
    [InlineData("20010DB8000000000000000000000001", "20010DB8000000000000000000000000FFFFFFFF000000000000000000000000", true)]
    [InlineData("C0000201", "20010DB8000000000000000000000000FFFFFFFF000000000000000000000000", false)]
    public void AlternativeName_OfAnIpAddress_IsJudgedByMask(string address, string subtree, bool isWithin)
    {
        var leaf = Leaf().With(Oids.SubjectAlternativeName, Sequence(Octets(7, address)));
        var ca = Constrained(isCritical: false, permitted: [Octets(7, subtree)]);
        Assert.Equal(isWithin ? null : ChainFailure.NameNotPermitted, Failure(ca, leaf));
    }

    [Fact]
    public void DirectoryName_AmongAlternativeNames_IsConstrainedToo()
    {
        var leaf = Leaf().With(Oids.SubjectAlternativeName, Sequence(Directory("US", "Other Corp")));
        Assert.Equal(ChainFailure.NameNotPermitted,
            Failure(Constrained(isCritical: false, permitted: [Directory("US", "Example")]), leaf));
    }

    [Fact]
    public void MailboxInTheSubject_WithoutAlternativeNames_IsConstrained()
    {
        var leaf = Leaf().Named((Oids.Country, "US"), (Oids.EmailAddress, "ann@example.com"), (Oids.CommonName, "SHAKEN 1234"));
        var ca = Constrained(isCritical: false, permitted: [Text(1, "other.example")]);
        Assert.Equal(ChainFailure.NameNotPermitted, Failure(ca, leaf));
        Assert.Null(Failure(ca, leaf.With(Oids.SubjectAlternativeName, Sequence(Text(2, "example.com")))));
    }

    [Fact]
    public void FormThatIsNotUnderstood_IsRefusedOnlyWhereCritical()
    {
        var leaf = Leaf().With(Oids.SubjectAlternativeName, Sequence(Octets(8, "2A03")));
        Assert.Equal(ChainFailure.NameNotPermitted, Failure(Constrained(isCritical: true, permitted: [Octets(8, "2A04")]), leaf));
        Assert.Null(Failure(Constrained(isCritical: false, permitted: [Octets(8, "2A04")]), leaf));
        Assert.Null(Failure(Constrained(isCritical: true, permitted: [Octets(8, "2A04")])));

        // A distance below the base is no part of the profile (RFC 5280 section 4.2.1.10).
        byte[] distant = [.. Directory("US", "Other Corp"), 0x80, 1, 1];
        Assert.Equal(ChainFailure.NameNotPermitted, Failure(Constrained(isCritical: true, permitted: [distant])));
        Assert.Null(Failure(Constrained(isCritical: false, permitted: [distant])));
        byte[] bounded = [.. Directory("US", "Other Corp"), 0x81, 1, 1];
        Assert.Null(Failure(Constrained(isCritical: false, permitted: [bounded])));
        byte[] zero = [.. Directory("US", "Other Corp"), 0x80, 1, 0];
        Assert.Equal(ChainFailure.NameNotPermitted, Failure(Constrained(isCritical: false, permitted: [zero])));
    }

    [Fact]
    public void ExtensionThatCannotBeRead_RefusesThePath()
    {
        string[] malformed = ["3000" + "00", "3003020100", "3008A106300482FF2E61", "300CA00A3008870401020304" + "0500",
            Constraints([.. Enumerable.Repeat(Text(2, "a"), 65)], [])];
        Assert.All(malformed,
            hex => Assert.Equal(ChainFailure.ExtensionNotUnderstood, Failure(Intermediate().With(Oids.NameConstraints, hex))));

        // The names of a leaf are read only where they are constrained.
        var leaf = Leaf().With(Oids.SubjectAlternativeName, "3003020100");
        Assert.Null(Failure(Intermediate(), leaf));
        Assert.Equal(ChainFailure.ExtensionNotUnderstood, Failure(Constrained(isCritical: false), leaf));
    }

    private static CertificateForm Constrained(bool isCritical, byte[][]? permitted = null, byte[][]? excluded = null) =>
        Constrain(Intermediate(), isCritical, permitted ?? [], excluded ?? []);

    private static CertificateForm Constrain(CertificateForm form, bool isCritical, byte[][] permitted, byte[][] excluded) =>
        form.With(Oids.NameConstraints, Constraints(permitted, excluded), isCritical);

    private static string Constraints(byte[][] permitted, byte[][] excluded)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            foreach (var (tag, subtrees) in new[] { (0, permitted), (1, excluded) })
            {
                if (subtrees.Length == 0) continue;
                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, tag, isConstructed: true)))
                {
                    // Each subtree is a base, and what may stand behind it.
                    foreach (var subtree in subtrees) writer.WriteEncodedValue(Wrapped(subtree));
                }
            }
        }

        return Convert.ToHexString(writer.Encode());
    }

    private static byte[] Directory(string country, string organization, string? commonName = null)
    {
        var name = commonName is null
            ? DistinguishedName.Of((Oids.Country, country), (Oids.Organization, organization))
            : DistinguishedName.Of((Oids.Country, country), (Oids.Organization, organization), (Oids.CommonName, commonName));
        return [0xA4, (byte)name.Der.Length, .. name.Der.Span];
    }

    private static byte[] Text(int form, string text) => [(byte)(0x80 | form), (byte)text.Length, .. Encoding.ASCII.GetBytes(text)];

    private static byte[] Octets(int form, string hex) => [(byte)(0x80 | form), (byte)(hex.Length / 2), .. Convert.FromHexString(hex)];

    private static string Sequence(params byte[][] names) => Convert.ToHexString(Wrapped([.. names.SelectMany(name => name)]));

    private static byte[] Wrapped(byte[] content) => [0x30, (byte)content.Length, .. content];

    private static TrustedRoot TrustedRootOf(CertificateForm form)
    {
        Assert.True(TrustedRoot.TryCreate(form.Sign(), out var root, out var failure), failure);
        return root;
    }

    private static ChainFailure? Failure(CertificateForm ca, CertificateForm? leaf = null, CertificateForm? root = null)
    {
        StiCertificate[] bundle = [(leaf ?? Leaf()).Sign(), ca.Sign()];
        return new ChainValidator([TrustedRootOf(root ?? Root())]).Validate(bundle, At, LeafPurpose.StiEndEntity)
            .TryGet(out _, out var refusal) ? null : refusal.Failure;
    }
}
