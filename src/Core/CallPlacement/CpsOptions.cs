using Shaken.Core.Foundations;

namespace Shaken.Core.CallPlacement;

/// <summary>What one CPS is for, and how long it keeps things.</summary>
public sealed record CpsOptions
{
    /// <summary>The providers whose mailbox this is.</summary>
    public required IReadOnlyList<ProviderId> Served { get; init; }

    /// <summary>The names a bearer's aud may have; never taken from the Host header.</summary>
    public required IReadOnlyList<string> HostNames { get; init; }

    /// <summary>Keys with which a served provider's own systems read in dialect A.</summary>
    public required IReadOnlyList<ReaderKey> ReaderKeys { get; init; }

    /// <summary>The CPSs that may hand on to this one what was published to them (ATIS-1000096).</summary>
    public IReadOnlyList<RepublishPeer> RepublishFrom { get; init; } = [];

    /// <summary>How far iat may lie from now, of PASSporTs and of bearers.</summary>
    public TimeSpan Freshness { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The longest a publisher's exp is heeded.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>PASSporTs of one certificate that this instance takes in a second, twice that in a burst.</summary>
    public int PerCertificatePerSecond { get; init; } = 2000;

    /// <summary>
    /// The providers served under a code: none, one, or one in each of several countries, which a path that has the code alone cannot tell apart.
    /// </summary>
    public IReadOnlyList<ProviderId> ServedAs(ServiceProviderCode code) => [.. Served.Where(provider => provider.Code == code)];
}
