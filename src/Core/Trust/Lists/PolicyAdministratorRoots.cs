using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Paths;

namespace Shaken.Core.Trust.Lists;

/// <summary>
/// The pinned root certificates of STI-PAs. They sign documents, and say nothing of calls: an STI-CA's root is never among them.
/// </summary>
public sealed class PolicyAdministratorRoots
{
    private readonly IReadOnlyList<TrustedRoot> _roots;
    private readonly ChainValidator _validator;

    public PolicyAdministratorRoots(IReadOnlyList<TrustedRoot> roots)
    {
        _roots = roots;
        _validator = new ChainValidator(roots);
    }

    /// <summary>
    /// The certificate that may sign a document: the leaf of a chain to a pinned root or, since the standard's text has the x5u name
    /// it, the pinned root itself.
    /// </summary>
    public Outcome<StiCertificate, ChainRefusal> SignerOf(IReadOnlyList<StiCertificate> bundle, DateTimeOffset at) =>
        FindSigner(bundle, at).TryGet(out var signer, out var refusal) ? signer.Certificate : refusal;

    /// <summary>The same, with the root that vouches for it.</summary>
    /// <param name="purpose">PolicyAdministrator, or TokenSigner, which takes CA certificates too.</param>
    public Outcome<PolicyAdministratorSigner, ChainRefusal> FindSigner(
        IReadOnlyList<StiCertificate> bundle, DateTimeOffset at, LeafPurpose purpose = LeafPurpose.PolicyAdministrator)
    {
        if (bundle is [var only] && _roots.FirstOrDefault(root => root.Certificate.Fingerprint == only.Fingerprint) is { } pinned)
            return only.IsValidAt(at) ? new PolicyAdministratorSigner(only, pinned) : new ChainRefusal(ChainFailure.Expired, $"{only.Subject} is outside its validity");
        return _validator.Validate(bundle, at, purpose).TryGet(out var chain, out var refusal)
            ? new PolicyAdministratorSigner(chain.Leaf, chain.Root) { Chain = chain } : refusal;
    }
}

/// <summary>A certificate that a pinned STI-PA root vouches for, and that root.</summary>
public sealed record PolicyAdministratorSigner(StiCertificate Certificate, TrustedRoot Root)
{
    /// <summary>The path between them; null where the certificate is the root itself, which no CRL takes back.</summary>
    public CertificateChain? Chain { get; init; }
}
