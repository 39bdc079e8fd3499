using System.CommandLine;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Cli.Output;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Trust.Lists;
using Shaken.Core.Trust.Sources;

namespace Shaken.Cli.TrustLists;

/// <summary><c>shaken trust-list</c>: inspect, verify, sign, diff, export.</summary>
internal static class TrustListCommands
{
    private static readonly Argument<string> File = new("file") { Description = "File with the list, a JWT." };

    public static Command New()
    {
        var command = new Command("trust-list", "Look into, verify, compare and sign trusted-CA lists (ATIS-1000087).")
        {
            new Command("inspect", "Show what a list says, without verifying it.") { File }.Runs(InspectAsync),
            new Command("verify", "Verify a list: its signature up to the STI-PA's root, its version and its expiry.")
            {
                File, TrustOptions.AdministratorRoot, TrustOptions.Signer, Inputs.At,
            }.Runs(VerifyAsync),
        };
        foreach (var more in MakeTrustList.All) command.Add(more);
        return command;
    }

    private static Task<CommandResult> InspectAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (!Jws.TryParse(Inputs.FileText(parsed.GetValue(File)!).Trim(), Limits.TrustListOctets, out var jws, out var failure)) throw new UsageException($"{parsed.GetValue(File)} is not a trusted-CA list: {failure}.");
        if (!TrustListDocument.TryRead(jws.DecodePayload(), out var document, out var refusal)) return Task.FromResult(Refused(refusal));
        return Task.FromResult(CommandResult.Good(new JsonObject
        {
            ["version"] = document.Version,
            ["sequence"] = document.Sequence,
            ["expires"] = Inputs.Text(document.ExpiresAt),
            ["x5u"] = jws.Header.X5u,
            ["entries"] = document.Entries.Count,
        }));
    }

    private static async Task<CommandResult> VerifyAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var time = Inputs.TimeOf(parsed);
        using var fetcher = new GuardedFetcher(NetworkOptions.Current, SystemResolver.Instance, time, NullLogger<GuardedFetcher>.Instance);
        var fetched = new CertificateSource(fetcher, CertificateFreshness.Default, time, NullLogger<CertificateSource>.Instance);
        var outcome = await TrustOptions.ReadAsync(parsed, parsed.GetValue(File)!, fetched, time, cancellationToken);
        if (!outcome.TryGet(out var list, out var refusal)) return Refused(refusal);
        return CommandResult.Good(new JsonObject
        {
            ["verified"] = true,
            ["sequence"] = list.Sequence,
            ["expires"] = Inputs.Text(list.ExpiresAt),
            ["roots"] = new JsonArray([.. list.Roots.All.Select(root => (JsonNode)new JsonObject { ["country"] = root.Country.Value, ["subject"] = root.Certificate.Subject.ToString() })]),
            ["findings"] = Documents.Of(list.Findings),
        });
    }

    private static CommandResult Refused(TrustListRefusal refusal) =>
        CommandResult.Refused(new JsonObject { ["verified"] = false, ["reason"] = KebabCase.Of(refusal.Reason), ["detail"] = refusal.Detail });
}
