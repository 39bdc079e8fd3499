using System.CommandLine;
using System.Text.Json.Nodes;
using Shaken.Cli.Output;
using Shaken.Cli.TrustLists;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Trust.Sources;
using Shaken.Core.Verification.Verdicts;
using Shaken.Core.Verification.Verdicts.Proofs;

namespace Shaken.Cli.Passports;

/// <summary><c>shaken passport verify --replay</c>: repeats a verdict from its proof.</summary>
internal static class ReplayProof
{
    public static readonly Option<string> File = new("--replay")
    {
        Description =
            "File with the proof of a verdict: repeat that verdict without a network. With --root or --trust-list its roots must be "
            + "among those.",
    };

    /// <param name="fetched">Gives the certificate of a trusted-CA list's signer.</param>
    public static async Task<CommandResult> RunAsync(
        ParseResult parsed, ICertificateSource fetched, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!VerdictProof.Read(Inputs.FileOctets(parsed.GetValue(File)!)).TryGet(out var proof, out var refusal)) return Refused(refusal);
        var replayed = await ProofReplay.ReplayAsync(proof, await RootsAsync(parsed, fetched, time, cancellationToken), cancellationToken);
        return replayed.TryGet(out var verdict, out refusal) ? CallDocuments.ResultOf(verdict) : Refused(refusal);
    }

    private static async Task<IReadOnlyList<TrustedRoot>?> RootsAsync(
        ParseResult parsed, ICertificateSource fetched, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!TrustOptions.AreGiven(parsed)) return null;
        return (await TrustOptions.DomainAsync(parsed, fetched, time, cancellationToken)).Roots?.All;
    }

    private static CommandResult Refused(ProofRefusal refusal) => CommandResult.Refused(new JsonObject
    {
        ["repeated"] = false, ["reason"] = KebabCase.Of(refusal.Reason), ["detail"] = refusal.Detail,
    });
}
