using System.Threading.Channels;
using Shaken.Core.Foundations;

namespace Shaken.Core.Fetching;

/// <summary>
/// The hosts and URLs that are no strangers, in memory. What is new among them waits to be written to the store, so that other instances
/// and later starts know it too. Bounded in all, and by holder: a provider with a wildcard in DNS cannot push the others out.
/// </summary>
public sealed class KnownHosts : IKnownHosts
{
    private const int UrlsPerHolder = 8;
    private const int HoldersRemembered = 4096;
    private const int MostNews = 1024;
    private const double UrlsPerHolderPerSecond = 1.0 / 3600;
    private static readonly TimeSpan ToldAgainAfter = TimeSpan.FromDays(1);

    private readonly IReadOnlySet<WebOrigin> _exemptOrigins;
    private readonly TimeProvider _time;
    private readonly KeyedRate _rate;
    private readonly BoundedCache<string, object> _hosts;
    private readonly BoundedCache<string, KnownUrl> _urls;
    private readonly Channel<string> _news =
        Channel.CreateBounded<string>(new BoundedChannelOptions(MostNews) { FullMode = BoundedChannelFullMode.DropWrite });

    public KnownHosts(FetchingOptions options, TimeProvider time)
    {
        (_exemptOrigins, _time) = (options.ReadExemptOrigins(), time);
        _rate = new KeyedRate(UrlsPerHolderPerSecond, UrlsPerHolder, HoldersRemembered, time);
        _hosts = new BoundedCache<string, object>(options.KnownHosts, StringComparer.Ordinal);
        _urls = new BoundedCache<string, KnownUrl>(options.KnownUrls, StringComparer.Ordinal);
    }

    /// <summary>URLs to write to the store: new ones, and once a day those that are still in use.</summary>
    public ChannelReader<string> News => _news.Reader;

    public void Know(string url, string holder)
    {
        var isKnown = _urls.TryGet(url, out var known);
        if (isKnown && !known!.TellAgainAt.HasPassed(_time)) return;
        if (!FetchUrl.TryParse(url, _exemptOrigins, out var parsed, out _)) return;
        if (!isKnown && !_rate.TryTake(holder)) return;
        Add(parsed);
        _news.Writer.TryWrite(url);
    }

    /// <summary>Takes what the store knows. A URL that is not allowed any more is left out.</summary>
    public void Restore(string url)
    {
        if (!_urls.TryGet(url, out _) && FetchUrl.TryParse(url, _exemptOrigins, out var parsed, out _)) Add(parsed);
    }

    /// <summary>Hands back a URL that the store did not take, to be tried again.</summary>
    public void TellAgain(string url) => _news.Writer.TryWrite(url);

    internal bool KnowsHost(string host) => _hosts.TryGet(host, out _);

    internal bool KnowsUrl(string url) => _urls.TryGet(url, out _);

    private void Add(FetchUrl url)
    {
        _hosts.Set(url.Origin.Host, this);
        _urls.Set(url.Text, new KnownUrl(Deadline.After(ToldAgainAfter, _time)));
    }

    private sealed record KnownUrl(Deadline TellAgainAt);
}
