namespace Shaken.Core.CallPlacement.Deliveries;

/// <summary>How much waits for each host, and how hard it is tried. A PASSporT is of use for seconds: everything here is short.</summary>
public sealed record DeliveryBounds
{
    public static DeliveryBounds Default { get; } = new();

    /// <summary>Publications that wait for one host; beyond, the oldest makes way, which has the least time left.</summary>
    public int Waiting { get; init; } = 4096;

    /// <summary>Characters of their tokens.</summary>
    public long WaitingCharacters { get; init; } = 32 * 1024 * 1024;

    /// <summary>Requests to one host at once.</summary>
    public int AtOnce { get; init; } = 32;

    /// <summary>For one request, its connection included.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Before a publication is tried again; doubled each time.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromMilliseconds(250);

    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Failures in a row after which a host counts as down.</summary>
    public int FailuresToOpen { get; init; } = 5;

    /// <summary>How long a host that is down is left alone; doubled each time it still is.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(500);

    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>After a pause one request probes; the next one may after this time without an answer.</summary>
    public TimeSpan ProbeEvery { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long the end of the program waits for what is still to be handed on.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Of one kind of failure at one host, a line in the log at most this often.</summary>
    public TimeSpan LogEvery { get; init; } = TimeSpan.FromMinutes(1);
}
