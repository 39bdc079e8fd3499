using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Trust.Sources;

namespace Shaken.Core.Verification.Verdicts.Proofs;

/// <summary>What stood behind an x5u: certificates, or why there were none.</summary>
/// <param name="Chain">The DER of each; empty where there were none.</param>
/// <param name="IsStale">It was an old copy, because the host did not answer.</param>
/// <param name="HoldsPrivateKey">The URL served a private key too.</param>
internal sealed record ProofBundle(
    string Url, IReadOnlyList<byte[]> Chain, bool IsStale = false, bool HoldsPrivateKey = false, ProofReason? Refusal = null)
{
    public static ProofBundle Of(string url, IReadOnlyList<StiCertificate> chain, bool isStale, bool holdsPrivateKey) =>
        new(url, [.. chain.Select(certificate => certificate.Der.ToArray())], isStale, holdsPrivateKey);

    public static ProofBundle Of(string url, SourceRefusal refusal) =>
        new(url, [], Refusal: new ProofReason(KebabCase.Of(refusal.Reason), refusal.Detail));

    public bool TryRead(out Outcome<SourcedCertificates, SourceRefusal> sourced)
    {
        sourced = default;
        if (Refusal is not null)
        {
            if (!KebabCase.TryParse<SourceFailure>(Refusal.Reason, out var reason)) return false;
            sourced = new SourceRefusal(reason, Refusal.Detail);
            return true;
        }

        if (Chain.Count is 0 or > Limits.CertificatesPerBundle) return false;
        var certificates = new List<StiCertificate>();
        foreach (var der in Chain)
        {
            if (der.Length > Limits.CertificateOctets || !StiCertificate.TryRead(der, out var certificate, out _)) return false;
            certificates.Add(certificate);
        }

        sourced = new SourcedCertificates(certificates, Deadline.Never, IsStale) { HoldsPrivateKey = HoldsPrivateKey };
        return true;
    }
}

/// <summary>A member of a closed set by its name, with its detail.</summary>
internal sealed record ProofReason(string Reason, string Detail);
