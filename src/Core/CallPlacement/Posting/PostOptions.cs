using Shaken.Core.CallPlacement.Deliveries;

namespace Shaken.Core.CallPlacement.Posting;

/// <summary>The bounds of out-of-band posting.</summary>
public sealed record PostOptions
{
    /// <summary>How long a PASSporT is of use after its iat: what the field's CPSs take as fresh.</summary>
    public TimeSpan Freshness { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>PASSporTs that wait for the lookup of their number.</summary>
    public int MaxUnrouted { get; init; } = 8192;

    /// <summary>Lookups at once.</summary>
    public int Routers { get; init; } = 16;

    /// <summary>Hosts that are posted to at once, each with a queue of its own.</summary>
    public int MaxHosts { get; init; } = 512;

    /// <summary>Of one host.</summary>
    public DeliveryBounds Bounds { get; init; } = DeliveryBounds.Default with
    {
        Waiting = 1024, WaitingCharacters = 4 * 1024 * 1024, AtOnce = 8,
    };
}
