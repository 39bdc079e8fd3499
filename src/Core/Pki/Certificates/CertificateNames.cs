using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Certificates;

/// <summary>The names that a certificate carries, as name constraints look at them (RFC 5280 section 4.2.1.10).</summary>
internal static class CertificateNames
{
    private const int MaxNames = 64;

    /// <summary>
    /// The subject, unless it is empty; every name of the subjectAltName; and where there is no subjectAltName, the mailboxes that old
    /// certificates have in the subject. False where the subjectAltName cannot be read.
    /// </summary>
    public static bool TryRead(StiCertificate certificate, [NotNullWhen(true)] out IReadOnlyList<GeneralName>? names)
    {
        var list = new List<GeneralName>();
        if (certificate.Subject.Attributes.Count > 0) list.Add(GeneralName.Of(certificate.Subject));
        names = list;
        if (certificate.Extensions.Find(Oids.SubjectAlternativeName) is not { } extension)
        {
            list.AddRange(certificate.Subject.Values(Oids.EmailAddress).Select(GeneralName.OfMailbox));
            return true;
        }

        try
        {
            var sequence = DerReading.OpenSequence(extension.Value);
            while (sequence.HasData)
            {
                if (list.Count > MaxNames) return false;
                list.Add(GeneralName.Read(sequence));
            }

            return true;
        }
        catch (AsnContentException)
        {
            names = null;
            return false;
        }
    }
}
