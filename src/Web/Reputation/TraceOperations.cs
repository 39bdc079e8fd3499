using Shaken.Core.Passports;
using Shaken.Core.Reputation.Traces;
using Shaken.Web.Shared.OpenApi;

namespace Shaken.Web.Reputation;

/// <summary>What the functions of call traces promise.</summary>
internal static class TraceOperations
{
    private static readonly Content Trace = Content.Json(() => TraceAnswersJson.Default.CallTraceAnswer);

    private static readonly Parameter Id = Parameters.Id("id", "The trace's id.", "^[0-9a-f]{36}$", new string('a', 36));

    private static readonly TextSchema Digits = new("The last four digits.", "^[0-9]{4}$");

    private static readonly Schema Call = new ObjectSchema(
    [
        new("role", ChoiceSchema.Of<TraceRole>("Where the author stood.")),
        new("startedAt", new TextSchema("When the call began.", Format: "date-time")),
        new("called", Digits), new("displayed", Digits), new("asserted", Digits, IsRequired: false),
        new("attest", ChoiceSchema.Named<Attestation>(), IsRequired: false),
        Members.Text("signatory", "As FR/ABC123.", isRequired: false), Members.Text("ingress", "As FR/ABC123.", isRequired: false),
        Members.Text("egress", "As FR/ABC123.", isRequired: false), Members.Text("terminating", "As FR/ABC123.", isRequired: false),
        new("rejectCode", new NumberSchema(300, 699), IsRequired: false),
        new("broken", new FlagSchema("It was cut because of its verification."), IsRequired: false),
        new("emergency", new FlagSchema("It was a call to an emergency service."), IsRequired: false),
    ]);

    public static IReadOnlyList<Operation> All { get; } =
    [
        new("ReputationOpenTrace", "Open a call trace")
        {
            Description = "For account users, who speak for the account's providers, and operators, who are the authority.",
            Headers = [Parameters.IdempotencyKey],
            Body = Content.Json(
                Members.Text("author", "Who asks, as FR/ABC123.", example: "\"FR/ABC123\""),
                Members.Text("addressee", "Who is asked; absent: the authority.", isRequired: false), new("call", Call), Members.Reason),
            Answers = [new(201, "Opened.", Trace)],
            Refusals = [400, 403, 409],
        },
        new("ReputationListTraces", "List call traces")
        {
            Query = Parameters.Page,
            Answers = [new(200, "A page.", Content.Json(() => TraceAnswersJson.Default.TracesAnswer))],
            Refusals = [400],
        },
        new("ReputationReadTrace", "Read a call trace")
        {
            Description = "The audit log has an entry for each reading.",
            Path = [Id],
            Answers = [new(200, "The trace.", Trace)],
            Refusals = [404],
        },
        Operation.Change("ReputationAnswerTrace", "Answer a call trace", Id, Trace,
            Members.Text("by", "Who answers; absent: the authority.", isRequired: false),
            new("finding", ChoiceSchema.Of<TraceFinding>("What is found.")),
            Members.Text("from", "Of came-from: who handed the call over.", isRequired: false),
            new("note", new TextSchema("Without numbers.", MaxLength: TraceNote.MaxLength), IsRequired: false), Members.Revision),
        Operation.Change("ReputationCloseTrace", "Close a call trace", Id, Trace, Members.Revision),
    ];
}
