using Microsoft.Extensions.Logging;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;

namespace Shaken.Core.Certificates;

/// <summary>How long fetched certificates are kept.</summary>
/// <param name="Floor">At least this long, whatever the server says: half of the field says nothing, and some say zero.</param>
/// <param name="Ceiling">At most this long.</param>
/// <param name="StaleIfError">For so much longer, while the server does not answer.</param>
public sealed record CertificateFreshness(TimeSpan Floor, TimeSpan Ceiling, TimeSpan StaleIfError)
{
    public static readonly CertificateFreshness Default = new(TimeSpan.FromMinutes(10), TimeSpan.FromHours(24), TimeSpan.FromHours(6));
}

/// <summary>
/// Certificates behind the URLs that outsiders name, through the guarded fetcher: PEM in any order or DER, kept as Cache-Control says within a
/// floor and a ceiling, and for a bounded time longer when the server fails.
/// </summary>
public sealed partial class CertificateSource : ICertificateSource
{
    private const int KeptUrls = 20_000;

    // They are kept before anybody has judged them, so a stranger decides how large they are.
    private const long MostKeptOctets = 64 * 1024 * 1024;

    private readonly IUrlFetcher _fetcher;
    private readonly CertificateFreshness _freshness;
    private readonly TimeProvider _time;
    private readonly ILogger<CertificateSource> _logger;
    private readonly FetchProfile _profile;
    private readonly BoundedCache<string, SourcedCertificates> _kept = new(KeptUrls, BundleWeight.Of, MostKeptOctets, StringComparer.Ordinal);

    /// <param name="profile">Null: any certificate. The signers of lists are fetched under profiles of their own.</param>
    public CertificateSource(IUrlFetcher fetcher, CertificateFreshness freshness, TimeProvider time, ILogger<CertificateSource> logger, FetchProfile? profile = null) =>
        (_fetcher, _freshness, _time, _logger, _profile) = (fetcher, freshness, time, logger, profile ?? FetchProfile.Certificate);

    public async ValueTask<Outcome<SourcedCertificates, SourceRefusal>> GetAsync(string x5u, CancellationToken cancellationToken)
    {
        if (_kept.TryGet(x5u, out var kept) && kept.FreshUntil > _time.GetUtcNow()) return kept;
        if ((await FetchAsync(x5u, cancellationToken)).TryGet(out var fetched, out var refusal))
        {
            _kept.Set(x5u, fetched);
            return fetched;
        }

        var now = _time.GetUtcNow();
        if (kept is null || refusal.Reason == SourceFailure.UrlNotAllowed || now > kept.FreshUntil + _freshness.StaleIfError) return refusal;
        LogStale(refusal.Reason);

        // Asked again soon: the fetcher remembers the failure for a shorter time than this.
        return kept with { FreshUntil = now + TimeSpan.FromMinutes(1), IsStale = true };
    }

    private async ValueTask<Outcome<SourcedCertificates, SourceRefusal>> FetchAsync(string x5u, CancellationToken cancellationToken)
    {
        if (!(await _fetcher.FetchAsync(x5u, _profile, cancellationToken)).TryGet(out var document, out var refusal)) return From(refusal);
        if (!CertificateBundle.TryRead(document.Octets, out var certificates, out var failure)) return new SourceRefusal(SourceFailure.NotACertificate, failure);
        var life = document.MaxAge is not { } maxAge || maxAge < _freshness.Floor ? _freshness.Floor
            : maxAge > _freshness.Ceiling ? _freshness.Ceiling
            : maxAge;
        var holdsPrivateKey = CertificateBundle.HoldsPrivateKey(document.Octets.Span);
        return new SourcedCertificates(certificates, _time.GetUtcNow() + life, IsStale: false) { HoldsPrivateKey = holdsPrivateKey };
    }

    private static SourceRefusal From(FetchRefusal refusal) => new(
        refusal.Reason switch
        {
            FetchFailure.UrlMalformed or FetchFailure.NotHttps or FetchFailure.PortNotAllowed or FetchFailure.UrlWithCredentials
                or FetchFailure.UrlWithFragment or FetchFailure.AddressNotAllowed => SourceFailure.UrlNotAllowed,
            FetchFailure.HostNotFound or FetchFailure.ConnectFailed or FetchFailure.TlsFailed or FetchFailure.StatusNotOk or FetchFailure.TooLarge
                or FetchFailure.TooSlow or FetchFailure.ContentNotAcceptable or FetchFailure.Busy => SourceFailure.Unreachable,
        },
        $"{KebabCase.Of(refusal.Reason)}: {refusal.Detail}");

    [LoggerMessage(EventId = 1201, Level = LogLevel.Warning, Message = "A certificate could not be fetched again ({Reason}); the last good copy is used")]
    private partial void LogStale(SourceFailure reason);
}
