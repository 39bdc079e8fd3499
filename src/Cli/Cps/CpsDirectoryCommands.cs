using System.CommandLine;
using System.Text.Json.Nodes;
using Shaken.Cli.Administrator;
using Shaken.Cli.Operators;
using Shaken.Cli.Output;
using Shaken.Cli.TrustLists;
using Shaken.Core.CallPlacement.Directory;
using Shaken.Core.Foundations;

namespace Shaken.Cli.Cps;

/// <summary><c>shaken cps lookup</c>, <c>advertise</c>, <c>prove</c>: finding the CPS of a provider, and being found.</summary>
internal static class CpsDirectoryCommands
{
    private static readonly Argument<string> Ocn = new("ocn") { Description = "Code of the called provider, such as 1234." };
    private static readonly Argument<string> Url = new("url") { Description = "The https URL to post PASSporTs to." };
    private static readonly Argument<string> Answer =
        new("answer") { Description = "The answer that the STI-PA gave (`shaken pa cps put`)." };
    private static readonly Option<string> List =
        new("--list") { Description = "File with a cpsMapping (JWT), or - for standard input.", Required = true };
    private static readonly Option<string> Key =
        new("--key") { Description = "File with the private key of an STI certificate that covers the code.", Required = true };
    private static readonly Option<string> X5u = new("--x5u") { Description = "URL of that certificate.", Required = true };

    public static IEnumerable<Command> All =>
    [
        new Command("lookup", "The CPS URL of a provider, by a verified cpsMapping of the STI-PA.")
        {
            Ocn, List, TrustOptions.AdministratorRoot, TrustOptions.Signer, Inputs.At,
        }.Runs(LookUpAsync),
        new Command("advertise", "Sign an advertisement: that the provider of a code has its CPS at a URL (RFC 9888).")
        {
            Ocn, Url, Key, X5u, KeyOptions.PassphraseVariable, KeyOptions.PassphraseFile,
        }.Runs(AdvertiseAsync),
        new Command("prove", "At a running CPS: serve the answer to the STI-PA's challenge for a day.")
        {
            Answer, OperatorServer.Server, OperatorServer.KeyFile, OperatorServer.KeyVariable,
        }.Runs(ProveAsync),
    ];

    private static async Task<CommandResult> LookUpAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var code = Inputs.Code(parsed.GetValue(Ocn)!, "ocn");
        var path = parsed.GetValue(List)!;
        var time = Inputs.TimeOf(parsed);
        using var documents = AdministratorDocuments.Of(parsed, time);
        var reader = new CpsMappingReader(documents.Certificates, documents.Domain, time);
        var outcome = await reader.ReadAsync(path == "-" ? Inputs.TextOf(path) : Inputs.FileText(path), last: null, cancellationToken);
        if (!outcome.TryGet(out var mapping, out var refusal))
        {
            return CommandResult.Refused(new JsonObject
            {
                ["verified"] = false, ["reason"] = KebabCase.Of(refusal.Reason), ["detail"] = refusal.Detail,
            });
        }

        var document = new JsonObject
        {
            ["verified"] = true, ["ocn"] = code.Value, ["url"] = mapping.Find(code), ["sequence"] = mapping.Sequence,
            ["expires"] = Inputs.Text(mapping.ExpiresAt),
        };
        return mapping.Find(code) is null ? CommandResult.Refused(document) : CommandResult.Good(document);
    }

    private static async Task<CommandResult> AdvertiseAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var code = Inputs.Code(parsed.GetValue(Ocn)!, "ocn");
        var signer = new CpsAdvertisementSigner(KeyOptions.Key(parsed, parsed.GetValue(Key)!), parsed.GetValue(X5u)!);
        var advertisement = await signer.SignAsync(code, parsed.GetValue(Url)!, cancellationToken);
        return CommandResult.Good(new JsonObject { ["advertisement"] = advertisement });
    }

    private static async Task<CommandResult> ProveAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var server = OperatorServer.Of(parsed);
        var answer = await server.PostAsync("cps/host-proofs", new JsonObject { ["answer"] = parsed.GetValue(Answer) }, cancellationToken);
        return answer.Document is { } document ? CommandResult.Good(document) : answer.ToRefusal();
    }
}
