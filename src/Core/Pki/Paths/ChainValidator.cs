using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;

namespace Shaken.Core.Pki.Paths;

/// <summary>What a leaf is wanted for.</summary>
public enum LeafPurpose
{
    /// <summary>To sign PASSporTs and CPS tokens: a TNAuthList says for whom. Never a CA certificate.</summary>
    StiEndEntity,

    /// <summary>To sign documents of a policy administrator, under its own root; no TNAuthList is asked for.</summary>
    PolicyAdministrator,

    /// <summary>
    /// To sign SPC tokens, below a policy administrator's root: any certificate, a CA's too, which the caller has not excluded by its
    /// name.
    /// </summary>
    TokenSigner,

    /// <summary>To sign CRLs (RFC 5280 section 6.3.3(f)): KeyUsage has cRLSign, whether the certificate is a CA's or not.</summary>
    CrlSigner,
}

/// <summary>
/// Builds and judges a path from a leaf to a trusted root by our own rules (RFC 5280 section 6.1, RFC 8226, RFC 9060): certificates
/// come from the bundle and the roots alone, and nothing that a certificate names is ever fetched.
/// </summary>
public sealed class ChainValidator
{
    private readonly IReadOnlyList<TrustedRoot> _roots;

    public ChainValidator(IReadOnlyList<TrustedRoot> roots) => _roots = roots;

    /// <summary>Judges the leaf of a bundle at a moment.</summary>
    /// <param name="bundle">Certificates in any order; the leaf is the first that issues no other.</param>
    /// <param name="at">Every certificate of the path must be valid then.</param>
    public Outcome<CertificateChain, ChainRefusal> Validate(IReadOnlyList<StiCertificate> bundle, DateTimeOffset at, LeafPurpose purpose) =>
        LeafOf(bundle, purpose) is { } leaf
            ? Validate(leaf, bundle, at, purpose)
            : new ChainRefusal(ChainFailure.LeafIsCa, "every certificate of the bundle is a CA certificate");

    /// <summary>
    /// Judges the certificate that the caller names. Unless it is to sign PASSporTs it may be a CA certificate, and a trusted root
    /// itself: then the path is that root alone.
    /// </summary>
    /// <param name="others">Certificates that may stand between the leaf and a root, in any order; the leaf may be among them.</param>
    /// <param name="at">Every certificate of the path must be valid then.</param>
    public Outcome<CertificateChain, ChainRefusal> Validate(
        StiCertificate leaf, IReadOnlyList<StiCertificate> others, DateTimeOffset at, LeafPurpose purpose) =>
        leaf.IsCa && purpose == LeafPurpose.StiEndEntity
            ? new ChainRefusal(ChainFailure.LeafIsCa, $"{leaf.Subject} is a CA certificate")
            : new PathSearch(others, _roots, at, purpose, takesReferences: false).FindFrom(leaf);

    /// <summary>
    /// The same for a caller that fetches lists by reference (RFC 8226 section 10.1): <see cref="PathAuthority.ListUrls"/> of the chain
    /// names those that it must judge the path by.
    /// </summary>
    internal Outcome<CertificateChain, ChainRefusal> ValidateWithReferences(IReadOnlyList<StiCertificate> bundle, DateTimeOffset at) =>
        LeafOf(bundle, LeafPurpose.StiEndEntity) is { } leaf
            ? new PathSearch(bundle, _roots, at, LeafPurpose.StiEndEntity, takesReferences: true).FindFrom(leaf)
            : new ChainRefusal(ChainFailure.LeafIsCa, "every certificate of the bundle is a CA certificate");

    // A signer of CRLs may be a CA certificate: one whose key signs no certificates, or the issuer's own.
    private static StiCertificate? LeafOf(IReadOnlyList<StiCertificate> bundle, LeafPurpose purpose) => purpose switch
    {
        LeafPurpose.StiEndEntity or LeafPurpose.PolicyAdministrator => bundle.FirstOrDefault(certificate => !certificate.IsCa),
        LeafPurpose.TokenSigner => bundle.FirstOrDefault(certificate => !certificate.IsCa) ?? (bundle is [var first, ..] ? first : null),
        LeafPurpose.CrlSigner => bundle.FirstOrDefault(certificate => !certificate.MayIssue)
            ?? bundle.FirstOrDefault(PathRules.MaySignCrls),
    };
}
