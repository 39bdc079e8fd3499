using Shaken.Core.Passports;
using Shaken.Core.Reputation.Observations;
using Shaken.Core.Reputation.Tracebacks;
using Shaken.Web.Shared.OpenApi;

namespace Shaken.Web.Reputation;

/// <summary>What the functions of <see cref="ReputationPart"/> promise.</summary>
internal static class ReputationOperations
{
    private static readonly Content Receipt = Content.Json(() => ReputationAnswersJson.Default.ObservationReceiptAnswer);
    private static readonly Content Traceback = Content.Json(() => ReputationAnswersJson.Default.TracebackAnswer);

    private static readonly Parameter Country = Parameters.Id("country", "ISO 3166-1 alpha-2.", "^[A-Z]{2}$", "CA");

    private static readonly Parameter Reference = new(
        "reference", "The traceback's reference.", new TextSchema(Pattern: "^[A-Za-z0-9_-]{1,64}$"), "tb-1");

    private static readonly Schema Observation = new ObjectSchema(
    [
        new("at", new TextSchema("When the call came.", Format: "date-time")),
        new("verdict", new ChoiceSchema([.. Enum.GetValues<Verstat>().Select(verdict => verdict.Text())], "Of verification.")),
        new("outcome", ChoiceSchema.Of<ObservedOutcome>("What call validation, or the called party, concluded.")),
        new("attest", ChoiceSchema.Named<Attestation>("As it was believed."), IsRequired: false),
        Members.Text("country", "Of the signer's root.", isRequired: false),
        Members.Text("signer", "As US/1234.", isRequired: false),
        new(
            "origid", new TextSchema("Of the PASSporT, beside its signer.", MaxLength: ObservationLimits.OrigIdLength),
            IsRequired: false),
        new(
            "calling",
            new TextSchema("The calling number in digits. It is hashed under the key of the month, and dropped.", "^[0-9]{3,15}$"),
            IsRequired: false),
    ],
    "One call. A member that tells whom it was for is refused, with the whole batch.");

    public static IReadOnlyList<Operation> All { get; } =
    [
        new("ReputationPostObservations", "Report observations of calls")
        {
            Description = "For reporters. A batch that is sent again counts once. Nothing of a refused batch is kept.",
            Body = Content.Json(
                new Member(
                    "batch", new TextSchema("The reporter's name for the batch.", "^[A-Za-z0-9_.-]{1,64}$"), Example: "\"b-1\""),
                new Member("observations", new ListSchema(Observation, ObservationLimits.PerBatch), Example: "[]")),
            Answers = [new(200, "It was taken before.", Receipt), new(201, "It is taken.", Receipt)],
            Refusals = [400, 409],
        },
        new("ReputationGetProvider", "Read the reputation of a provider")
        {
            Path = [Country, Parameters.Code("spc", "The provider's code.")],
            Answers =
            [
                new(200, "What is known.", Content.Json(() => ReputationAnswersJson.Default.ProviderReputationAnswer)),
            ],
            Refusals = [400],
        },
        new("ReputationGetCountry", "Read the reputation of a country")
        {
            Path = [Country],
            Answers =
            [
                new(200, "What is known.", Content.Json(() => ReputationAnswersJson.Default.CountryReputationAnswer)),
            ],
            Refusals = [400],
        },
        new("ReputationQueryNumbers", "Ask for the reputation of calling numbers")
        {
            Description = "No number stands in a URL or in the answer, whose entries have the order of the question.",
            Body = Content.Json(
                new Member(
                    "numbers", new ListSchema(new TextSchema("In digits.", "^[0-9]{3,15}$"), ScoreEndpoints.MaxCallers),
                    IsRequired: false),
                new Member(
                    "origins",
                    new ListSchema(
                        new ObjectSchema([Members.Text("signer", "As US/1234."), Members.Text("origid", "Of a PASSporT.")]),
                        ScoreEndpoints.MaxCallers),
                    IsRequired: false)),
            Answers = [new(200, "The scores.", Content.Json(() => ReputationAnswersJson.Default.CallerScoresAnswer))],
            Refusals = [400],
        },
        Report("OperatorReputationCountries", "Report on the reputation of countries",
            Content.Json(() => ReputationAnswersJson.Default.CountryReportsAnswer)),
        Report("OperatorReputationProviders", "Report on the reputation of providers",
            Content.Json(() => ReputationAnswersJson.Default.ProviderReportsAnswer)),
        new("OperatorListTracebacks", "List tracebacks")
        {
            Query = Parameters.Page,
            Answers = [new(200, "A page.", Content.Json(() => ReputationAnswersJson.Default.TracebacksAnswer))],
            Refusals = [400],
        },
        new("OperatorGetTraceback", "Read a traceback")
        {
            Path = [Reference], Answers = [new(200, "The traceback.", Traceback)], Refusals = [404],
        },
        new("OperatorPutTraceback", "Enter or change a traceback")
        {
            Path = [Reference],
            Headers = [Parameters.IdempotencyKey],
            Body = Content.Json(
                Members.Text("country", "Who was asked.", example: "\"CA\""),
                Members.Text("provider", "As CA/1234; absent: the country's authority.", isRequired: false),
                new("askedOn", new TextSchema("The day from which it fades.", Format: "date")),
                new("state", ChoiceSchema.Of<TracebackState>("What became of it.")), Members.Revision, Members.Reason),
            Answers = [new(200, "The traceback.", Traceback)],
            Refusals = [400, 409],
        },
        .. TraceOperations.All,
    ];

    private static Operation Report(string function, string summary, Content answer) => new(function, summary)
    {
        Query = [.. Parameters.Page, Parameters.Csv],
        Answers = [new(200, "A page, or all as CSV.", answer, Content.Text("text/csv", "A header, and a line for each."))],
        Refusals = [400],
    };
}
