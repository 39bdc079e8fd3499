using System.Formats.Asn1;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>A certificate under judgement, and what several rules ask of it.</summary>
internal sealed class LintSubject
{
    private LintSubject(StiCertificate certificate, LintProfile profile, CertificateKinds kind) =>
        (Certificate, Profile, Kind, SpcAsWritten) = (certificate, profile, kind, ReadOnlySpc(certificate));

    public StiCertificate Certificate { get; }

    public LintProfile Profile { get; }

    /// <summary>Exactly one of leaf, intermediate and root.</summary>
    public CertificateKinds Kind { get; }

    public CertificateExtensions Extensions => Certificate.Extensions;

    public bool IsCa => Kind != CertificateKinds.Leaf;

    /// <summary>
    /// The SPC letter for letter, if the TNAuthList is exactly one SPC, encoded as RFC 8226 has it; lenient readers fold its case.
    /// </summary>
    public string? SpcAsWritten { get; }

    /// <summary>
    /// The certificate is bound by the latest certificate policy: in the United States if it asserts v1.4, elsewhere always.
    /// </summary>
    public bool IsUnderLatestPolicy => Profile.Kind != LintProfileKind.UnitedStates || Asserts(Oids.UnitedStatesPolicy14);

    /// <summary>The subject's CN; the last one, where a name has several.</summary>
    public string CommonName => Certificate.Subject.Values(Oids.CommonName).LastOrDefault() ?? "";

    public static LintSubject Of(StiCertificate certificate, LintProfile profile) =>
        new(certificate, profile, KindOf(certificate, one => one.IsSignedBy(one.PublicKey)));

    /// <summary>What is to be signed has no signature that could tell a root.</summary>
    public static LintSubject OfUnsigned(StiCertificate certificate, LintProfile profile, bool isSelfSigned) =>
        new(certificate, profile, KindOf(certificate, _ => isSelfSigned));

    /// <summary>The extension is present, readable or not.</summary>
    public bool Has(string oid) => Extensions.Find(oid) is not null;

    public bool Asserts(string policy) => Extensions.CertificatePolicies?.Contains(policy) == true;

    public int CountInSubject(string attribute) => Certificate.Subject.Values(attribute).Count();

    private static CertificateKinds KindOf(StiCertificate certificate, Func<StiCertificate, bool> isRoot) =>
        !certificate.IsCa ? CertificateKinds.Leaf : isRoot(certificate) ? CertificateKinds.Root : CertificateKinds.Intermediate;

    private static string? ReadOnlySpc(StiCertificate certificate)
    {
        if (certificate.Extensions.Find(Oids.TnAuthList) is not { } extension) return null;
        try
        {
            var list = DerReading.OpenSequence(extension.Value);
            var entry = list.ReadSequence(DerTags.ContextConstructed(0));
            list.ThrowIfNotEmpty();
            var spc = entry.ReadCharacterString(UniversalTagNumber.IA5String);
            entry.ThrowIfNotEmpty();
            return spc;
        }
        catch (AsnContentException)
        {
            return null;
        }
    }
}
