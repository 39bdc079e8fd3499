using System.CommandLine;
using System.Text.Json.Nodes;
using Shaken.Cli.Output;

namespace Shaken.Cli.Operators;

/// <summary><c>shaken audit</c>: list, verify, export; at a running service.</summary>
internal static class AuditCommands
{
    private const int MaxPages = 1000;

    private static readonly Option<string> From = new("--from") { Description = "Recorded then or later, as 2026-11-30T00:00:00Z." };
    private static readonly Option<string> Until = new("--until") { Description = "Recorded before then." };
    private static readonly Option<string> Actor = new("--actor") { Description = "Done by, as operator:alice." };
    private static readonly Option<string> Subject = new("--subject") { Description = "Done to, as principal:ann or account:one." };
    private static readonly Option<int> Limit =
        new("--limit") { Description = "At most so many entries.", DefaultValueFactory = _ => 1000 };
    private static readonly Option<string> Output =
        new("--out") { Description = "The CSV file to write. It must not exist.", Required = true };
    private static readonly Option<long?> Number = new("--number") { Description = "Number of an entry that was kept elsewhere." };
    private static readonly Option<string> Hash = new("--hash") { Description = "That entry's hash." };

    public static Command New() => new("audit", "At a running service: who did what, when, from where and why.")
    {
        OperatorServer.Asks(
            new Command("list", "Entries of the audit log, from the oldest on.") { From, Until, Actor, Subject, Limit }, ListAsync),
        OperatorServer.Asks(
            new Command("verify", "Check the chain of hashes; keep the last entry that it tells elsewhere, for the next check.")
        {
            Number, Hash,
        }, VerifyAsync),
        OperatorServer.Asks(new Command("export", "Write entries to a CSV file.") { From, Until, Actor, Subject, Output }, ExportAsync),
    };

    private static async Task<CommandResult> ListAsync(ParseResult parsed, OperatorServer server, CancellationToken cancellationToken)
    {
        var entries = new JsonArray();
        string? cursor = null;
        for (var pages = 0; pages < MaxPages; pages++)
        {
            var page = await server.GetAsync($"audit?{QueryOf(parsed, ("cursor", cursor))}", cancellationToken);
            if (page.Document?["entries"] is not JsonArray lines) return page.ToRefusal();
            foreach (var line in lines.Take(parsed.GetValue(Limit) - entries.Count)) entries.Add(line?.DeepClone());
            cursor = (string?)page.Document["cursor"];
            if (cursor is null || entries.Count >= parsed.GetValue(Limit)) break;
        }

        return CommandResult.Good(entries);
    }

    private static async Task<CommandResult> VerifyAsync(ParseResult parsed, OperatorServer server, CancellationToken cancellationToken)
    {
        var (number, hash) = (parsed.GetValue(Number), parsed.GetValue(Hash));
        if (number is null != hash is null) throw new UsageException("--number and --hash come together: they name one entry.");
        var query = number is null ? "" : $"?number={number}&hash={Uri.EscapeDataString(hash!)}";
        var answer = await server.GetAsync($"audit/verify{query}", cancellationToken);
        if (answer.Document is not { } document) return answer.ToRefusal();
        return (bool?)document["isWhole"] == true ? CommandResult.Good(document) : CommandResult.Refused(document);
    }

    private static async Task<CommandResult> ExportAsync(ParseResult parsed, OperatorServer server, CancellationToken cancellationToken)
    {
        var path = parsed.GetValue(Output)!;
        if (File.Exists(path)) throw new UsageException($"{path} exists: name another file.");
        var (answer, body) = await server.GetFileAsync($"audit/export?{QueryOf(parsed)}", cancellationToken);
        if (!answer.IsGood) return answer.ToRefusal();
        await File.WriteAllBytesAsync(path, body, cancellationToken);
        return CommandResult.Good(new JsonObject { ["file"] = path, ["octets"] = body.Length });
    }

    private static string QueryOf(ParseResult parsed, params (string Name, string? Value)[] more)
    {
        (string Name, string? Value)[] all =
        [
            ("from", parsed.GetValue(From)), ("until", parsed.GetValue(Until)), ("actor", parsed.GetValue(Actor)),
            ("subject", parsed.GetValue(Subject)), .. more,
        ];
        return string.Join(
            '&', all.Where(part => part.Value is not null).Select(part => $"{part.Name}={Uri.EscapeDataString(part.Value!)}"));
    }
}
