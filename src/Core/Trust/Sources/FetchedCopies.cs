using System.Diagnostics.CodeAnalysis;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;

namespace Shaken.Core.Trust.Sources;

/// <summary>How content is read, how much of it is kept, and who is told of a refresh that failed.</summary>
/// <param name="Read">From the document, with the moment to ask again; false with what is wrong.</param>
/// <param name="Weigh">Octets of memory that content takes.</param>
/// <param name="MostOctets">
/// Of all content together: it is kept before anybody has judged it, so a stranger decides how large it is.
/// </param>
internal sealed record CopyKeeping<TContent>(
    Func<FetchedDocument, Deadline, Outcome<TContent, string>> Read,
    Func<TContent, long> Weigh,
    int MostUrls,
    long MostOctets,
    Action<SourceFailure> TellStale,
    Action<Exception> TellFault)
    where TContent : notnull;

/// <summary>
/// Content behind the URLs that outsiders name, through the guarded fetcher, kept as Cache-Control says within a floor and a ceiling. A
/// copy is fetched again in the background before it is stale; while one is usable, nobody waits for the fetch.
/// </summary>
internal sealed class FetchedCopies<TContent>
    where TContent : class, IAgingContent<TContent>
{
    // Of a copy's life; in the rest there is time for some tries.
    private const double RefreshAfter = 0.75;

    // How soon the holder of a copy that is being refreshed asks again.
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(1);

    private readonly IUrlFetcher _fetcher;
    private readonly FetchProfile _profile;
    private readonly CertificateFreshness _freshness;
    private readonly CopyKeeping<TContent> _keeping;
    private readonly TimeProvider _time;
    private readonly BoundedCache<string, KeptCopy<TContent>> _kept;
    private int _refreshes;

    public FetchedCopies(
        IUrlFetcher fetcher, FetchProfile profile, CertificateFreshness freshness, CopyKeeping<TContent> keeping, TimeProvider time)
    {
        (_fetcher, _profile, _freshness, _keeping, _time) = (fetcher, profile, freshness, keeping, time);
        _kept = new(keeping.MostUrls, copy => keeping.Weigh(copy.Content), keeping.MostOctets, StringComparer.Ordinal);
    }

    /// <summary>What is kept and usable; an old copy is fetched again in the background.</summary>
    public bool TryFind(string url, ClientKey client, [NotNullWhen(true)] out TContent? content)
    {
        content = null;
        if (!_kept.TryGet(url, out var kept)) return false;
        if (!kept.RefreshAt.HasPassed(_time))
        {
            content = kept.Content;
            return true;
        }

        StartRefresh(url, kept, client);
        if (kept.UsableUntil.HasPassed(_time)) return false;
        content = kept.Content.Aged(Deadline.After(AskAgain, _time), kept.IsStale);
        return true;
    }

    public async ValueTask<Outcome<TContent, SourceRefusal>> GetAsync(string url, ClientKey client, CancellationToken cancellationToken) =>
        TryFind(url, client, out var content) ? content : await FetchAndKeepAsync(url, client, cancellationToken);

    /// <summary>The same, waiting for a newer copy where an old one is usable.</summary>
    public async ValueTask<Outcome<TContent, SourceRefusal>> GetNewestAsync(
        string url, ClientKey client, CancellationToken cancellationToken) =>
        _kept.TryGet(url, out var kept) && !kept.RefreshAt.HasPassed(_time)
            ? kept.Content
            : await FetchAndKeepAsync(url, client, cancellationToken);

    /// <summary>Has content fetched that nobody waits for. Nothing happens where as many fetches are under way as may be.</summary>
    public void Ask(string url, ClientKey client)
    {
        if (Interlocked.Increment(ref _refreshes) <= Limits.CertificateRefreshes) _ = FetchUnawaitedAsync(url, client);
        else Interlocked.Decrement(ref _refreshes);
    }

    private async ValueTask<Outcome<TContent, SourceRefusal>> FetchAndKeepAsync(
        string url, ClientKey client, CancellationToken cancellationToken)
    {
        if (!(await FetchAsync(url, client, cancellationToken)).TryGet(out var fetched, out var refusal)) return refusal;
        _kept.Set(url, fetched);
        return fetched.Content;
    }

    // Nothing may escape it. A refusal is told to the next who asks and waits.
    private async Task FetchUnawaitedAsync(string url, ClientKey client)
    {
        try
        {
            await FetchAndKeepAsync(url, client, CancellationToken.None);
        }
        catch (Exception exception)
        {
            _keeping.TellFault(exception);
        }
        finally
        {
            Interlocked.Decrement(ref _refreshes);
        }
    }

    private void StartRefresh(string url, KeptCopy<TContent> kept, ClientKey client)
    {
        if (!kept.TryBeginRefresh()) return;
        if (Interlocked.Increment(ref _refreshes) <= Limits.CertificateRefreshes)
        {
            _ = RefreshAsync(url, kept, client);
            return;
        }

        Interlocked.Decrement(ref _refreshes);
        kept.EndRefresh(hasFailed: false, AskAgain);
    }

    // Nobody awaits it, so that nothing may escape it. The fetcher bounds its time, and shares the fetch with other waiters for the same
    // URL.
    private async Task RefreshAsync(string url, KeptCopy<TContent> kept, ClientKey client)
    {
        try
        {
            if ((await FetchAsync(url, client, CancellationToken.None)).TryGet(out var fetched, out var refusal))
            {
                _kept.Set(url, fetched);
                return;
            }

            // The address is now a private one, say: no copy of that URL is used any more.
            if (refusal.Reason == SourceFailure.UrlNotAllowed) _kept.Remove(url);
            kept.EndRefresh(hasFailed: true, AfterFailure);
            if (kept.IsStale) _keeping.TellStale(refusal.Reason);
        }
        catch (Exception exception)
        {
            kept.EndRefresh(hasFailed: true, AfterFailure);
            _keeping.TellFault(exception);
        }
        finally
        {
            Interlocked.Decrement(ref _refreshes);
        }
    }

    private async ValueTask<Outcome<KeptCopy<TContent>, SourceRefusal>> FetchAsync(
        string url, ClientKey client, CancellationToken cancellationToken)
    {
        if (!(await _fetcher.FetchAsync(url, _profile, client, cancellationToken)).TryGet(out var document, out var missing))
            return SourceRefusal.From(missing);
        var life = document.MaxAge is not { } maxAge || maxAge < _freshness.Floor ? _freshness.Floor
            : maxAge > _freshness.Ceiling ? _freshness.Ceiling
            : maxAge;
        var refreshAt = Deadline.After(life * RefreshAfter, _time);
        return _keeping.Read(document, refreshAt).TryGet(out var content, out var failure)
            ? new KeptCopy<TContent>(
                content, refreshAt, Deadline.After(life, _time), Deadline.After(life + _freshness.StaleIfError, _time), _time)
            : new SourceRefusal(SourceFailure.NotACertificate, failure);
    }
}
