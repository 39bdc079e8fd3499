using Microsoft.Extensions.Logging;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;

namespace Shaken.Core.Trust.Sources;

/// <summary>Certificates behind the URLs that outsiders name: PEM in any order or DER, fetched and kept as any such content.</summary>
public sealed partial class CertificateSource : ICertificateSource
{
    private const int KeptUrls = 20_000;
    private const long KeptOctets = 64 * 1024 * 1024;

    private readonly ILogger<CertificateSource> _logger;
    private readonly FetchedCopies<SourcedCertificates> _copies;

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
        _logger = logger;
        var keeping = new CopyKeeping<SourcedCertificates>(Read, BundleWeight.Of, KeptUrls, mostKeptOctets, LogStale, LogRefreshFailed);
        _copies = new FetchedCopies<SourcedCertificates>(fetcher, profile ?? FetchProfile.Certificate, freshness, keeping, time);
    }

    public ValueTask<Outcome<SourcedCertificates, SourceRefusal>> GetAsync(string x5u, CancellationToken cancellationToken) =>
        GetAsync(x5u, client: default, cancellationToken);

    public ValueTask<Outcome<SourcedCertificates, SourceRefusal>> GetAsync(
        string x5u, ClientKey client, CancellationToken cancellationToken) => _copies.GetAsync(x5u, client, cancellationToken);

    public ValueTask<Outcome<SourcedCertificates, SourceRefusal>> GetNewestAsync(
        string x5u, ClientKey client, CancellationToken cancellationToken) => _copies.GetNewestAsync(x5u, client, cancellationToken);

    private static Outcome<SourcedCertificates, string> Read(FetchedDocument document, Deadline refreshAt) =>
        CertificateBundle.TryRead(document.Octets, out var certificates, out var failure)
            ? new SourcedCertificates(certificates, refreshAt, IsStale: false)
            {
                HoldsPrivateKey = CertificateBundle.HoldsPrivateKey(document.Octets.Span),
            }
            : failure;

    [LoggerMessage(EventId = 1201, Level = LogLevel.Warning,
        Message = "A certificate could not be fetched again ({Reason}); the last good copy is used")]
    private partial void LogStale(SourceFailure reason);

    [LoggerMessage(EventId = 1122, Level = LogLevel.Error,
        Message = "Fetching a certificate again failed by a fault of our own; the last good copy is used")]
    private partial void LogRefreshFailed(Exception exception);
}
