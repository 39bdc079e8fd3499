using Microsoft.Extensions.Logging;
using Shaken.Core.CallPlacement.Deliveries;
using Shaken.Core.CallPlacement.Posting;

namespace Shaken.Core.CallPlacement.Pushing;

/// <summary>Counts and logs what is pushed to the verification service.</summary>
internal sealed partial class PushReport(PostMetrics metrics, ILogger logger) : IDeliveryReport
{
    private readonly ILogger _logger = logger;

    public void Waiting(string host, int more) => metrics.Waiting(more);

    public void Tried(string host, DeliveryAttempt result) => metrics.Tried(result);

    public void Ended(string host, DeliveryOutcome outcome) => metrics.Ended(outcome);

    public void NotDelivered(string host, long count, DeliveryOutcome outcome, int? status, string? reason) =>
        LogNotPushed(count, host, outcome, status);

    [LoggerMessage(EventId = 4292, Level = LogLevel.Warning,
        Message = "{Count} PASSporTs were not pushed to the verification service {Host}: {Outcome} {Status}")]
    private partial void LogNotPushed(long count, string host, DeliveryOutcome outcome, int? status);

    [LoggerMessage(EventId = 4293, Level = LogLevel.Warning,
        Message = "The verification service {Host} counts as down: {Result}; it is probed until it answers")]
    public partial void Down(string host, DeliveryAttempt result);

    [LoggerMessage(EventId = 4294, Level = LogLevel.Information, Message = "The verification service {Host} answers again")]
    public partial void Up(string host);

    [LoggerMessage(EventId = 4295, Level = LogLevel.Error, Message = "Pushing to {Host} failed by a fault of our own")]
    public partial void Failed(string host, Exception exception);
}
