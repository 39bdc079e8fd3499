using Microsoft.Extensions.Logging;
using Shaken.Core.Foundations;
using Shaken.Core.Reputation.Folding;
using Shaken.Core.Reputation.Observations;
using Shaken.Core.Reputation.Scoring;
using Shaken.Core.Reputation.Tracebacks;
using Shaken.Core.Storage;

namespace Shaken.Core.Reputation;

/// <summary>How scores are read from the evidence.</summary>
/// <param name="Callers">Of numbers and origids.</param>
/// <param name="Signers">Of providers and countries.</param>
public sealed record ReputationRules(ScoreRules Callers, ScoreRules Signers)
{
    public static ReputationRules Usual { get; } = new(ScoreRules.OfCallers, ScoreRules.OfSigners);
}

/// <summary>Some providers, or countries, and where to go on; a null continuation is the end.</summary>
public sealed record ReputationPage<T>(IReadOnlyList<T> Subjects, string? Continuation);

/// <summary>
/// Reads scores: of a calling number or an origid within the running month, of a provider, of a country. They follow new observations
/// within <see cref="LookAgainAfter"/> of their fold.
/// </summary>
public sealed partial class ReputationScores
{
    /// <summary>How long a page of numbers that was read serves.</summary>
    public static readonly TimeSpan LookAgainAfter = TimeSpan.FromMinutes(1);

    private const int PagesKept = 1024;
    private const long OctetsKept = 64 * 1024 * 1024;

    private readonly EvidenceRows _rows;
    private readonly CallerKeys _keys;
    private readonly TracebackRegister _tracebacks;
    private readonly ReputationRules _rules;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly KeptReads<RecordKey, EvidencePage> _pages;
    private readonly Func<RecordKey, CancellationToken, ValueTask<EvidencePage?>> _read;

    public ReputationScores(
        IRecords records, CallerKeys keys, TracebackRegister tracebacks, ReputationRules rules, TimeProvider time,
        ILogger<ReputationScores> logger)
    {
        (_keys, _tracebacks, _rules, _time, _logger) = (keys, tracebacks, rules, time, logger);
        _rows = new EvidenceRows(records);
        _read = _rows.FindAsync;
        _pages = new KeptReads<RecordKey, EvidencePage>(
            new ReadLife(RefreshAfter: LookAgainAfter / 2, Fresh: LookAgainAfter, DuringOutage: TimeSpan.FromHours(1)), time, PagesKept,
            page => page.Weight, OctetsKept, (_, exception) => LogNotRead(exception));
    }

    private DateOnly Today => DateOnly.FromDateTime(_time.GetUtcNow().UtcDateTime);

    /// <summary>The score of a calling number in this month; null: too little is known, or too few reporters know it.</summary>
    public async ValueTask<ReputationScore?> FindAsync(TelephoneNumber number, CancellationToken cancellationToken)
    {
        var key = await _keys.GetCurrentAsync(cancellationToken);
        return await FindCallerAsync(key.Id, key.HashOf(number), cancellationToken);
    }

    /// <summary>The score of an origid of a signer in this month.</summary>
    public async ValueTask<ReputationScore?> FindAsync(ProviderId signer, string origId, CancellationToken cancellationToken)
    {
        var key = await _keys.GetCurrentAsync(cancellationToken);
        return await FindCallerAsync(key.Id, key.HashOf(signer, origId), cancellationToken);
    }

    public async ValueTask<ProviderReputation> GetAsync(ProviderId provider, CancellationToken cancellationToken) => Of(
        provider, await _rows.FindAsync(EvidenceRows.KeyOfSigner(BatchContent.RowOf(provider)), cancellationToken),
        await _tracebacks.GetEvidenceAsync(cancellationToken));

    public async ValueTask<CountryReputation> GetAsync(CountryCode country, CancellationToken cancellationToken) => Of(
        country, await _rows.FindAsync(EvidenceRows.KeyOfSigner(BatchContent.RowOf(country)), cancellationToken),
        await _tracebacks.GetEvidenceAsync(cancellationToken));

    /// <summary>The countries of which anything was reported, in the order of their codes.</summary>
    /// <param name="continuation">Null, or what the page before gave.</param>
    /// <param name="maxCountries">1 to <see cref="StorageLimits.Page"/>.</param>
    public async ValueTask<ReputationPage<CountryReputation>> ListCountriesAsync(
        string? continuation, int maxCountries, CancellationToken cancellationToken)
    {
        var tracebacks = await _tracebacks.GetEvidenceAsync(cancellationToken);
        var (pages, next) = await _rows.ListAsync(EvidenceRows.Countries, continuation, maxCountries, cancellationToken);
        return new ReputationPage<CountryReputation>(
            [.. pages.Select(page => Of(CountryOf(page.Row), page.Page, tracebacks))], next);
    }

    /// <summary>The providers of which anything was reported, in the order of their countries and codes.</summary>
    /// <param name="continuation">Null, or what the page before gave.</param>
    /// <param name="maxProviders">1 to <see cref="StorageLimits.Page"/>.</param>
    public async ValueTask<ReputationPage<ProviderReputation>> ListProvidersAsync(
        string? continuation, int maxProviders, CancellationToken cancellationToken)
    {
        var tracebacks = await _tracebacks.GetEvidenceAsync(cancellationToken);
        var (pages, next) = await _rows.ListAsync(EvidenceRows.Providers, continuation, maxProviders, cancellationToken);
        return new ReputationPage<ProviderReputation>(
            [.. pages.Select(page => Of(ProviderOf(page.Row), page.Page, tracebacks))], next);
    }

    private async ValueTask<ReputationScore?> FindCallerAsync(string keyId, UInt128 hash, CancellationToken cancellationToken) =>
        await _pages.GetAsync(EvidenceRows.KeyOfCaller(keyId, hash), _read, cancellationToken) is { } page
            ? ReputationScore.Of(page.Find(hash), default, Today, _rules.Callers)
            : null;

    private ProviderReputation Of(ProviderId provider, EvidencePage? page, TracebackEvidence tracebacks) =>
        new(provider, ScoreOf(page, tracebacks.WeightOf(provider, Today)), tracebacks.TallyOf(provider));

    private CountryReputation Of(CountryCode country, EvidencePage? page, TracebackEvidence tracebacks) =>
        new(country, ScoreOf(page, tracebacks.WeightOf(country, Today)), tracebacks.TallyOf(country));

    private ReputationScore? ScoreOf(EvidencePage? page, TracebackWeight tracebacks) =>
        page is null ? null : ReputationScore.Of(page.Find(EvidencePage.OnlySubject), tracebacks, Today, _rules.Signers);

    private static CountryCode CountryOf(string row) =>
        CountryCode.TryParse(row, out var country) ? country : throw new StorageException("The evidence on a country cannot be read.");

    private static ProviderId ProviderOf(string row) =>
        ProviderId.TryParse(row.Replace('.', '/'), out var provider)
            ? provider : throw new StorageException("The evidence on a provider cannot be read.");

    [LoggerMessage(EventId = 4505, Level = LogLevel.Warning,
        Message = "The evidence on some numbers could not be read again; scores go on with what was read last")]
    private partial void LogNotRead(Exception exception);
}
