using Microsoft.Extensions.Logging;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.Reputation.Feedback;

/// <summary>The international registry, as a receiver of reports.</summary>
public interface IRegistryFeedback
{
    /// <summary>Posts a report. Null: it was taken; otherwise why not.</summary>
    ValueTask<string?> PostAsync(ReadOnlyMemory<byte> report, CancellationToken cancellationToken);
}

/// <summary>
/// Tells the international registry the scores of other countries (the optional feedback of the ATIS report on international SHAKEN).
/// What has no score is not told, so that no reporter shows. Safe on many instances at once: the last report counts.
/// </summary>
/// <param name="own">The own country, of which nothing is told; null: not known.</param>
public sealed partial class TellRegistry(
    CountryCode? own, ReputationScores scores, IRegistryFeedback registry, ILogger<TellRegistry> logger)
{
    public async ValueTask RunAsync(CancellationToken cancellationToken)
    {
        var opinions = new List<CountryOpinion>();
        string? continuation = null;
        do
        {
            var page = await scores.ListCountriesAsync(continuation, StorageLimits.Page, cancellationToken);
            foreach (var country in page.Subjects)
            {
                if (country.Score is { } score && country.Country != own)
                    opinions.Add(new CountryOpinion(country.Country, score.Value, score.Confidence, score.Reporters, score.LastOn));
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);
        if (await registry.PostAsync(OpinionReport.Write(opinions), cancellationToken) is { } fault) LogNotTold(logger, fault);
    }

    [LoggerMessage(EventId = 4515, Level = LogLevel.Warning,
        Message = "The registry did not take the scores of countries: {Fault}; they are told again with the next report")]
    private static partial void LogNotTold(ILogger logger, string fault);
}
