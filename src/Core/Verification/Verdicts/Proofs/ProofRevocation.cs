using System.Diagnostics.CodeAnalysis;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Trust.Revocation;

namespace Shaken.Core.Verification.Verdicts.Proofs;

/// <summary>What was known of the revocation of the path from one leaf.</summary>
/// <param name="Leaf">SHA-256 of the leaf, in hexadecimal digits.</param>
/// <param name="Findings">What was not known, and what policy took to be covered.</param>
/// <param name="Lists">What each CRL said of each certificate of the path.</param>
/// <param name="Refusal">Why the path was refused; null: it was not.</param>
internal sealed record ProofRevocation(
    string Leaf, IReadOnlyList<ProofReason> Findings, IReadOnlyList<ProofList> Lists, ProofReason? Refusal = null)
{
    public static ProofRevocation Of(string leaf, RevocationStatus status, IReadOnlyList<RevocationFact> facts) => new(
        leaf,
        [.. status.Findings.Select(finding => new ProofReason(KebabCase.Of(finding.Kind), finding.Detail))],
        [.. facts.Select(ProofList.Of)],
        status.Refusal is { } refusal ? new ProofReason(KebabCase.Of(refusal.Reason), refusal.Detail) : null);

    public bool TryRead([NotNullWhen(true)] out RevocationStatus? status)
    {
        status = null;
        StatusRefusal? refusal = null;
        if (Refusal is not null)
        {
            if (!KebabCase.TryParse<StatusFailure>(Refusal.Reason, out var reason)) return false;
            refusal = new StatusRefusal(reason, Refusal.Detail);
        }

        var findings = new List<Finding>();
        foreach (var finding in Findings)
        {
            if (!KebabCase.TryParse<FindingKind>(finding.Reason, out var kind)) return false;
            findings.Add(new Finding(kind, finding.Detail));
        }

        status = new RevocationStatus(refusal, findings, DateTimeOffset.MaxValue);
        return true;
    }
}

/// <summary>What one CRL said of one certificate.</summary>
/// <param name="Certificate">SHA-256 of the certificate, in hexadecimal digits.</param>
/// <param name="Digest">SHA-256 of the CRL, in hexadecimal digits.</param>
/// <param name="RevokedAt">When the certificate was revoked; null: the CRL does not hold it.</param>
internal sealed record ProofList(
    string Certificate, string Issuer, DateTimeOffset ThisUpdate, DateTimeOffset NextUpdate, string Digest, string? Number = null,
    DateTimeOffset? RevokedAt = null, string? Reason = null)
{
    public static ProofList Of(RevocationFact fact) => new(
        fact.Certificate, fact.Issuer, fact.ThisUpdate, fact.NextUpdate, fact.Digest, fact.Number, fact.Entry?.RevokedAt,
        fact.Entry?.Reason.Text());
}
