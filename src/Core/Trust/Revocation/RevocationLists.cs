using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Storage;
using Shaken.Core.Trust.Lists;
using Shaken.Core.Trust.Sources;

namespace Shaken.Core.Trust.Revocation;

/// <summary>
/// The CRLs that certificates of trusted chains name, and those that an operator names: fetched in the background, verified, indexed, kept
/// in storage, and replaced well before their nextUpdate. A lookup never waits.
/// </summary>
public sealed class RevocationLists
{
    private const int FetchesAtOnce = 4;
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private readonly TrustDomains _domains;
    private readonly IReadOnlyList<string> _ownUrls;
    private readonly CrlClock _clock;
    private readonly CrlTable _table;
    private readonly CrlRefresh _refresh;
    private readonly TimeProvider _time;
    private readonly Channel<bool> _news =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <param name="domains">The administrators that sign indirect CRLs, each for its own country.</param>
    /// <param name="own">The lists that this deployment publishes; null: none.</param>
    /// <param name="metrics">Null: nothing is counted.</param>
    public RevocationLists(
        RevocationOptions options,
        TrustDomains domains,
        IUrlFetcher fetcher,
        ICertificateSource certificates,
        IBlobs blobs,
        TimeProvider time,
        ILogger<RevocationLists> logger,
        OwnCrls? own = null,
        ListMetrics? metrics = null)
    {
        (_time, _domains, _ownUrls) = (time, domains, options.Urls);
        _clock = new CrlClock(time);
        _table = new CrlTable(domains.Own, options.EntriesInAll, logger);
        var keeping = new CrlKeeping(_table, domains.Own, blobs, options, _clock, metrics, logger);
        _refresh = new CrlRefresh(_table, domains.Own, keeping, own ?? OwnCrls.None, fetcher, certificates, options, _clock, logger);
        Configure();

        // The country policy names lists too.
        domains.OnPolicyTaken(() =>
        {
            Configure();
            _news.Writer.TryWrite(true);
        });
    }

    /// <summary>The same where one country is known.</summary>
    public RevocationLists(
        RevocationOptions options,
        TrustDomain domain,
        IUrlFetcher fetcher,
        ICertificateSource certificates,
        IBlobs blobs,
        TimeProvider time,
        ILogger<RevocationLists> logger,
        OwnCrls? own = null,
        ListMetrics? metrics = null)
        : this(options, TrustDomains.Of(domain, time), fetcher, certificates, blobs, time, logger, own, metrics)
    {
    }

    /// <summary>Another number whenever a list was replaced.</summary>
    public long Version => _table.Version;

    /// <summary>The deployment's own domain.</summary>
    public TrustDomain Own => _domains.Own;

    /// <summary>The lists that an operator or the country policy named for a country, as far as they are there.</summary>
    public IEnumerable<VerifiedCrl> ConfiguredFor(TrustDomain domain) =>
        _table.ConfiguredFor(Known(domain)).Select(watched => watched.Current).OfType<VerifiedCrl>();

    /// <summary>The last good list of a URL of the deployment's own country, or null. Its nextUpdate may have passed.</summary>
    public VerifiedCrl? Find(string url) => Find(Own, url);

    /// <summary>The same of any country.</summary>
    public VerifiedCrl? Find(TrustDomain domain, string url) => _table.Find(Known(domain), url)?.Current;

    /// <summary>
    /// The list for a distribution point of a certificate: the one at its URL, or a copy of it that was named for the country and was
    /// made later. Its nextUpdate may have passed.
    /// </summary>
    public VerifiedCrl? FindFor(TrustDomain domain, string url)
    {
        var found = Find(domain, url);
        foreach (var named in ConfiguredFor(domain))
        {
            if (named.DistributionPoint is { } point && point.Urls.Any(own => ComparableUri.AreSame(own, url))
                && (found is null || named.ThisUpdate > found.ThisUpdate)) found = named;
        }

        return found;
    }

    /// <summary>Asks for the list of a URL that a certificate of a trusted chain of the own country names. It comes later.</summary>
    public void Want(string url, CertificateChain chain) => Want(Own, url, chain);

    /// <summary>The same of any country.</summary>
    public void Want(TrustDomain domain, string url, CertificateChain chain)
    {
        var known = Known(domain);
        if (_table.Find(known, url) is { } watched) Want(watched, chain);
        else if (url.Length <= Limits.UriLength && _table.FindOrAdd(known, url, _clock.Elapsed) is { } added) Want(added, chain);
    }

    /// <summary>
    /// Tells the lists that were named for a country, and that are not there, of a chain whose CAs may have signed one of them.
    /// </summary>
    public void WantConfigured(TrustDomain domain, CertificateChain chain)
    {
        foreach (var watched in _table.ConfiguredFor(Known(domain)))
        {
            if (watched.Current is null) Want(watched, chain);
        }
    }

    /// <summary>Takes what this deployment has just published at a URL: when this has ended, it is in force here.</summary>
    public async ValueTask AnnounceAsync(string url, CancellationToken cancellationToken)
    {
        if (_table.Find(Own, url) is not { } watched) return;

        // The background does it if this caller leaves.
        watched.Ask();
        _news.Writer.TryWrite(true);
        await _refresh.RunAsync(watched, cancellationToken);
    }

    /// <summary>Asks for every list to be fetched now, though none is due. They come later.</summary>
    public void AskForAll()
    {
        foreach (var watched in _table.All) watched.Ask();
        _news.Writer.TryWrite(true);
    }

    /// <summary>
    /// Fetches every list that is due, each once, some at a time. A list whose refresh throws does not keep the others from theirs. To be
    /// called by one at a time.
    /// </summary>
    /// <exception cref="AggregateException">Refreshes that failed by a fault of our own, after all others were done.</exception>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var now = _clock.Elapsed;
        var due = _table.All.Where(watched => watched.Next <= now)
            .OrderBy(watched => !watched.IsConfigured)
            .ThenBy(watched => watched.Next)
            .ToList();
        var options = new ParallelOptions { MaxDegreeOfParallelism = FetchesAtOnce, CancellationToken = cancellationToken };
        var faults = new ConcurrentQueue<Exception>();
        await Parallel.ForEachAsync(due, options, async (watched, token) =>
        {
            try
            {
                await _refresh.RunAsync(watched, token);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                faults.Enqueue(new InvalidOperationException($"The CRL of {watched.Host} could not be refreshed.", exception));
            }
        });
        if (!faults.IsEmpty) throw new AggregateException(faults);
    }

    /// <summary>
    /// Fetches the lists that these paths are judged by, each once, though none is due: for what must not wait for a nextUpdate. A list
    /// that cannot be had stays as it is.
    /// </summary>
    public async Task RefreshAsync(
        IEnumerable<(CertificateChain Chain, TrustDomain Domain)> paths, CancellationToken cancellationToken)
    {
        var covering = paths.SelectMany(path => CoveringOf(path.Chain, Known(path.Domain))).ToHashSet();
        foreach (var watched in covering) watched.Ask();
        var options = new ParallelOptions { MaxDegreeOfParallelism = FetchesAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(covering, options, async (watched, token) => await _refresh.RunAsync(watched, token));
    }

    /// <summary>Waits until a list is due or another is asked for.</summary>
    public async Task UntilWorkAsync(CancellationToken cancellationToken)
    {
        var now = _clock.Elapsed;
        var next = _table.All.Select(watched => watched.Next - now).Append(Longest).Min();
        using var deadline = new CancellationTokenSource(next > TimeSpan.Zero ? next : TimeSpan.Zero, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await _news.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // A list is due.
        }
    }

    private IEnumerable<WatchedCrl> CoveringOf(CertificateChain chain, TrustDomain domain) => chain.Path
        .SelectMany(certificate => certificate.Extensions.CrlDistributionPoints ?? [])
        .SelectMany(point => point.Urls)
        .Select(url => _table.Find(domain, url))
        .OfType<WatchedCrl>()
        .Concat(_table.ConfiguredFor(domain));

    private void Configure() => _table.Configure(
        _ownUrls.Select(url => new CrlKey(Own, url)).Concat(
            _domains.All.SelectMany(domain => domain.CrlUrls.Select(url => new CrlKey(domain, url)))));

    // A domain that is none of these is one country's only, and then it is the own one.
    private TrustDomain Known(TrustDomain domain) =>
        domain.Country is { } country && _domains.Find(country) is { } known ? known : Own;

    private void Want(WatchedCrl watched, CertificateChain chain)
    {
        if (!watched.TryAdd(chain)) return;

        // The chain may hold the signer of a list that lies in storage, too.
        if (watched.Current is null)
        {
            watched.IsRestored = false;
            watched.Ask();
        }

        _news.Writer.TryWrite(true);
    }
}
