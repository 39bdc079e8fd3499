using Microsoft.Extensions.Logging;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;

namespace Shaken.Core.Trust.Sources;

/// <summary>How long fetched certificates are kept.</summary>
/// <param name="Floor">At least this long, whatever the server says: half of the field says nothing, and some say zero.</param>
/// <param name="Ceiling">At most this long.</param>
/// <param name="StaleIfError">For so much longer, while a newer copy cannot be had.</param>
public sealed record CertificateFreshness(TimeSpan Floor, TimeSpan Ceiling, TimeSpan StaleIfError)
{
    public static readonly CertificateFreshness Default = new(TimeSpan.FromMinutes(10), TimeSpan.FromHours(24), TimeSpan.FromHours(6));
}

/// <summary>
/// Certificates behind the URLs that outsiders name, through the guarded fetcher: PEM in any order or DER, kept as Cache-Control says
/// within a floor and a ceiling. A copy is fetched again in the background before it is stale; while one is usable, nobody waits for the
/// fetch.
/// </summary>
public sealed partial class CertificateSource : ICertificateSource
{
    private const int KeptUrls = 20_000;

    // They are kept before anybody has judged them, so a stranger decides how large they are.
    private const long KeptOctets = 64 * 1024 * 1024;

    // Of a copy's life; in the rest there is time for some tries.
    private const double RefreshAfter = 0.75;

    // How soon the holder of a copy that is being refreshed asks again.
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(1);

    private readonly IUrlFetcher _fetcher;
    private readonly CertificateFreshness _freshness;
    private readonly TimeProvider _time;
    private readonly ILogger<CertificateSource> _logger;
    private readonly FetchProfile _profile;
    private readonly BoundedCache<string, KeptCopy> _kept;
    private int _refreshes;

    /// <param name="profile">Null: any certificate. The signers of lists are fetched under profiles of their own.</param>
    /// <param name="mostKeptOctets">Memory that all kept certificates may take together.</param>
    public CertificateSource(
        IUrlFetcher fetcher,
        CertificateFreshness freshness,
        TimeProvider time,
        ILogger<CertificateSource> logger,
        FetchProfile? profile = null,
        long mostKeptOctets = KeptOctets)
    {
        (_fetcher, _freshness, _time, _logger, _profile) = (fetcher, freshness, time, logger, profile ?? FetchProfile.Certificate);
        _kept = new(KeptUrls, copy => BundleWeight.Of(copy.Certificates), mostKeptOctets, StringComparer.Ordinal);
    }

    public ValueTask<Outcome<SourcedCertificates, SourceRefusal>> GetAsync(string x5u, CancellationToken cancellationToken) =>
        GetAsync(x5u, client: default, cancellationToken);

    public async ValueTask<Outcome<SourcedCertificates, SourceRefusal>> GetAsync(
        string x5u, ClientKey client, CancellationToken cancellationToken)
    {
        if (_kept.TryGet(x5u, out var kept))
        {
            if (!kept.RefreshAt.HasPassed(_time)) return kept.Certificates;
            StartRefresh(x5u, kept, client);
            if (!kept.UsableUntil.HasPassed(_time)) return OldCopy(kept);
        }

        return await FetchAndKeepAsync(x5u, client, cancellationToken);
    }

    public async ValueTask<Outcome<SourcedCertificates, SourceRefusal>> GetNewestAsync(
        string x5u, ClientKey client, CancellationToken cancellationToken)
    {
        if (_kept.TryGet(x5u, out var kept) && !kept.RefreshAt.HasPassed(_time)) return kept.Certificates;
        return await FetchAndKeepAsync(x5u, client, cancellationToken);
    }

    private SourcedCertificates OldCopy(KeptCopy kept) =>
        kept.Certificates with { FreshUntil = Deadline.After(AskAgain, _time), IsStale = kept.IsStale, IsBeingRefreshed = true };

    private async ValueTask<Outcome<SourcedCertificates, SourceRefusal>> FetchAndKeepAsync(
        string x5u, ClientKey client, CancellationToken cancellationToken)
    {
        if (!(await FetchAsync(x5u, client, cancellationToken)).TryGet(out var fetched, out var refusal)) return refusal;
        _kept.Set(x5u, fetched);
        return fetched.Certificates;
    }

    private void StartRefresh(string x5u, KeptCopy kept, ClientKey client)
    {
        if (!kept.TryBeginRefresh()) return;
        if (Interlocked.Increment(ref _refreshes) <= Limits.CertificateRefreshes)
        {
            _ = RefreshAsync(x5u, kept, client);
            return;
        }

        Interlocked.Decrement(ref _refreshes);
        kept.EndRefresh(hasFailed: false, AskAgain);
    }

    // Nobody awaits it, so that nothing may escape it. The fetcher bounds its time, and shares the fetch with other waiters for the same
    // URL.
    private async Task RefreshAsync(string x5u, KeptCopy kept, ClientKey client)
    {
        try
        {
            if ((await FetchAsync(x5u, client, CancellationToken.None)).TryGet(out var fetched, out var refusal))
            {
                _kept.Set(x5u, fetched);
                return;
            }

            // The address is now a private one, say: no copy of that URL is used any more.
            if (refusal.Reason == SourceFailure.UrlNotAllowed) _kept.Remove(x5u);
            kept.EndRefresh(hasFailed: true, AfterFailure);
            if (kept.IsStale) LogStale(refusal.Reason);
        }
        catch (Exception exception)
        {
            kept.EndRefresh(hasFailed: true, AfterFailure);
            LogRefreshFailed(exception);
        }
        finally
        {
            Interlocked.Decrement(ref _refreshes);
        }
    }

    private async ValueTask<Outcome<KeptCopy, SourceRefusal>> FetchAsync(string x5u, ClientKey client, CancellationToken cancellationToken)
    {
        if (!(await _fetcher.FetchAsync(x5u, _profile, client, cancellationToken)).TryGet(out var document, out var refusal))
            return From(refusal);
        if (!CertificateBundle.TryRead(document.Octets, out var certificates, out var failure))
            return new SourceRefusal(SourceFailure.NotACertificate, failure);
        var life = document.MaxAge is not { } maxAge || maxAge < _freshness.Floor ? _freshness.Floor
            : maxAge > _freshness.Ceiling ? _freshness.Ceiling
            : maxAge;
        var holdsPrivateKey = CertificateBundle.HoldsPrivateKey(document.Octets.Span);
        var refreshAt = Deadline.After(life * RefreshAfter, _time);
        var sourced = new SourcedCertificates(certificates, refreshAt, IsStale: false) { HoldsPrivateKey = holdsPrivateKey };
        return new KeptCopy(sourced, refreshAt, Deadline.After(life, _time), Deadline.After(life + _freshness.StaleIfError, _time), _time);
    }

    // What the host answers is about the URL; that no answer could be had now is not.
    private static SourceRefusal From(FetchRefusal refusal) => new(
        refusal.Reason switch
        {
            FetchFailure.UrlMalformed or FetchFailure.NotHttps or FetchFailure.PortNotAllowed or FetchFailure.UrlWithCredentials
                or FetchFailure.UrlWithFragment or FetchFailure.AddressNotAllowed => SourceFailure.UrlNotAllowed,
            FetchFailure.HostNotFound or FetchFailure.ConnectFailed or FetchFailure.TlsFailed or FetchFailure.HostFailing
                or FetchFailure.TooSlow or FetchFailure.Busy => SourceFailure.Unreachable,
            FetchFailure.StatusNotOk or FetchFailure.TooLarge or FetchFailure.ContentNotAcceptable => SourceFailure.NotACertificate,
        },
        $"{KebabCase.Of(refusal.Reason)}: {refusal.Detail}")
    {
        RetryAfter = refusal.RetryAfter,
    };

    [LoggerMessage(EventId = 1201, Level = LogLevel.Warning,
        Message = "A certificate could not be fetched again ({Reason}); the last good copy is used")]
    private partial void LogStale(SourceFailure reason);

    [LoggerMessage(EventId = 1122, Level = LogLevel.Error,
        Message = "Fetching a certificate again failed by a fault of our own; the last good copy is used")]
    private partial void LogRefreshFailed(Exception exception);
}
