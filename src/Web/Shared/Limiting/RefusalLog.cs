using Shaken.Core.Foundations;

namespace Shaken.Web.Shared.Limiting;

/// <summary>
/// Samples log lines about refused requests, so that a client cannot fill the log: for each address and reason the first lines of a minute are written, and
/// the rest become one line with their number when the minute is over.
/// </summary>
internal sealed partial class RefusalLog : IDisposable
{
    private readonly ILogger<RefusalLog> _logger;
    private readonly LineSampler<(string Address, string Reason)> _lines;

    public RefusalLog(TimeProvider time, ILogger<RefusalLog> logger)
    {
        _logger = logger;
        _lines = new LineSampler<(string Address, string Reason)>(time, (key, count) => LogMore(count, key.Address, key.Reason), LogOthers);
    }

    /// <summary>Whether this refusal has a line of its own. If not, it is counted.</summary>
    public bool IsToBeTold<TReason>(string address, TReason reason)
        where TReason : struct, Enum => IsToBeTold(address, reason.ToString());

    /// <inheritdoc cref="IsToBeTold{TReason}"/>
    public bool IsToBeTold(string address, string reason) => _lines.IsDue((address, reason));

    /// <summary>Writes what was only counted so far, and begins a new minute.</summary>
    public void EndWindow() => _lines.EndWindow();

    /// <summary>Writes what was only counted so far.</summary>
    public void Dispose() => _lines.Dispose();

    [LoggerMessage(EventId = 8111, Level = LogLevel.Information, Message = "{Count} more refusals within a minute of requests from {Address}: {Reason}")]
    private partial void LogMore(long count, string address, string reason);

    [LoggerMessage(EventId = 8112, Level = LogLevel.Warning, Message = "{Count} more refusals within a minute, from more addresses and for more reasons than are told apart")]
    private partial void LogOthers(long count);
}

/// <summary>Asks from within a request.</summary>
internal static class Refusals
{
    /// <summary>Whether the refusal of this request has a log line of its own.</summary>
    public static bool IsRefusalToBeTold(this HttpContext context, string reason) =>
        context.RequestServices.GetRequiredService<RefusalLog>().IsToBeTold(context.RequestServices.GetRequiredService<ClientAddress>().KeyOf(context), reason);
}
