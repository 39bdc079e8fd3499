using System.CommandLine;
using System.Net.Http.Headers;
using System.Net.Mime;
using System.Text.Json.Nodes;
using Shaken.Cli.Output;

namespace Shaken.Cli.Operators;

/// <summary>
/// <c>shaken pa trust-list next</c> and <c>impact</c>: the next trusted-CA list and country policy before they are approved, and how many
/// of the last day's verdicts they would change, at the STI-PA or at the STI-VS of a provider.
/// </summary>
internal static class TrustImpactCommands
{
    private const int MaxPages = 1000;

    private static readonly Option<string> Output = new("--out") { Description = "The file to write. It must not exist.", Required = true };
    private static readonly Option<string> List = new("--list")
    {
        Description = "File with a proposal of `shaken pa trust-list next`, or with a trusted-CA list: ask an STI-VS about it, which "
            + "--server names. Without it, the STI-PA is asked about its own proposal.",
    };

    public static Command NewNext() => OperatorServer.Asks(
        new Command("next", "Save the next list and country policy, as if all that waits were approved.") { Output }, SaveAsync);

    public static Command NewImpact() => OperatorServer.Asks(
        new Command("impact", "How many of the last day's verdicts the next list and policy would change, by country and signer.") { List },
        ForecastAsync);

    private static async Task<CommandResult> SaveAsync(ParseResult parsed, OperatorServer server, CancellationToken cancellationToken)
    {
        var path = parsed.GetValue(Output)!;
        if (File.Exists(path)) throw new UsageException($"{path} exists: name another file.");
        var (answer, body) = await server.GetFileAsync("next-trust", cancellationToken);
        if (!answer.IsGood) return answer.ToRefusal();
        await File.WriteAllBytesAsync(path, body, cancellationToken);
        return CommandResult.Good(new JsonObject { ["file"] = path, ["octets"] = body.Length });
    }

    // All pages as one answer. Counts of a minute that ends meanwhile may be in the later pages alone.
    private static async Task<CommandResult> ForecastAsync(ParseResult parsed, OperatorServer server, CancellationToken cancellationToken)
    {
        var proposal = parsed.GetValue(List) is { } file ? Inputs.FileOctets(file) : null;
        var rows = new JsonArray();
        JsonObject? first = null;
        string? cursor = null;
        for (var pages = 0; pages < MaxPages; pages++)
        {
            var query = cursor is null ? "count=1000" : $"count=1000&cursor={Uri.EscapeDataString(cursor)}";
            var page = proposal is null
                ? await server.GetAsync($"next-trust/impact?{query}", cancellationToken)
                : await AskAsync(server, proposal, query, cancellationToken);
            if (page.Document is not { } document || document["rows"] is not JsonArray lines) return page.ToRefusal();
            foreach (var line in lines) rows.Add(line?.DeepClone());
            (first, cursor) = (first ?? document, (string?)document["cursor"]);
            if (cursor is null) break;
        }

        return CommandResult.Good(new JsonObject
        {
            ["from"] = first?["from"]?.DeepClone(),
            ["to"] = first?["to"]?.DeepClone(),
            ["calls"] = first?["calls"]?.DeepClone(),
            ["changed"] = first?["changed"]?.DeepClone(),
            ["rows"] = rows,
        });
    }

    private static async Task<OperatorAnswer> AskAsync(
        OperatorServer server, byte[] proposal, string query, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(proposal);
        content.Headers.ContentType = new MediaTypeHeaderValue(MediaTypeNames.Application.Json);
        return await server.SendAsync(HttpMethod.Post, $"/operator/v1/trust-impact?{query}", content, cancellationToken);
    }
}
