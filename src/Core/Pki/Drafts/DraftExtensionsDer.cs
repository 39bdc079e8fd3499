using System.Formats.Asn1;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Drafts;

/// <summary>Writes the extensions of a draft: BasicConstraints and KeyUsage critical, no other (ATIS-1000080 v005 clause 6.4.1).</summary>
internal static class DraftExtensionsDer
{
    private static readonly Asn1Tag CrlIssuerTag = DerTags.ContextConstructed(2);
    private static readonly Asn1Tag ExtensionsTag = DerTags.ContextConstructed(3);

    public static void Write(AsnWriter writer, CertificateDraft draft)
    {
        using (writer.PushSequence(ExtensionsTag))
        using (writer.PushSequence())
        {
            writer.WriteExtension(Oids.BasicConstraints, isCritical: true, value => WriteBasicConstraints(value, draft));
            writer.WriteExtension(Oids.KeyUsage, isCritical: true, value => value.WriteNamedBitList(draft.KeyUsage));
            writer.WriteExtension(
                Oids.SubjectKeyIdentifier, isCritical: false, value => value.WriteOctetString(draft.SubjectKeyIdentifier.Span));
            writer.WriteExtension(
                Oids.AuthorityKeyIdentifier, isCritical: false, value => value.WriteAuthorityKeyIdentifier(draft.AuthorityKeyIdentifier));
            if (draft.PolicyOid is { } policy)
                writer.WriteExtension(Oids.CertificatePolicies, isCritical: false, value => WritePolicy(value, policy));
            if (draft.Crl is { } crl)
                writer.WriteExtension(Oids.CrlDistributionPoints, isCritical: false, value => WriteDistributionPoint(value, crl));
            if (draft.TnAuthList is { } list)
                writer.WriteExtension(Oids.TnAuthList, isCritical: false, value => value.WriteEncodedValue(TnAuthListDer.Write(list)));
            if (draft.ClaimConstraints is { } constraints)
                writer.WriteExtension(
                    Oids.EnhancedJwtClaimConstraints, isCritical: false,
                    value => value.WriteEncodedValue(ClaimConstraintsDer.WriteEnhanced(constraints)));
        }
    }

    // DER leaves out what has its default: cA FALSE.
    private static void WriteBasicConstraints(AsnWriter value, CertificateDraft draft)
    {
        using (value.PushSequence())
        {
            if (draft.IsCa) value.WriteBoolean(true);
            if (draft.PathLength is { } length) value.WriteInteger(length);
        }
    }

    private static void WritePolicy(AsnWriter value, string policy)
    {
        using (value.PushSequence())
        using (value.PushSequence()) value.WriteObjectIdentifier(policy);
    }

    private static void WriteDistributionPoint(AsnWriter value, CrlReference crl)
    {
        using (value.PushSequence())
        using (value.PushSequence())
        {
            value.WriteDistributionPointName(crl.Url);
            using (value.PushSequence(CrlIssuerTag)) value.WriteDirectoryName(crl.Issuer);
        }
    }
}
