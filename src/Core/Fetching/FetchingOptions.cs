using System.Security.Cryptography.X509Certificates;

namespace Shaken.Core.Fetching;

/// <summary>The bounds of the guarded fetcher, and what a laptop or a test exempts from them.</summary>
public sealed record FetchingOptions
{
    /// <summary>Fetches under way at once.</summary>
    public int MaxFetches { get; init; } = 64;

    /// <summary>Of these, to one host.</summary>
    public int MaxFetchesPerHost { get; init; } = 4;

    /// <summary>Of these, to hosts that have never given a document: a stranger's slow hosts hold up strangers only.</summary>
    public int MaxFetchesToStrangers { get; init; } = 16;

    /// <summary>Hosts that are remembered to have given a document.</summary>
    public int KnownHosts { get; init; } = 4096;

    /// <summary>URLs that are remembered to have failed.</summary>
    public int RememberedFailures { get; init; } = 4096;

    /// <summary>For how long a failure is the answer without another try.</summary>
    public TimeSpan FailureLife { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Origins (scheme://host:port) whose scheme, port and address are not judged. For a laptop and for tests.</summary>
    public IReadOnlyList<string> ExemptOrigins { get; init; } = [];

    /// <summary>Roots for the TLS of exempt origins, beside the system's. For a laptop and for tests.</summary>
    public X509Certificate2Collection TlsRoots { get; init; } = [];

    /// <summary>Everything that is wrong with these, in words.</summary>
    public IEnumerable<string> Errors()
    {
        foreach (var origin in ExemptOrigins.Where(origin => FetchUrl.NormalizeOrigin(origin) is null))
            yield return $"ExemptOrigins: \"{origin}\" is not scheme://host:port";
        if (MaxFetches < 1 || MaxFetchesPerHost < 1 || MaxFetchesToStrangers < 1 || KnownHosts < 1 || RememberedFailures < 1)
            yield return "every bound is at least 1";
    }
}
