using System.CommandLine;
using System.Text.Json.Nodes;
using Shaken.Cli.Output;

namespace Shaken.Cli.Operators;

/// <summary><c>shaken statistics</c>: counts of calls at a running service, without personal data.</summary>
internal static class StatisticsCommand
{
    private const int MaxPages = 1000;

    private static readonly Option<string> From =
        new("--from") { Description = "As 2026-11-30T00:00:00Z; without it, an hour before --to." };

    private static readonly Option<string> To = new("--to") { Description = "As 2026-12-01T00:00:00Z; without it, now." };

    private static readonly Option<string> By = new("--by")
    {
        Description = "What calls are told apart by, with commas: minute or day, and side, tenant, verstat, code, attest, country, signer, "
            + "dialect, action, type.",
    };

    private static readonly Option<string> Output = new("--out") { Description = "A CSV file to write instead. It must not exist." };

    public static Command New() => OperatorServer.Asks(
        new Command("statistics", "At a running service: how many calls it verified and signed.") { From, To, By, Output }, RunAsync);

    private static Task<CommandResult> RunAsync(ParseResult parsed, OperatorServer server, CancellationToken cancellationToken) =>
        parsed.GetValue(Output) is { } path
            ? WriteAsync(parsed, path, server, cancellationToken)
            : ListAsync(parsed, server, cancellationToken);

    private static async Task<CommandResult> WriteAsync(
        ParseResult parsed, string path, OperatorServer server, CancellationToken cancellationToken)
    {
        if (File.Exists(path)) throw new UsageException($"{path} exists: name another file.");
        var (answer, body) = await server.GetFileAsync($"call-statistics?{QueryOf(parsed, ("format", "csv"))}", cancellationToken);
        if (!answer.IsGood) return answer.ToRefusal();
        await File.WriteAllBytesAsync(path, body, cancellationToken);
        return CommandResult.Good(new JsonObject { ["file"] = path, ["octets"] = body.Length });
    }

    private static async Task<CommandResult> ListAsync(ParseResult parsed, OperatorServer server, CancellationToken cancellationToken)
    {
        var rows = new JsonArray();
        string? cursor = null;

        // The later pages are of the same range, though time goes on.
        string? from = parsed.GetValue(From), to = parsed.GetValue(To);
        for (var pages = 0; pages < MaxPages; pages++)
        {
            var query = QueryOf(("from", from), ("to", to), ("by", parsed.GetValue(By)), ("count", "1000"), ("cursor", cursor));
            var page = await server.GetAsync($"call-statistics?{query}", cancellationToken);
            if (page.Document?["rows"] is not JsonArray lines) return page.ToRefusal();
            foreach (var line in lines) rows.Add(FlatOf(line!));
            (from, to, cursor) = ((string?)page.Document["from"], (string?)page.Document["to"], (string?)page.Document["cursor"]);
            if (cursor is null) break;
        }

        return CommandResult.Good(rows);
    }

    // A row of a table: the time, each label, the calls.
    private static JsonObject FlatOf(JsonNode row)
    {
        var flat = new JsonObject();
        if (row["at"] is { } at) flat["at"] = at.DeepClone();
        foreach (var (name, value) in row["labels"]!.AsObject()) flat[name] = value?.DeepClone();
        flat["calls"] = row["calls"]!.DeepClone();
        return flat;
    }

    private static string QueryOf(ParseResult parsed, (string Name, string? Value) more) =>
        QueryOf(("from", parsed.GetValue(From)), ("to", parsed.GetValue(To)), ("by", parsed.GetValue(By)), more);

    private static string QueryOf(params (string Name, string? Value)[] parts) => string.Join(
        '&', parts.Where(part => part.Value is not null).Select(part => $"{part.Name}={Uri.EscapeDataString(part.Value!)}"));
}
