namespace Shaken.Core.CallPlacement.Deliveries;

/// <summary>Something that waits for one host and is of use for seconds.</summary>
internal interface IDelivery
{
    /// <summary>From when on the host would not take it.</summary>
    DateTimeOffset WorthUntil { get; }

    /// <summary>What it holds in memory, roughly.</summary>
    long Characters { get; }

    /// <summary>
    /// Makes the request of one try: a bearer, for example, is used once. A failure here is a fault of our own, and ends the delivery.
    /// </summary>
    /// <returns>Sends the request.</returns>
    ValueTask<Func<CancellationToken, Task<CpsAnswer>>> PrepareAsync();
}

/// <summary>What became of a delivery at one host.</summary>
public enum DeliveryOutcome
{
    /// <summary>The host has it.</summary>
    Delivered,

    /// <summary>The host does not want it; asking again would not help.</summary>
    Refused,

    /// <summary>Its time passed before the host took it.</summary>
    Expired,

    /// <summary>Too much was waiting.</summary>
    Dropped,

    /// <summary>The program ended before the host took it.</summary>
    Abandoned,

    /// <summary>A fault of this program's own, such as a key that does not sign.</summary>
    Failed,
}

/// <summary>What one request to a host gave.</summary>
internal enum DeliveryAttempt
{
    Taken,
    Refused,

    /// <summary>The host answers, but not now.</summary>
    Busy,

    /// <summary>The host fails.</summary>
    Faulty,

    /// <summary>No connection, or no answer in time.</summary>
    Unanswered,

    /// <summary>We ourselves have too many requests under way, which says nothing of the host.</summary>
    NotSent,
}
