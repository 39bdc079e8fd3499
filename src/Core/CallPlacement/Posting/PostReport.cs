using Microsoft.Extensions.Logging;
using Shaken.Core.CallPlacement.Deliveries;

namespace Shaken.Core.CallPlacement.Posting;

/// <summary>Counts and logs what is posted to other providers' CPSs.</summary>
internal sealed partial class PostReport(PostMetrics metrics, ILogger logger) : IDeliveryReport
{
    private readonly ILogger _logger = logger;

    public void Waiting(string host, int more) => metrics.Waiting(more);

    public void Tried(string host, DeliveryAttempt result) => metrics.Tried(result);

    public void Ended(string host, DeliveryOutcome outcome) => metrics.Ended(outcome);

    [LoggerMessage(EventId = 4286, Level = LogLevel.Warning,
        Message = "{Count} PASSporTs were not posted to the CPS {Host}: {Outcome} {Status} {Reason}")]
    public partial void NotDelivered(string host, long count, DeliveryOutcome outcome, int? status, string? reason);

    [LoggerMessage(EventId = 4287, Level = LogLevel.Warning,
        Message = "The CPS {Host} counts as down: {Result}; it is probed until it answers")]
    public partial void Down(string host, DeliveryAttempt result);

    [LoggerMessage(EventId = 4288, Level = LogLevel.Information, Message = "The CPS {Host} answers again")]
    public partial void Up(string host);

    [LoggerMessage(EventId = 4289, Level = LogLevel.Error, Message = "Posting to the CPS {Host} failed by a fault of our own")]
    public partial void Failed(string host, Exception exception);
}
