using System.CommandLine;
using System.Text.Json.Nodes;
using Shaken.Cli.Output;
using Shaken.Core.PolicyAdministrator.Complaints;

namespace Shaken.Cli.Operators;

/// <summary><c>shaken pa complaint</c>: complaints about providers at a running STI-PA. Reports count them.</summary>
internal static class ComplaintCommands
{
    private const int MaxPages = 1000;

    private static readonly Argument<string> Reference = new("reference")
    {
        Description = "Names the complaint: 1 to 64 of A-Z a-z 0-9 - _",
    };

    private static readonly Option<string> Provider = new("--provider")
    {
        Description = "Whom it is about: country and code, such as US/1234.", Required = true,
    };

    private static readonly Option<string> ReceivedOn = new("--received-on")
    {
        Description = "The day by which reports count it, as 2026-11-21.", Required = true,
    };

    private static readonly Option<string> Subject = new("--subject")
    {
        Description = "What it is about, without personal data.", Required = true,
    };

    private static readonly Option<string> State = new("--state")
    {
        Description = "open, upheld or dismissed.", DefaultValueFactory = _ => "open",
    };

    public static Command New() => new("complaint", "At a running STI-PA: complaints about providers, which reports count.")
    {
        OperatorServer.Asks(new Command("list", "All complaints."), ListAsync),
        OperatorServer.Asks(
            new Command("show", "One complaint.") { Reference }, (parsed, server, token) => GoodOr(server.GetAsync(PathOf(parsed), token))),
        OperatorServer.Asks(
            new Command("enter", "Enter a complaint, or change one.")
            {
                Reference, Provider, ReceivedOn, Subject, State, ChangeOptions.Reason, ChangeOptions.Revision,
            },
            EnterAsync),
    };

    private static async Task<CommandResult> ListAsync(ParseResult parsed, OperatorServer server, CancellationToken cancellationToken)
    {
        var complaints = new JsonArray();
        string? cursor = null;
        for (var pages = 0; pages < MaxPages; pages++)
        {
            var page = await server.GetAsync(
                cursor is null ? "complaints" : $"complaints?cursor={Uri.EscapeDataString(cursor)}", cancellationToken);
            if (page.Document?["complaints"] is not JsonArray lines) return page.ToRefusal();
            foreach (var line in lines) complaints.Add(line?.DeepClone());
            cursor = (string?)page.Document["cursor"];
            if (cursor is null) return CommandResult.Good(complaints);
        }

        throw new UsageException("There are more complaints than this command lists.");
    }

    // Without --revision a complaint that is not there is entered, and one that is there is changed as it is now.
    private static async Task<CommandResult> EnterAsync(ParseResult parsed, OperatorServer server, CancellationToken cancellationToken)
    {
        var revision = parsed.GetValue(ChangeOptions.Revision) ?? await RevisionAsync(parsed, server, cancellationToken);
        return await GoodOr(server.PutAsync(
            PathOf(parsed),
            new JsonObject
            {
                ["provider"] = parsed.GetValue(Provider),
                ["receivedOn"] = parsed.GetValue(ReceivedOn),
                ["subject"] = parsed.GetValue(Subject),
                ["state"] = parsed.GetValue(State),
                ["revision"] = revision,
                ["reason"] = parsed.GetValue(ChangeOptions.Reason),
            },
            cancellationToken));
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

    private static string PathOf(ParseResult parsed) => Complaint.IsReference(parsed.GetValue(Reference))
        ? $"complaints/{parsed.GetValue(Reference)}"
        : throw new UsageException($"\"{parsed.GetValue(Reference)}\" is no reference: it must have 1 to 64 of A-Z a-z 0-9 - _");
}
