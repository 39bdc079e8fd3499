using System.Collections.Concurrent;
using System.Numerics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Shaken.Core.Certificates;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.Revocation;

/// <summary>
/// The CRLs that certificates of trusted chains name, and those that an operator names: fetched in the background, verified, indexed, kept in storage, and
/// replaced well before their nextUpdate. Whoever looks one up never waits for it.
/// </summary>
public sealed partial class RevocationLists
{
    private const int FetchesAtOnce = 4;
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(1);

    private readonly RevocationOptions _options;
    private readonly IUrlFetcher _fetcher;
    private readonly ICertificateSource _certificates;
    private readonly KeptCrls _kept;
    private readonly TimeProvider _time;
    private readonly ILogger<RevocationLists> _logger;
    private readonly ConcurrentDictionary<string, WatchedCrl> _watched = new(StringComparer.Ordinal);
    private readonly WatchedCrl[] _configured;
    private readonly Channel<bool> _news = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Lock _room = new();
    private long _version = 1;
    private bool _hasToldNoRoom;

    public RevocationLists(
        RevocationOptions options, IUrlFetcher fetcher, ICertificateSource certificates, IBlobs blobs, TimeProvider time, ILogger<RevocationLists> logger)
    {
        (_options, _fetcher, _certificates, _kept, _time, _logger) = (options, fetcher, certificates, new KeptCrls(blobs), time, logger);
        var urls = options.Urls.Distinct(StringComparer.Ordinal).Take(Limits.CrlUrls);
        _configured = [.. urls.Select(url => new WatchedCrl(url, isConfigured: true))];
        foreach (var watched in _configured) _watched[watched.Url] = watched;
    }

    /// <summary>Another number whenever a list was replaced.</summary>
    public long Version => Interlocked.Read(ref _version);

    /// <summary>The lists that the operator named, as far as they are there.</summary>
    public IEnumerable<VerifiedCrl> Configured => _configured.Select(watched => watched.Current).OfType<VerifiedCrl>();

    /// <summary>The last good list of a URL, or null. Its nextUpdate may have passed.</summary>
    public VerifiedCrl? Find(string url) => _watched.TryGetValue(url, out var watched) ? watched.Current : null;

    /// <summary>Asks for the list of a URL that a certificate of a trusted chain names. It comes later.</summary>
    public void Want(string url, CertificateChain chain)
    {
        if (!_watched.TryGetValue(url, out var watched))
        {
            if (url.Length > Limits.UriLength) return;
            watched = Watch(url);
            if (watched is null) return;
        }

        if (!watched.TryAdd(chain)) return;
        if (watched.Current is null) watched.Due = default;
        _news.Writer.TryWrite(true);
    }

    // Only approved CAs get this far, but one of them may still name a URL for each certificate: what led to no list gives way to what may.
    private WatchedCrl? Watch(string url)
    {
        var isTold = false;
        var added = new WatchedCrl(url, isConfigured: false);
        lock (_room)
        {
            if (_watched.TryGetValue(url, out var watched)) return watched;
            if (_watched.Count < Limits.CrlUrls || TryDropFruitless()) return _watched[url] = added;
            (isTold, _hasToldNoRoom) = (_hasToldNoRoom, true);
        }

        if (!isTold) LogNoRoom(added.Host, Limits.CrlUrls);
        return null;
    }

    // Tried at least once, without a list now or in storage, and waiting for the next try.
    private bool TryDropFruitless()
    {
        var fruitless = _watched.Values
            .Where(watched => !watched.IsConfigured && watched.Current is null && watched.IsRestored && !watched.Due.HasPassed(_time))
            .MinBy(watched => watched.Due.Left(_time));
        return fruitless is not null && _watched.TryRemove(fruitless.Url, out _);
    }

    /// <summary>Fetches every list that is due, each once, some at a time. To be called by one at a time.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var due = _watched.Values.Where(watched => watched.Due.HasPassed(_time))
            .OrderBy(watched => !watched.IsConfigured)
            .ThenBy(watched => watched.Due.Left(_time))
            .ToList();
        await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = FetchesAtOnce, CancellationToken = cancellationToken }, RefreshAsync);
    }

    /// <summary>Waits until a list is due or another is asked for.</summary>
    public async Task UntilWorkAsync(CancellationToken cancellationToken)
    {
        var next = _watched.Values.Select(watched => watched.Due.Left(_time)).Append(Longest).Min();
        using var deadline = new CancellationTokenSource(next > TimeSpan.Zero ? next : TimeSpan.Zero, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await _news.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // A list is due.
        }
    }

    private async ValueTask RefreshAsync(WatchedCrl watched, CancellationToken cancellationToken)
    {
        if (!watched.IsRestored) await RestoreAsync(watched, cancellationToken);
        var outcome = await FetchAsync(watched, cancellationToken);
        if (!outcome.TryGet(out var list, out var refusal))
        {
            watched.Due = Deadline.After(AfterFailure, _time);

            // A list that is out of reach is an outage, which may pass by itself; one that is refused is wrong, and the next one will be too until somebody acts.
            if (refusal.Reason == CrlFailure.Unreachable) LogUnreachable(watched.Host, refusal.Detail, watched.Current?.NextUpdate);
            else LogRefused(watched.Host, refusal.Reason, refusal.Detail, watched.Current?.NextUpdate);
            return;
        }

        var quarter = (list.NextUpdate - _time.GetUtcNow()) / 4;
        watched.Due = Deadline.After(quarter < Shortest ? Shortest : quarter > Longest ? Longest : quarter, _time);
    }

    // A list kept from before is good for finding what it revokes, even when its nextUpdate has passed.
    private async ValueTask RestoreAsync(WatchedCrl watched, CancellationToken cancellationToken)
    {
        try
        {
            if (await _kept.FindAsync(watched.Url, cancellationToken) is { } kept
                && CrlVerifier.Verify(kept.Crl, watched.Url, TrustOf(watched, kept.Certificates), last: null, _time.GetUtcNow(), isKept: true).TryGet(out var list, out _)
                && HasRoomFor(list.Index.Count, watched)) Take(watched, list);
            watched.IsRestored = true;
        }
        catch (StorageException exception)
        {
            LogNotKept(exception, watched.Host);
        }
    }

    private async ValueTask<Outcome<VerifiedCrl, CrlRefusal>> FetchAsync(WatchedCrl watched, CancellationToken cancellationToken)
    {
        if (!(await _fetcher.FetchAsync(watched.Url, FetchProfile.Crl, cancellationToken)).TryGet(out var document, out var missing))
            return new CrlRefusal(CrlFailure.Unreachable, $"{KebabCase.Of(missing.Reason)}: {missing.Detail}");
        if (!UntrustedCrl.TryRead(document.Octets, out var crl, out var failure)) return new CrlRefusal(CrlFailure.Malformed, failure);
        var current = watched.Current;
        if (current is not null && crl.Number == current.Number && crl.ThisUpdate == current.ThisUpdate && current.NextUpdate >= _time.GetUtcNow()) return current;

        // The signer's certificate: an operator's, the list's own word, or an issuer of the chains that name the list.
        var certificates = await SignersOfAsync(crl, cancellationToken);
        if (!CrlVerifier.Verify(crl, watched.Url, TrustOf(watched, certificates), current, _time.GetUtcNow()).TryGet(out var list, out var refusal)) return refusal;
        if (!HasRoomFor(list.Index.Count, watched)) return new CrlRefusal(CrlFailure.NoRoom, $"more than {Limits.CrlEntriesInAll} entries in all");
        Take(watched, list);
        LogTaken(watched.Host, list.Number, list.Index.Count, list.Findings.Count, list.NextUpdate);
        try
        {
            await _kept.KeepAsync(watched.Url, crl, list.Signer, certificates, cancellationToken);
        }
        catch (StorageException exception)
        {
            LogNotKept(exception, watched.Host);
        }

        return list;
    }

    private void Take(WatchedCrl watched, VerifiedCrl list)
    {
        watched.Current = list;
        Interlocked.Increment(ref _version);
    }

    private bool HasRoomFor(int entries, WatchedCrl watched) =>
        entries + _watched.Values.Where(other => other != watched).Sum(other => (long)(other.Current?.Index.Count ?? 0)) <= Limits.CrlEntriesInAll;

    private CrlTrust TrustOf(WatchedCrl watched, IReadOnlyList<StiCertificate> certificates) =>
        new([.. _options.Signers, .. certificates], _options.AdministratorRoots, watched.Chains);

    private async ValueTask<IReadOnlyList<StiCertificate>> SignersOfAsync(UntrustedCrl crl, CancellationToken cancellationToken)
    {
        if (crl.SignerUrls.Count == 0 || _options.Signers.Any(signer => signer.Subject.Matches(crl.Issuer))) return [];
        return (await _certificates.GetAsync(crl.SignerUrls[0], cancellationToken)).TryGet(out var sourced, out _) ? sourced.Certificates : [];
    }

    [LoggerMessage(EventId = 1611, Level = LogLevel.Information, Message = "CRL of {Host} taken, number {Number}: {Entries} entries, {Findings} findings, good until {NextUpdate:u}")]
    private partial void LogTaken(string host, BigInteger? number, int entries, int findings, DateTimeOffset nextUpdate);

    [LoggerMessage(EventId = 1612, Level = LogLevel.Error, Message = "CRL of {Host} refused ({Reason}): {Detail}. The last one is good until {NextUpdate:u}")]
    private partial void LogRefused(string host, CrlFailure reason, string detail, DateTimeOffset? nextUpdate);

    [LoggerMessage(EventId = 1613, Level = LogLevel.Error, Message = "The store did not answer; the CRL of {Host} is in force in memory and is kept when it is fetched again")]
    private partial void LogNotKept(Exception exception, string host);

    [LoggerMessage(EventId = 1616, Level = LogLevel.Warning, Message = "{Most} CRLs are kept up to date and there is no room for that of {Host}, nor perhaps for others: this is said once")]
    private partial void LogNoRoom(string host, int most);

    [LoggerMessage(EventId = 1615, Level = LogLevel.Warning, Message = "CRL of {Host} cannot be had: {Detail}. It is tried again; the last one is good until {NextUpdate:u}")]
    private partial void LogUnreachable(string host, string detail, DateTimeOffset? nextUpdate);
}
