using System.CommandLine;
using System.Text.Json.Nodes;
using Shaken.Cli.Operators;
using Shaken.Cli.Output;
using Shaken.Core.Foundations;
using Shaken.Core.Reputation.Traces;

namespace Shaken.Cli.Reputation;

/// <summary><c>shaken trace</c>: call traces at a running STI-PA, with the key of an account user or an operator.</summary>
internal static class TraceCommands
{
    private const int MaxPages = 1000;
    private const int MaxCallOctets = 8 * 1024;
    private const string Root = "/reputation/v1/traces";

    private static readonly Argument<string> Id = new("id") { Description = "The trace's id, as `list` prints it." };

    private static readonly Argument<string> Call = new("file")
    {
        Description = "JSON file with the call: role, startedAt, called and displayed (the last four digits), and what else is known.",
    };

    private static readonly Option<string> Author = new("--author")
    {
        Description = "Who asks: country and code, such as FR/ABC123.", Required = true,
    };

    private static readonly Option<string> Addressee = new("--addressee")
    {
        Description = "Who is asked: country and code. Without it: the authority.",
    };

    private static readonly Option<string> By = new("--by") { Description = "Who answers: country and code. Without it: the authority." };

    private static readonly Option<string> Finding = new("--finding")
    {
        Description = "not-ours, came-from, own-customer or customer-stopped.", Required = true,
    };

    private static readonly Option<string> From = new("--from") { Description = "Of came-from: who handed the call over." };
    private static readonly Option<string> Note = new("--note") { Description = "In words, without numbers." };

    public static Command New() => new("trace", "At a running STI-PA: call traces between providers and the authority.")
    {
        OperatorServer.Asks(new Command("list", "The traces of the caller, without digits."), ListAsync),
        OperatorServer.Asks(
            new Command("show", "One trace. The audit log tells of the reading.") { Id },
            (parsed, server, token) => SendAsync(server, HttpMethod.Get, PathOf(parsed), null, token)),
        OperatorServer.Asks(
            new Command("open", "Open a trace.") { Call, Author, Addressee, ChangeOptions.Reason }, OpenAsync),
        OperatorServer.Asks(
            new Command("answer", "Answer a trace.") { Id, By, Finding, From, Note, ChangeOptions.Revision, ChangeOptions.Reason },
            AnswerAsync),
        OperatorServer.Asks(new Command("close", "Close a trace.") { Id, ChangeOptions.Revision, ChangeOptions.Reason }, CloseAsync),
    };

    private static async Task<CommandResult> ListAsync(ParseResult parsed, OperatorServer server, CancellationToken cancellationToken)
    {
        var traces = new JsonArray();
        string? cursor = null;
        for (var pages = 0; pages < MaxPages; pages++)
        {
            var path = cursor is null ? Root : $"{Root}?cursor={Uri.EscapeDataString(cursor)}";
            var page = await server.SendAsync(HttpMethod.Get, path, (JsonObject?)null, cancellationToken);
            if (page.Document?["traces"] is not JsonArray lines) return page.ToRefusal();
            foreach (var line in lines) traces.Add(line?.DeepClone());
            cursor = (string?)page.Document["cursor"];
            if (cursor is null) return CommandResult.Good(traces);
        }

        throw new UsageException("There are more traces than this command lists.");
    }

    private static Task<CommandResult> OpenAsync(ParseResult parsed, OperatorServer server, CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["author"] = parsed.GetValue(Author),
            ["call"] = CallIn(parsed.GetValue(Call)!),
            ["reason"] = parsed.GetValue(ChangeOptions.Reason),
        };
        if (parsed.GetValue(Addressee) is { } addressee) body["addressee"] = addressee;
        return SendAsync(server, HttpMethod.Post, Root, body, cancellationToken);
    }

    private static async Task<CommandResult> AnswerAsync(ParseResult parsed, OperatorServer server, CancellationToken cancellationToken)
    {
        if (!(await RevisionAsync(parsed, server, cancellationToken)).TryGet(out var revision, out var refused)) return refused;
        var body = new JsonObject
        {
            ["finding"] = parsed.GetValue(Finding),
            ["revision"] = revision,
            ["reason"] = parsed.GetValue(ChangeOptions.Reason),
        };
        foreach (var (name, option) in ((string, Option<string>)[])[("by", By), ("from", From), ("note", Note)])
        {
            if (parsed.GetValue(option) is { } value) body[name] = value;
        }

        return await SendAsync(server, HttpMethod.Post, $"{PathOf(parsed)}/answers", body, cancellationToken);
    }

    private static async Task<CommandResult> CloseAsync(ParseResult parsed, OperatorServer server, CancellationToken cancellationToken)
    {
        if (!(await RevisionAsync(parsed, server, cancellationToken)).TryGet(out var revision, out var refused)) return refused;
        var body = new JsonObject { ["revision"] = revision, ["reason"] = parsed.GetValue(ChangeOptions.Reason) };
        return await SendAsync(server, HttpMethod.Post, $"{PathOf(parsed)}/close", body, cancellationToken);
    }

    // The revision that was given, or the newest, which is a reading like any other.
    private static async Task<Outcome<long, CommandResult>> RevisionAsync(
        ParseResult parsed, OperatorServer server, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(ChangeOptions.Revision) is { } given) return given;
        var answer = await server.SendAsync(HttpMethod.Get, PathOf(parsed), (JsonObject?)null, cancellationToken);
        return answer.Document?["trace"]?["revision"] is JsonValue revision && revision.TryGetValue<long>(out var newest)
            ? newest : answer.ToRefusal();
    }

    private static async Task<CommandResult> SendAsync(
        OperatorServer server, HttpMethod method, string path, JsonObject? body, CancellationToken cancellationToken)
    {
        var answer = await server.SendAsync(method, path, body, cancellationToken);
        return answer.Document is { } document ? CommandResult.Good(document) : answer.ToRefusal();
    }

    // What is wrong in the call itself, the service says by member.
    private static JsonNode CallIn(string path)
    {
        var octets = Inputs.FileOctets(path);
        if (!StrictJson.TryParseObject(octets, MaxCallOctets, out var json, out var failure))
            throw new UsageException($"{path}: {failure}.");
        using (json) return JsonNode.Parse(json.RootElement.GetRawText())!;
    }

    private static string PathOf(ParseResult parsed) => TraceSummary.IsId(parsed.GetValue(Id))
        ? $"{Root}/{parsed.GetValue(Id)}"
        : throw new UsageException($"\"{parsed.GetValue(Id)}\" is no id of a trace: it has 36 hexadecimal digits.");
}
