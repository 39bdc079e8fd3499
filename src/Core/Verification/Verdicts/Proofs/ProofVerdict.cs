using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;

namespace Shaken.Core.Verification.Verdicts.Proofs;

/// <summary>A verdict as far as a replay must repeat it.</summary>
internal sealed record ProofVerdict(
    string Verstat,
    string DecidedBy,
    bool IsForeign,
    IReadOnlyList<ProofHeader> Headers,
    IReadOnlyList<string> Findings,
    string? Failure = null,
    string? Attest = null,
    string? OrigId = null,
    string? Signer = null,
    string? Country = null,
    string? LentBy = null)
{
    public static ProofVerdict Of(CallVerdict verdict) => new(
        verdict.Verstat.Text(),
        verdict.DecidedBy,
        verdict.IsForeign,
        [.. verdict.Headers.Select(ProofHeader.Of)],
        [.. verdict.Findings.Select(finding => KebabCase.Of(finding.Kind))],
        verdict.Failure?.Name(),
        verdict.Attest?.ToString(),
        verdict.OrigId,
        verdict.Signer?.ToString(),
        verdict.Country?.Value,
        verdict.LentBy?.ToString());

    /// <summary>The first member in which another verdict differs; null: none does.</summary>
    public string? DifferenceFrom(ProofVerdict other)
    {
        var (mine, others) = (MembersOf(this), MembersOf(other));
        return mine.Keys.Union(others.Keys).Order(StringComparer.Ordinal)
            .FirstOrDefault(name => mine.GetValueOrDefault(name) != others.GetValueOrDefault(name));
    }

    private static Dictionary<string, string> MembersOf(ProofVerdict verdict) =>
        JsonSerializer.SerializeToElement(verdict, ProofJson.Default.ProofVerdict).EnumerateObject()
            .ToDictionary(member => member.Name, member => member.Value.GetRawText(), StringComparer.Ordinal);
}

/// <summary>The verdict on one header.</summary>
/// <param name="Signer">SHA-256 of the signer's certificate, in hexadecimal digits; null: it was refused.</param>
internal sealed record ProofHeader(
    string Place, int Index, string Verstat, string? Ppt = null, string? Failure = null, string? Signer = null)
{
    public static ProofHeader Of(HeaderVerdict header) => new(
        KebabCase.Of(header.Place), header.Index, header.Verstat.Text(), header.Ppt, header.Refusal?.Reason.Name(),
        header.Verified?.Signer.Certificate.Fingerprint);
}
