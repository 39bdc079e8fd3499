using Microsoft.Extensions.Logging;
using Shaken.Core.CallPlacement.Deliveries;

namespace Shaken.Core.CallPlacement.Republish;

/// <summary>Counts and logs what is handed on to each peer.</summary>
internal sealed partial class RepublishReport(RepublishMetrics metrics, ILogger logger) : IDeliveryReport
{
    private readonly ILogger _logger = logger;

    public void Waiting(string host, int more) => metrics.Waiting(host, more);

    public void Tried(string host, DeliveryAttempt result) => metrics.Tried(host, result);

    public void Ended(string host, DeliveryOutcome outcome) => metrics.Ended(host, outcome);

    public void NotDelivered(string host, long count, DeliveryOutcome outcome, int? status, string? reason) =>
        LogNotHandedOn(count, host, outcome, status, reason);

    public void Down(string host, DeliveryAttempt result) => LogDown(host, result);

    public void Up(string host) => LogUp(host);

    public void Failed(string host, Exception exception) => LogFailed(exception, host);

    [LoggerMessage(EventId = 2301, Level = LogLevel.Warning,
        Message = "{Count} publications were not handed on to {Peer}: {Outcome} {Status} {Reason}")]
    private partial void LogNotHandedOn(long count, string peer, DeliveryOutcome outcome, int? status, string? reason);

    [LoggerMessage(EventId = 2302, Level = LogLevel.Warning,
        Message = "The CPS {Peer} counts as down: {Result}; it is probed until it answers")]
    private partial void LogDown(string peer, DeliveryAttempt result);

    [LoggerMessage(EventId = 2303, Level = LogLevel.Information, Message = "The CPS {Peer} answers again")]
    private partial void LogUp(string peer);

    [LoggerMessage(EventId = 2304, Level = LogLevel.Error, Message = "Handing on to {Peer} failed by a fault of our own")]
    private partial void LogFailed(Exception exception, string peer);
}
