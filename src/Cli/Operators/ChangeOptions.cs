using System.CommandLine;
using System.Text.Json.Nodes;
using Shaken.Cli.Output;
using Shaken.Core.Foundations;

namespace Shaken.Cli.Operators;

/// <summary>What changes at a running service have in common: a reason, and the revision that they were decided on.</summary>
internal static class ChangeOptions
{
    public static readonly Option<string> Reason = new("--reason") { Description = "Why, for the audit log.", Required = true };

    public static readonly Option<long?> Revision = new("--revision")
    {
        Description = "The revision that was looked at: the change is refused if it is another now. Without it the newest is taken.",
    };

    /// <summary>The revision that was given, or the newest.</summary>
    public static async Task<Outcome<long, CommandResult>> RevisionAsync(
        ParseResult parsed, OperatorServer server, string path, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(Revision) is { } given) return given;
        var answer = await server.GetAsync(path, cancellationToken);
        return answer.Document?["revision"] is JsonValue revision && revision.TryGetValue<long>(out var newest)
            ? newest : answer.ToRefusal();
    }

    /// <summary>Moves the thing at a path to another state.</summary>
    public static async Task<CommandResult> MoveAsync(
        ParseResult parsed, OperatorServer server, string path, string state, CancellationToken cancellationToken)
    {
        if (!(await RevisionAsync(parsed, server, path, cancellationToken)).TryGet(out var revision, out var refused)) return refused;
        var body = new JsonObject { ["state"] = state, ["revision"] = revision, ["reason"] = parsed.GetValue(Reason) };
        var answer = await server.PostAsync($"{path}/state", body, cancellationToken);
        return answer.Document is { } document ? CommandResult.Good(document) : answer.ToRefusal();
    }
}
