using System.Formats.Asn1;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Paths;

namespace Shaken.Core.Tests.Support;

/// <summary>
/// A delegate's chain to be spoiled: a root, an STI-CA without a list, a provider's CA with one, and the delegate's leaf. Lists are texts:
/// <c>spc:1234</c>, a block as <c>12155550100+100</c>, and a number.
/// </summary>
public static class DelegateForms
{
    public static readonly ECDsa ProviderKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static readonly DistinguishedName ProviderName = CertificateForm.Name("SHAKEN delegation");

    public static CertificateForm StiCa() =>
        CertificateForm.Intermediate().With(Oids.BasicConstraints, "30060101FF020102", isCritical: true);

    /// <summary>The CA of the provider that lends.</summary>
    public static CertificateForm ProviderCa(string list) => (CertificateForm.Intermediate() with
    {
        Issuer = StiCa().Subject,
        Subject = ProviderName,
        PublicKey = ProviderKey.ExportSubjectPublicKeyInfo(),
        Signer = CertificateForm.IntermediateKey,
    }).With(Oids.AuthorityKeyIdentifier, $"30168014{2:X40}").With(Oids.SubjectKeyIdentifier, $"0414{4:X40}")
        .With(Oids.TnAuthList, ListHex(list));

    public static CertificateForm Leaf(string list) => (CertificateForm.Leaf() with
    {
        Issuer = ProviderName,
        Subject = CertificateForm.Name("Customer 1"),
        Signer = ProviderKey,
    }).With(Oids.AuthorityKeyIdentifier, $"30168014{4:X40}").With(Oids.TnAuthList, ListHex(list));

    /// <summary>The certificate without its list, and with the URL of one (RFC 8226 section 10.1).</summary>
    public static CertificateForm ByReference(this CertificateForm form, string url) =>
        form.Without(Oids.TnAuthList).With(Oids.AuthorityInformationAccess, AccessHex(url));

    /// <summary>Leaf first, the root left out.</summary>
    public static IReadOnlyList<StiCertificate> Chain(CertificateForm leaf, CertificateForm providerCa) =>
        [leaf.Sign(), providerCa.Sign(), StiCa().Sign()];

    public static TrustedRoot Root() =>
        TrustedRoot.TryCreate(CertificateForm.Root().Sign(), out var root, out var failure)
            ? root : throw new InvalidOperationException(failure);

    /// <summary>The DER of a list in hexadecimal, whatever the standard says of its entries.</summary>
    public static string ListHex(string list)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            foreach (var word in list.Split(' ', StringSplitOptions.RemoveEmptyEntries)) WriteEntry(writer, word);
        }

        return Convert.ToHexString(writer.Encode());
    }

    private static void WriteEntry(AsnWriter writer, string word)
    {
        if (word.Split('+') is [var start, var count])
        {
            using (writer.PushSequence(Tag(1)))
            using (writer.PushSequence())
            {
                writer.WriteCharacterString(UniversalTagNumber.IA5String, start);
                writer.WriteInteger(BigInteger.Parse(count, CultureInfo.InvariantCulture));
            }

            return;
        }

        var isCode = word.StartsWith("spc:", StringComparison.Ordinal);
        using (writer.PushSequence(Tag(isCode ? 0 : 2)))
            writer.WriteCharacterString(UniversalTagNumber.IA5String, isCode ? word[4..] : word);
    }

    private static string AccessHex(string url)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(Oids.TnAuthListAccess);
            writer.WriteCharacterString(UniversalTagNumber.IA5String, url, new Asn1Tag(TagClass.ContextSpecific, 6));
        }

        return Convert.ToHexString(writer.Encode());
    }

    private static Asn1Tag Tag(int number) => new(TagClass.ContextSpecific, number, isConstructed: true);
}
