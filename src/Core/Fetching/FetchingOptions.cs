using System.Security.Cryptography.X509Certificates;
using Shaken.Core.Foundations;

namespace Shaken.Core.Fetching;

/// <summary>The bounds of the guarded fetcher, and what a laptop or a test exempts from them.</summary>
public sealed record FetchingOptions
{
    private const int MostFetches = 4096;
    private const int MostRemembered = 1_000_000;
    private static readonly TimeSpan LongestFailureLife = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestConnect = TimeSpan.FromSeconds(30);

    /// <summary>Fetches of certificates under way at once.</summary>
    public int MaxFetches { get; init; } = 64;

    /// <summary>Of these, to one host; as many of each other pool.</summary>
    public int MaxFetchesPerHost { get; init; } = 4;

    /// <summary>Of the certificates' fetches, to hosts that are not known: a stranger's slow hosts hold up strangers only.</summary>
    public int MaxFetchesToStrangers { get; init; } = 16;

    /// <summary>Of these, on behalf of one client.</summary>
    public int MaxFetchesToStrangersPerClient { get; init; } = 4;

    /// <summary>
    /// Of the fetches to one host, those of URLs that nobody with a good certificate has signed for: a place is left for those that were
    /// good before.
    /// </summary>
    public int MaxNewPathsPerHost { get; init; } = 3;

    /// <summary>Of these, on behalf of one client.</summary>
    public int MaxNewPathsPerHostAndClient { get; init; } = 2;

    /// <summary>Failed fetches of unproven URLs of one host at once, before further ones must wait.</summary>
    public int FailuresPerHost { get; init; } = 40;

    /// <summary>And so many a second from then on: what a host gets in strangers' names.</summary>
    public double FailuresPerHostPerSecond { get; init; } = 2;

    /// <summary>Of the failures of one host, those on behalf of one client.</summary>
    public int FailuresPerHostAndClient { get; init; } = 10;

    public double FailuresPerHostAndClientPerSecond { get; init; } = 0.2;

    /// <summary>
    /// Fetches of trusted-CA lists under way at once, and as many of CRLs: apart from each other and from those of certificates.
    /// </summary>
    public int MaxListFetches { get; init; } = 8;

    /// <summary>Hosts that are remembered because the holder of a good certificate signed that it lies there.</summary>
    public int KnownHosts { get; init; } = 4096;

    /// <summary>The URLs of these that are remembered.</summary>
    public int KnownUrls { get; init; } = Limits.KnownUrlsRead;

    /// <summary>URLs that are remembered to have failed.</summary>
    public int RememberedFailures { get; init; } = 4096;

    /// <summary>For how long a failure is the answer without another try.</summary>
    public TimeSpan FailureLife { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>For a connection, from the name's resolution to the end of the TLS handshake; the addresses of a name share it.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Origins (scheme://host:port) whose scheme, port and address are not judged. For a laptop and for tests.</summary>
    public IReadOnlyList<string> ExemptOrigins { get; init; } = [];

    /// <summary>
    /// Roots for the TLS of exempt origins, beside the system's; other origins never see them. For a laptop and for tests.
    /// </summary>
    public X509Certificate2Collection TlsRoots { get; init; } = [];

    /// <summary>The origins as they are compared; what is no origin is left out.</summary>
    internal IReadOnlySet<WebOrigin> ReadExemptOrigins() =>
        ExemptOrigins.Select(text => WebOrigin.TryParse(text, out var origin) ? origin : null).OfType<WebOrigin>().ToHashSet();

    /// <summary>Everything that is wrong with these, in words.</summary>
    public IEnumerable<string> Errors()
    {
        foreach (var origin in ExemptOrigins.Where(origin => !WebOrigin.TryParse(origin, out _)))
            yield return $"ExemptOrigins: \"{origin}\" is not scheme://host:port";
        if (MaxFetches is < 1 or > MostFetches) yield return $"MaxFetches is 1 to {MostFetches}";
        if (MaxFetchesPerHost < 1 || MaxFetchesPerHost > MaxFetches) yield return "MaxFetchesPerHost is 1 to MaxFetches";
        if (MaxFetchesToStrangers < 1 || MaxFetchesToStrangers > MaxFetches) yield return "MaxFetchesToStrangers is 1 to MaxFetches";
        if (MaxFetchesToStrangersPerClient is < 1 or > MostFetches) yield return $"MaxFetchesToStrangersPerClient is 1 to {MostFetches}";
        if (MaxNewPathsPerHost is < 1 or > MostFetches) yield return $"MaxNewPathsPerHost is 1 to {MostFetches}";
        if (MaxNewPathsPerHostAndClient is < 1 or > MostFetches) yield return $"MaxNewPathsPerHostAndClient is 1 to {MostFetches}";
        if (FailuresPerHost is < 1 or > MostRemembered) yield return $"FailuresPerHost is 1 to {MostRemembered}";
        if (FailuresPerHostAndClient is < 1 or > MostRemembered) yield return $"FailuresPerHostAndClient is 1 to {MostRemembered}";
        if (FailuresPerHostPerSecond is not (> 0 and <= MostRemembered))
            yield return $"FailuresPerHostPerSecond is above 0, up to {MostRemembered}";
        if (FailuresPerHostAndClientPerSecond is not (> 0 and <= MostRemembered))
            yield return $"FailuresPerHostAndClientPerSecond is above 0, up to {MostRemembered}";
        if (MaxListFetches is < 1 or > MostFetches) yield return $"MaxListFetches is 1 to {MostFetches}";
        if (KnownHosts is < 1 or > MostRemembered) yield return $"KnownHosts is 1 to {MostRemembered}";
        if (KnownUrls is < 1 or > MostRemembered) yield return $"KnownUrls is 1 to {MostRemembered}";
        if (RememberedFailures is < 1 or > MostRemembered) yield return $"RememberedFailures is 1 to {MostRemembered}";
        if (FailureLife < TimeSpan.Zero || FailureLife > LongestFailureLife) yield return $"FailureLife is 0 to {LongestFailureLife}";
        if (ConnectTimeout <= TimeSpan.Zero || ConnectTimeout > LongestConnect)
            yield return $"ConnectTimeout is above 0, up to {LongestConnect}";
    }
}
