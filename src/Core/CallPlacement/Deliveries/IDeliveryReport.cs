namespace Shaken.Core.CallPlacement.Deliveries;

/// <summary>Counts and logs what becomes of deliveries. Called from many threads at once.</summary>
internal interface IDeliveryReport
{
    /// <summary>More of them wait for a host, or fewer.</summary>
    void Waiting(string host, int more);

    /// <summary>One request was made.</summary>
    void Tried(string host, DeliveryAttempt result);

    /// <summary>One delivery has ended.</summary>
    void Ended(string host, DeliveryOutcome outcome);

    /// <summary>A line of the log is due for deliveries that did not arrive.</summary>
    /// <param name="count">How many since the last line of this outcome.</param>
    /// <param name="status">The host's last answer, if it gave one.</param>
    /// <param name="reason">The host's word for it, if it is one of our closed reasons by its form.</param>
    void NotDelivered(string host, long count, DeliveryOutcome outcome, int? status, string? reason);

    /// <summary>The host counts as down from now on.</summary>
    void Down(string host, DeliveryAttempt result);

    /// <summary>The host answers again.</summary>
    void Up(string host);

    /// <summary>A delivery ended by a fault of our own.</summary>
    void Failed(string host, Exception exception);
}
