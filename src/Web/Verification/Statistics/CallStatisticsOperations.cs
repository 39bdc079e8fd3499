using Shaken.Core.Foundations;
using Shaken.Web.Shared.OpenApi;

namespace Shaken.Web.Verification.Statistics;

/// <summary>What the functions that count calls promise of proposals, and forms that the role pa shares.</summary>
internal static class CallStatisticsOperations
{
    /// <summary>A proposed trusted-CA list and country policy.</summary>
    public static Content Proposal { get; } = Content.Json(
        new Member("roots", new ListSchema(new TextSchema("A root in base64 of DER, or PEM."), Limits.TrustListEntries), Example: "[]"),
        new Member("countries", new ObjectSchema([], "By ISO code, the terms as in the country policy."), IsRequired: false));

    /// <summary>What a proposal would have made of calls.</summary>
    public static Content Impact { get; } = Content.Json(() => TrustImpactAnswersJson.Default.TrustImpactAnswer);

    public static IReadOnlyList<Operation> All { get; } =
    [
        new("OperatorForecastTrust", "Count the last day's verdicts that a proposed list and policy would change")
        {
            Description = "It changes nothing. A trusted-CA list is taken too, as a proposal of its roots alone.",
            Query = Parameters.Page,
            Body = Proposal,
            Answers = [new(200, "A page.", Impact)],
            Refusals = [400, 404],
        },
    ];
}
