using System.Text.Json.Nodes;
using Shaken.Cli.Output;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Verification.Verdicts;

namespace Shaken.Cli.Passports;

/// <summary>A verdict on a call as the command line prints it.</summary>
internal static class CallDocuments
{
    public static CommandResult ResultOf(CallVerdict verdict) => new(
        verdict.Verstat == Verstat.Passed ? ExitCode.Good : ExitCode.Refused, Of(verdict));

    private static JsonObject Of(CallVerdict verdict)
    {
        var document = new JsonObject
        {
            ["verstat"] = verdict.Verstat.Text(),
            ["failure"] = verdict.Failure?.Name(),
            ["detail"] = verdict.Detail,
            ["attest"] = verdict.Attest?.ToString(),
            ["origid"] = verdict.OrigId,
            ["signer"] = verdict.Signer?.ToString(),
            ["country"] = verdict.Country?.Value,
            ["lentBy"] = verdict.LentBy?.ToString(),
            ["foreign"] = verdict.IsForeign,
            ["decidedBy"] = verdict.DecidedBy,
        };
        if (verdict.Status is { } status)
        {
            document["sip"] = new JsonObject
            {
                ["code"] = status.Code, ["text"] = status.Phrase, ["reason"] = verdict.Failure?.Codes().ReasonValue(),
            };
        }

        document["headers"] = new JsonArray([.. verdict.Headers.Select(header => (JsonNode)Of(header))]);
        document["findings"] = Documents.Of(verdict.Findings);
        if (verdict.Proof is { } proof) document["proof"] = proof.Digest;
        return document;
    }

    private static JsonObject Of(HeaderVerdict header)
    {
        var document = new JsonObject
        {
            ["place"] = KebabCase.Of(header.Place),
            ["index"] = header.Index,
            ["ppt"] = header.Ppt,
            ["verified"] = header.Verified is not null,
            ["verstat"] = header.Verstat.Text(),
        };
        if (header.Refusal is { } refusal)
        {
            document["reason"] = refusal.Reason.Name();
            document["detail"] = refusal.Detail;
        }

        if (header.Verified is { } verified)
        {
            document["signer"] = verified.Signer.Certificate.Subject.ToString();
            ExtensionDocuments.AddTo(document, verified.Claims);
        }

        if (header.Diversions.Count > 0) document["diversions"] = header.Diversions.Count;
        return document;
    }
}
