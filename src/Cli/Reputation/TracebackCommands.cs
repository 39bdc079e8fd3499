using System.CommandLine;
using System.Text.Json.Nodes;
using Shaken.Cli.Operators;
using Shaken.Cli.Output;
using Shaken.Core.Reputation.Tracebacks;

namespace Shaken.Cli.Reputation;

/// <summary><c>shaken reputation traceback</c>: tracebacks at a running STI-PA, which scores weigh in.</summary>
internal static class TracebackCommands
{
    private static readonly Argument<string> Reference = new("reference")
    {
        Description = "Names the traceback: 1 to 64 of A-Z a-z 0-9 - _",
    };

    private static readonly Option<string> Country = new("--country")
    {
        Description = "Where the calls came from: ISO 3166-1 alpha-2, such as CA.", Required = true,
    };

    private static readonly Option<string> Provider = new("--provider")
    {
        Description = "Who was asked: country and code, such as CA/1234. Without it: the country's authority.",
    };

    private static readonly Option<string> AskedOn = new("--asked-on")
    {
        Description = "The day from which it fades, as 2026-11-21.", Required = true,
    };

    private static readonly Option<string> State = new("--state")
    {
        Description = "asked, unanswered, answered or enforced.", DefaultValueFactory = _ => "asked",
    };

    public static Command New() => new("traceback", "Where unwanted calls came from: asked, answered, enforced.")
    {
        OperatorServer.Asks(
            new Command("list", "All tracebacks."),
            (_, server, token) => ReputationCommands.ListAsync(server, "tracebacks", "tracebacks", token)),
        OperatorServer.Asks(
            new Command("show", "One traceback.") { Reference }, (parsed, server, token) => GoodOr(server.GetAsync(PathOf(parsed), token))),
        OperatorServer.Asks(
            new Command("enter", "Enter a traceback, or change one.")
            {
                Reference, Country, Provider, AskedOn, State, ChangeOptions.Reason, ChangeOptions.Revision,
            },
            EnterAsync),
    };

    // Without --revision a traceback that is not there is entered, and one that is there is changed as it is now.
    private static async Task<CommandResult> EnterAsync(ParseResult parsed, OperatorServer server, CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["country"] = parsed.GetValue(Country),
            ["askedOn"] = parsed.GetValue(AskedOn),
            ["state"] = parsed.GetValue(State),
            ["revision"] = parsed.GetValue(ChangeOptions.Revision) ?? await RevisionAsync(parsed, server, cancellationToken),
            ["reason"] = parsed.GetValue(ChangeOptions.Reason),
        };
        if (parsed.GetValue(Provider) is { } provider) body["provider"] = provider;
        return await GoodOr(server.PutAsync(PathOf(parsed), body, cancellationToken));
    }

    private static async Task<long> RevisionAsync(ParseResult parsed, OperatorServer server, CancellationToken cancellationToken)
    {
        var answer = await server.GetAsync(PathOf(parsed), cancellationToken);
        return answer.Document?["revision"] is JsonValue revision && revision.TryGetValue<long>(out var newest) ? newest : 0;
    }

    private static async Task<CommandResult> GoodOr(Task<OperatorAnswer> asking)
    {
        var answer = await asking;
        return answer.Document is { } document ? CommandResult.Good(document) : answer.ToRefusal();
    }

    private static string PathOf(ParseResult parsed) => Traceback.IsReference(parsed.GetValue(Reference))
        ? $"tracebacks/{parsed.GetValue(Reference)}"
        : throw new UsageException($"\"{parsed.GetValue(Reference)}\" is no reference: it must have 1 to 64 of A-Z a-z 0-9 - _");
}
