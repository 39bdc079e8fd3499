using System.Text.Json.Serialization;
using Shaken.Core.Foundations;
using Shaken.Core.Reputation.Observations;
using Shaken.Core.Reputation.Scoring;
using Shaken.Core.Reputation.Tracebacks;

namespace Shaken.Web.Reputation;

/// <summary>A batch that was taken.</summary>
/// <param name="Known">It was taken before, and counts once.</param>
internal sealed record ObservationReceiptAnswer(string Batch, int Observations, bool Known)
{
    public static ObservationReceiptAnswer Of(ObservationReceipt receipt) =>
        new(receipt.Batch, receipt.Observations, receipt.WasKnown);
}

/// <summary>A score; all members are absent where too little is known, or too few reporters know it.</summary>
/// <param name="Score">0 (wanted) to 100.</param>
/// <param name="Confidence">0 to 100: the share of the evidence in the score.</param>
/// <param name="Reporters">How many reporters stand behind it.</param>
/// <param name="LastOn">The day of the latest observation.</param>
internal sealed record ScoreAnswer(int? Score, int? Confidence, int? Reporters, DateOnly? LastOn)
{
    public static ScoreAnswer Of(ReputationScore? score) => new(score?.Value, score?.Confidence, score?.Reporters, score?.LastOn);
}

/// <summary>Scores of calling numbers and origids, in the order in which they were asked for.</summary>
internal sealed record CallerScoresAnswer(IReadOnlyList<ScoreAnswer> Numbers, IReadOnlyList<ScoreAnswer> Origins);

/// <summary>Tracebacks by what became of them.</summary>
internal sealed record TracebackTallyAnswer(int Asked, int Unanswered, int Answered, int Enforced)
{
    public static TracebackTallyAnswer Of(TracebackTally tally) => new(tally.Asked, tally.Unanswered, tally.Answered, tally.Enforced);
}

/// <summary>What is known of a provider.</summary>
/// <param name="Provider">As US/1234.</param>
internal sealed record ProviderReputationAnswer(string Provider, ScoreAnswer Reputation, TracebackTallyAnswer Tracebacks)
{
    public static ProviderReputationAnswer Of(ProviderReputation provider) => new(
        provider.Provider.ToString(), ScoreAnswer.Of(provider.Score), TracebackTallyAnswer.Of(provider.Tracebacks));
}

/// <summary>What is known of a country.</summary>
internal sealed record CountryReputationAnswer(string Country, ScoreAnswer Reputation, TracebackTallyAnswer Tracebacks)
{
    public static CountryReputationAnswer Of(CountryReputation country) => new(
        country.Country.Value, ScoreAnswer.Of(country.Score), TracebackTallyAnswer.Of(country.Tracebacks));
}

/// <summary>A country in the report to governance.</summary>
/// <param name="Recommended"><c>none</c> or <c>lower-ceiling</c>.</param>
internal sealed record CountryReportAnswer(
    string Country, ScoreAnswer Reputation, TracebackTallyAnswer Tracebacks, string Recommended);

/// <summary>Countries of which anything was reported; a cursor leads on.</summary>
internal sealed record CountryReportsAnswer(IReadOnlyList<CountryReportAnswer> Countries, string? Cursor);

/// <summary>Providers of which anything was reported; a cursor leads on.</summary>
internal sealed record ProviderReportsAnswer(IReadOnlyList<ProviderReputationAnswer> Providers, string? Cursor);

/// <summary>A traceback.</summary>
/// <param name="Provider">Who was asked, as US/1234; absent: the country's authority.</param>
/// <param name="State"><c>asked</c>, <c>unanswered</c>, <c>answered</c> or <c>enforced</c>.</param>
internal sealed record TracebackAnswer(
    string Reference, string Country, string? Provider, DateOnly AskedOn, string State, long Revision, DateTimeOffset ChangedAt)
{
    public static TracebackAnswer Of(Traceback traceback) => new(
        traceback.Reference, traceback.Country.Value, traceback.Provider?.ToString(), traceback.AskedOn, KebabCase.Of(traceback.State),
        traceback.Revision, traceback.ChangedAt);
}

/// <summary>A page of tracebacks; a cursor leads to the next.</summary>
internal sealed record TracebacksAnswer(IReadOnlyList<TracebackAnswer> Tracebacks, string? Cursor);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ObservationReceiptAnswer))]
[JsonSerializable(typeof(CallerScoresAnswer))]
[JsonSerializable(typeof(ProviderReputationAnswer))]
[JsonSerializable(typeof(CountryReputationAnswer))]
[JsonSerializable(typeof(CountryReportsAnswer))]
[JsonSerializable(typeof(ProviderReportsAnswer))]
[JsonSerializable(typeof(TracebackAnswer))]
[JsonSerializable(typeof(TracebacksAnswer))]
internal sealed partial class ReputationAnswersJson : JsonSerializerContext;
