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

    [LoggerMessage(EventId = 2301, Level = LogLevel.Warning,
        Message = "{Count} publications were not handed on to {Host}: {Outcome} {Status} {Reason}")]
    public partial void NotDelivered(string host, long count, DeliveryOutcome outcome, int? status, string? reason);

    [LoggerMessage(EventId = 2302, Level = LogLevel.Warning,
        Message = "The CPS {Host} counts as down: {Result}; it is probed until it answers")]
    public partial void Down(string host, DeliveryAttempt result);

    [LoggerMessage(EventId = 2303, Level = LogLevel.Information, Message = "The CPS {Host} answers again")]
    public partial void Up(string host);

    [LoggerMessage(EventId = 2304, Level = LogLevel.Error, Message = "Handing on to {Host} failed by a fault of our own")]
    public partial void Failed(string host, Exception exception);
}
