using System.Globalization;
using Microsoft.Extensions.Logging;
using Shaken.Core.Auditing;
using Shaken.Core.PolicyAdministrator.Borders;
using Shaken.Core.Reputation.Scoring;
using Shaken.Core.Storage;
using Shaken.Core.Trust;

namespace Shaken.Core.Reputation.Acting;

/// <summary>
/// Lowers the ceilings of countries as their scores recommend, by one step and never below C: to shut a country out is for people. Where
/// two operators decide on terms, the lower ceiling is a proposal. Every change stands in the audit log. Safe on many instances at once.
/// </summary>
public sealed partial class ActOnCountries
{
    /// <summary>
    /// After a change of a country's terms, by anyone, they stay so long: the score needs that time to follow, and what an operator just
    /// decided is not undone.
    /// </summary>
    public static readonly TimeSpan Pause = TimeSpan.FromDays(30);

    private static readonly AuditParty Actor = new("service", "reputation");

    private readonly ReputationScores _scores;
    private readonly CountryPolicies _policies;
    private readonly CountryThresholds _thresholds;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public ActOnCountries(
        ReputationScores scores, CountryPolicies policies, CountryThresholds thresholds, TimeProvider time,
        ILogger<ActOnCountries> logger) =>
        (_scores, _policies, _thresholds, _time, _logger) = (scores, policies, thresholds, time, logger);

    public async ValueTask RunAsync(CancellationToken cancellationToken)
    {
        string? continuation = null;
        do
        {
            var page = await _scores.ListCountriesAsync(continuation, StorageLimits.Page, cancellationToken);
            foreach (var country in page.Subjects) await RunAsync(country, cancellationToken);
            continuation = page.Continuation;
        }
        while (continuation is not null);
    }

    private async ValueTask RunAsync(CountryReputation country, CancellationToken cancellationToken)
    {
        if (_thresholds.AdviceOn(country) == CountryAdvice.None || country.Score is not { } score) return;
        if (await _policies.FindAsync(country.Country, cancellationToken) is not { Terms: { } terms, Proposed: null } entry) return;
        if (_time.GetUtcNow() - entry.ChangedAt < Pause || !terms.Trust.CountsAtAll || Lower(terms.Trust) is not { } lower) return;
        if (!ActRequest.TryCreate(
            Actor, address: null,
            $"the reputation score is {score.Value} of 100 with a confidence of {score.Confidence}, by {score.Reporters} reporters",
            string.Create(CultureInfo.InvariantCulture, $"lower-{country.Country}-{entry.Revision}"), out var act, out var failure))
            throw new InvalidOperationException($"A recommendation makes no act: {failure}");
        var outcome = await _policies.SetAsync(
            country.Country, entry.Revision, terms with { Trust = lower }, act, cancellationToken);
        if (outcome.TryGet(out var after, out var refusal)) LogLowered(country.Country.Value, lower.Ceiling, after.Proposed is not null);

        // Somebody changed the terms meanwhile, which comes before a recommendation.
        else LogRefused(country.Country.Value, refusal.Detail);
    }

    private static CountryTrust? Lower(CountryTrust trust) => trust.Mechanism == TrustMechanism.Own
        ? null
        : trust.Ceiling switch
        {
            AttestationCeiling.A => trust with { Ceiling = AttestationCeiling.B },
            AttestationCeiling.B => trust with { Ceiling = AttestationCeiling.C },
            AttestationCeiling.C or AttestationCeiling.None => null,
        };

    [LoggerMessage(EventId = 4506, Level = LogLevel.Warning,
        Message = "The reputation of {Country} lowers its ceiling to {Ceiling}; waits for approval: {Waits}")]
    private partial void LogLowered(string country, AttestationCeiling ceiling, bool waits);

    [LoggerMessage(EventId = 4507, Level = LogLevel.Information,
        Message = "The ceiling of {Country} is not lowered, though its reputation recommends it: {Detail}")]
    private partial void LogRefused(string country, string detail);
}
