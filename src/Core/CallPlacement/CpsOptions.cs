using Shaken.Core.CallPlacement.Mailbox;
using Shaken.Core.CallPlacement.Republish;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;

namespace Shaken.Core.CallPlacement;

/// <summary>What one CPS is for, and how long it keeps things.</summary>
public sealed record CpsOptions
{
    /// <summary>The providers whose mailbox this is.</summary>
    public required IReadOnlyList<ProviderId> Served { get; init; }

    /// <summary>The names a bearer's aud may have; never taken from the Host header.</summary>
    public required IReadOnlyList<string> HostNames { get; init; }

    /// <summary>Keys with which a served provider's own systems read in dialect A.</summary>
    public required ApiKeys<ProviderId> ReaderKeys { get; init; }

    /// <summary>The CPSs that may hand on to this one what was published to them (ATIS-1000096).</summary>
    public IReadOnlyList<RepublishPeer> RepublishFrom { get; init; } = [];

    /// <summary>How far iat may lie before now, of PASSporTs and of bearers.</summary>
    public TimeSpan Freshness { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How far iat may lie after now: as far as the clocks of signers are ahead. What is dated ahead waits longer.</summary>
    public TimeSpan Ahead { get; init; } = ClockTolerance.CallSigners;

    /// <summary>The longest a publisher's exp is heeded.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// A publication by ATIS-1000105 may lack exp, the time of deletion: it is kept for <see cref="LongestWait"/>, with a finding.
    /// </summary>
    public bool AcceptsWithoutExp { get; init; }

    /// <summary>A reader in the dialect of RFC 9888 may ask by called number alone: one more record a PASSporT.</summary>
    public bool ReadsByCalledNumber { get; init; }

    /// <summary>Who posts in the dialect of RFC 9888 must show an STI certificate in TLS.</summary>
    public bool DemandsClientCertificate { get; init; }

    /// <summary>How much waits at once.</summary>
    public MailboxBounds Mailbox { get; init; } = MailboxBounds.Default;

    /// <summary>PASSporTs of one certificate that this instance takes in a second, and bearers of one, twice that in a burst.</summary>
    public int PerCertificatePerSecond { get; init; } = 2000;

    /// <summary>
    /// The providers served under a code: none, one, or one in each of several countries, which a path that has the code alone cannot tell
    /// apart.
    /// </summary>
    public IReadOnlyList<ProviderId> ServedAs(ServiceProviderCode code) => [.. Served.Where(provider => provider.Code == code)];
}
