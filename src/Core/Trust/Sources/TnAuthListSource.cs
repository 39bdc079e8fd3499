using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.Trust.Sources;

/// <summary>TNAuthLists behind the URLs that certificates of trusted paths name, in DER, fetched and kept as certificates are.</summary>
public sealed partial class TnAuthListSource : ITnAuthListSource
{
    private const int KeptUrls = 4_096;
    private const long KeptOctets = 128 * 1024 * 1024;

    // Of an entry in memory: the entry, its range, its number and the number's text.
    private const int PerEntry = 224;

    private readonly ILogger<TnAuthListSource> _logger;
    private readonly FetchedCopies<SourcedTnAuthList> _copies;

    public TnAuthListSource(IUrlFetcher fetcher, TimeProvider time, ILogger<TnAuthListSource> logger)
    {
        _logger = logger;
        var keeping = new CopyKeeping<SourcedTnAuthList>(Read, WeightOf, KeptUrls, KeptOctets, LogStale, LogRefreshFailed);
        _copies = new FetchedCopies<SourcedTnAuthList>(
            fetcher, FetchProfile.TnAuthList, CertificateFreshness.OfLists, keeping, time);
    }

    public bool TryFind(string url, ClientKey client, [NotNullWhen(true)] out SourcedTnAuthList? list) =>
        _copies.TryFind(url, client, out list);

    public ValueTask<Outcome<SourcedTnAuthList, SourceRefusal>> GetAsync(
        string url, ClientKey client, CancellationToken cancellationToken) => _copies.GetAsync(url, client, cancellationToken);

    public void Ask(string url, ClientKey client) => _copies.Ask(url, client);

    private static Outcome<SourcedTnAuthList, string> Read(FetchedDocument document, Deadline refreshAt) =>
        TnAuthListDer.TryReadReferenced(document.Octets, out var list)
            ? new SourcedTnAuthList(list, document.Octets, refreshAt, IsStale: false)
            : "the octets are no TNAuthList in DER";

    private static long WeightOf(SourcedTnAuthList sourced) => 1024 + sourced.Der.Length + (PerEntry * (long)sourced.List.Entries.Count);

    [LoggerMessage(EventId = 4301, Level = LogLevel.Warning,
        Message = "A TNAuthList by reference could not be fetched again ({Reason}); the last good copy is used")]
    private partial void LogStale(SourceFailure reason);

    [LoggerMessage(EventId = 4302, Level = LogLevel.Error,
        Message = "Fetching a TNAuthList by reference again failed by a fault of our own; the last good copy is used")]
    private partial void LogRefreshFailed(Exception exception);
}
