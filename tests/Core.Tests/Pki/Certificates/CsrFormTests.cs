using System.Formats.Asn1;
using System.Security.Cryptography;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.Pki.Certificates;

/// <summary>Requests that are well signed and have one thing in them that RFC 2986 does not know, or more of it than is read.</summary>
public sealed class CsrFormTests
{
    private const string ExtensionRequest = "1.2.840.113549.1.9.14";
    private const string ChallengePassword = "1.2.840.113549.1.9.7";
    private const int MostAttributes = 16;
    private const byte SetTag = 0x31;

    private static readonly byte[] NoExtensions = [0x30, 0];
    private static readonly byte[] Extensions = Convert.FromHexString("3016301406082B0601050507011A04083006A00416024142");

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    [InlineData(-1, false)]
    public void Read_OfAVersion_TakesTheOneThatThereIs(int version, bool isRead) =>
        Assert.Equal(isRead, IsRead(Write(version: version)));

    [Fact]
    public void Read_SomethingBehindTheAttributes_IsRefused() => Assert.False(IsRead(Write(behind: [0x05, 0x00])));

    [Fact]
    public void Read_OtherAttributes_PassesThemOver()
    {
        var der = Write(Other(), (ExtensionRequest, [Extensions]), Other());
        Assert.True(SigningRequest.TryRead(der, out var read, out var refusal), refusal?.Detail);
        Assert.Equal([Oids.TnAuthList], read.Extensions);
    }

    [Theory]
    [InlineData(MostAttributes, true)]
    [InlineData(MostAttributes + 1, false)]
    public void Read_OfManyAttributes_IsBounded(int count, bool isRead) =>
        Assert.Equal(isRead, IsRead(Write([.. Enumerable.Range(0, count).Select(_ => Other())])));

    [Fact]
    public void Read_ExtensionsAskedForTwice_IsRefused() =>
        Assert.False(IsRead(Write((ExtensionRequest, [Extensions]), (ExtensionRequest, [Extensions]))));

    [Fact]
    public void Read_AnAttributeWithTwoListsOfExtensions_IsRefused() =>
        Assert.False(IsRead(Write((ExtensionRequest, [Extensions, Extensions]))));

    [Fact]
    public void Read_AnAttributeWithMoreThanItsValues_IsRefused() =>
        Assert.False(IsRead(Write(attributeTail: [0x05, 0x00], attributes: [(ExtensionRequest, [NoExtensions])])));

    [Theory]
    [InlineData(0, true)]
    [InlineData(16 * 1024, false)]
    public void Read_OfALongRequest_IsBounded(int octets, bool isRead)
    {
        var value = new byte[octets];
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteOctetString(value);
        Assert.Equal(isRead, IsRead(Write((ChallengePassword, [writer.Encode()]))));
    }

    [Theory]
    [InlineData("-----BEGIN CERTIFICATE REQUEST-----\nMIIB!\n-----END CERTIFICATE REQUEST-----\n", "base64")]
    [InlineData("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n", "no CERTIFICATE REQUEST")]
    [InlineData("nothing of the kind", "PEM")]
    public void ReadPem_WithoutARequest_SaysWhatIsWrong(string pem, string expected)
    {
        Assert.False(SigningRequest.TryReadPem(pem, out _, out var refusal));
        Assert.Equal(SigningRequestFailure.Malformed, refusal.Failure);
        Assert.Contains(expected, refusal.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadPem_OfALongText_IsRefusedForItsLength()
    {
        Assert.False(SigningRequest.TryReadPem(new string('x', (32 * 1024) + 1), out _, out var refusal));
        Assert.Equal("the text is too long", refusal.Detail);
        Assert.False(SigningRequest.TryReadPem(new string('x', 32 * 1024), out _, out refusal));
        Assert.NotEqual("the text is too long", refusal.Detail);
    }

    private static bool IsRead(byte[] der)
    {
        if (SigningRequest.TryRead(der, out _, out var refusal)) return true;
        Assert.Equal(SigningRequestFailure.Malformed, refusal.Failure);
        return false;
    }

    private static (string, byte[][]) Other() => (ChallengePassword, [[0x13, 0x01, (byte)'x']]);

    private static byte[] Write(params (string Oid, byte[][] Values)[] attributes) =>
        Write(version: 0, behind: [], attributeTail: [], attributes);

    // A request by a key of its own, signed whatever stands in it.
    private static byte[] Write(
        int version = 0, byte[]? behind = null, byte[]? attributeTail = null, (string Oid, byte[][] Values)[]? attributes = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var body = new AsnWriter(AsnEncodingRules.DER);
        using (body.PushSequence())
        {
            body.WriteInteger(version);
            body.WriteEncodedValue(CertificateForm.Name("SHAKEN 1234").Der.Span);
            body.WriteEncodedValue(key.ExportSubjectPublicKeyInfo());
            using (body.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true)))
            {
                foreach (var (oid, values) in attributes ?? []) WriteAttribute(body, oid, values, attributeTail ?? []);
            }

            if (behind is { Length: > 0 }) body.WriteEncodedValue(behind);
        }

        var toBeSigned = body.Encode();
        var signed = new AsnWriter(AsnEncodingRules.DER);
        using (signed.PushSequence())
        {
            signed.WriteEncodedValue(toBeSigned);
            using (signed.PushSequence()) signed.WriteObjectIdentifier(Oids.EcdsaWithSha256);
            signed.WriteBitString(key.SignData(toBeSigned, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        }

        return signed.Encode();
    }

    private static void WriteAttribute(AsnWriter body, string oid, byte[][] values, byte[] tail)
    {
        using (body.PushSequence())
        {
            body.WriteObjectIdentifier(oid);

            // The writer would sort the values of a SET, and here some stand twice.
            var set = new AsnWriter(AsnEncodingRules.DER);
            using (set.PushSequence())
            {
                foreach (var value in values) set.WriteEncodedValue(value);
            }

            var encoded = set.Encode();
            encoded[0] = SetTag;
            body.WriteEncodedValue(encoded);
            if (tail.Length > 0) body.WriteEncodedValue(tail);
        }
    }
}
