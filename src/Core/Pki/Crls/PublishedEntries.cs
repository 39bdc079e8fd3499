using System.Formats.Asn1;
using System.Globalization;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Crls;

/// <summary>
/// The entries of a list of our own as the register holds them: for a register that was lost, or restored from an older copy.
/// </summary>
internal static class PublishedEntries
{
    /// <summary>
    /// A list does not say until when its certificates are valid. An entry that went too early would take a revocation back; one that stays
    /// too long costs its octets. A certificate was issued before the list that revokes it, and none of this PKI, roots included, is made
    /// to last for forty years.
    /// </summary>
    public static readonly TimeSpan LongestLife = TimeSpan.FromDays(40 * 366);

    /// <summary>Whether that certificate's key signed the list, in its own name.</summary>
    public static bool AreOf(UntrustedCrl list, StiCertificate signer) =>
        list.Issuer.Der.Span.SequenceEqual(signer.Subject.Der.Span)
        && signer.PublicKey.Verifies(list.ToBeSigned.Span, list.Signature.Span, list.SignatureAlgorithm);

    /// <summary>Reads them, one after another.</summary>
    /// <param name="list">Its signature was verified: it is as <see cref="CrlDer"/> wrote it.</param>
    /// <param name="registeredAt">Whole seconds.</param>
    public static IEnumerable<RevocationEntry> Read(UntrustedCrl list, DateTimeOffset registeredAt)
    {
        var revokedBy = string.Create(CultureInfo.InvariantCulture, $"published CRL {list.Number}");
        var reader = new AsnReader(list.Entries, AsnEncodingRules.DER);
        var issuer = list.Issuer;
        while (reader.HasData)
        {
            var entry = reader.ReadSequence();
            var serial = entry.ReadIntegerBytes();
            var revokedAt = entry.ReadTime();
            var reason = RevocationReason.Unspecified;
            if (entry.HasData) ReadExtensions(entry.ReadSequence(), ref reason, ref issuer);
            yield return new RevocationEntry(issuer, serial, reason, revokedAt, list.ThisUpdate + LongestLife, revokedBy, registeredAt);
        }
    }

    // An entry that names no issuer has that of the one before (RFC 5280 section 5.3.3).
    private static void ReadExtensions(AsnReader extensions, ref RevocationReason reason, ref DistinguishedName issuer)
    {
        while (extensions.HasData)
        {
            var extension = extensions.ReadExtension();
            if (extension.Oid == CrlOids.ReasonCode)
            {
                var code = new AsnReader(extension.Value, AsnEncodingRules.DER).ReadEnumeratedBytes().Span;
                reason = code.Length == 1 && RevocationReasons.TryFrom(code[0], out var known) ? known : RevocationReason.Unspecified;
            }
            else if (extension.Oid == CrlOids.CertificateIssuer)
            {
                // Names are few and entries many: that of the entry before is taken as it is.
                var name = DerReading.OpenSequence(extension.Value).ReadSequence(GeneralName.DirectoryNameTag).ReadEncodedValue();
                if (!name.Span.SequenceEqual(issuer.Der.Span)) issuer = DistinguishedName.Read(name);
            }
        }
    }
}
