using System.Formats.Asn1;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Drafts;

/// <summary>Writes the extensions of a draft: BasicConstraints and KeyUsage critical, no other (ATIS-1000080 v005 clause 6.4.1).</summary>
internal static class DraftExtensionsDer
{
    private static readonly Asn1Tag First = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag FirstConstructed = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag CrlIssuerTag = new(TagClass.ContextSpecific, 2, isConstructed: true);
    private static readonly Asn1Tag ExtensionsTag = new(TagClass.ContextSpecific, 3, isConstructed: true);
    private static readonly Asn1Tag DirectoryNameTag = new(TagClass.ContextSpecific, 4, isConstructed: true);
    private static readonly Asn1Tag UriTag = new(TagClass.ContextSpecific, 6);

    public static void Write(AsnWriter writer, CertificateDraft draft)
    {
        using (writer.PushSequence(ExtensionsTag))
        using (writer.PushSequence())
        {
            Add(writer, Oids.BasicConstraints, isCritical: true, value => WriteBasicConstraints(value, draft));
            Add(writer, Oids.KeyUsage, isCritical: true, value => value.WriteNamedBitList(draft.KeyUsage));
            Add(writer, Oids.SubjectKeyIdentifier, isCritical: false, value => value.WriteOctetString(draft.SubjectKeyIdentifier.Span));
            Add(writer, Oids.AuthorityKeyIdentifier, isCritical: false, value => WriteAuthorityKeyIdentifier(value, draft.AuthorityKeyIdentifier));
            if (draft.PolicyOid is { } policy) Add(writer, Oids.CertificatePolicies, isCritical: false, value => WritePolicy(value, policy));
            if (draft.Crl is { } crl) Add(writer, Oids.CrlDistributionPoints, isCritical: false, value => WriteDistributionPoint(value, crl));
            if (draft.TnAuthList is { } list) Add(writer, Oids.TnAuthList, isCritical: false, value => value.WriteEncodedValue(TnAuthListDer.Write(list)));
            if (draft.ClaimConstraints is { } constraints)
                Add(writer, Oids.EnhancedJwtClaimConstraints, isCritical: false, value => value.WriteEncodedValue(ClaimConstraintsDer.WriteEnhanced(constraints)));
        }
    }

    internal static void Add(AsnWriter writer, string oid, bool isCritical, Action<AsnWriter> writeValue)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            if (isCritical) writer.WriteBoolean(true);
            using (writer.PushOctetString()) writeValue(writer);
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

    private static void WriteAuthorityKeyIdentifier(AsnWriter value, ReadOnlyMemory<byte> identifier)
    {
        using (value.PushSequence()) value.WriteOctetString(identifier.Span, First);
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
            using (value.PushSequence(FirstConstructed))
            using (value.PushSequence(FirstConstructed)) value.WriteCharacterString(UniversalTagNumber.IA5String, crl.Url, UriTag);
            using (value.PushSequence(CrlIssuerTag))
            using (value.PushSequence(DirectoryNameTag)) value.WriteEncodedValue(crl.Issuer.Der.Span);
        }
    }
}
