using System.Runtime.InteropServices;
using Shaken.Core.Foundations;

namespace Shaken.Web.Shared.Limiting;

/// <summary>
/// Samples log lines about refused requests, so that a client cannot fill the log: for each address and reason the first lines of a minute are written, and
/// the rest become one line with their number when the minute is over.
/// </summary>
internal sealed partial class RefusalLog : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly ILogger<RefusalLog> _logger;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private Dictionary<(string Address, string Reason), long> _counts = [];
    private long _others;

    public RefusalLog(TimeProvider time, ILogger<RefusalLog> logger)
    {
        _logger = logger;
        _timer = time.CreateTimer(_ => EndWindow(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether this refusal has a line of its own. If not, it is counted.</summary>
    public bool IsToBeTold<TReason>(string address, TReason reason)
        where TReason : struct, Enum => IsToBeTold(address, reason.ToString());

    /// <inheritdoc cref="IsToBeTold{TReason}"/>
    public bool IsToBeTold(string address, string reason)
    {
        lock (_lock)
        {
            if (_counts.Count == 0 && _others == 0) _timer.Change(Window, Timeout.InfiniteTimeSpan);
            if (_counts.Count >= Limits.RefusalsTold && !_counts.ContainsKey((address, reason)))
            {
                _others++;
                return false;
            }

            ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, (address, reason), out _);
            return ++count <= Limits.RefusalLines;
        }
    }

    /// <summary>Writes what was only counted so far.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        EndWindow();
    }

    /// <summary>Writes what was only counted so far, and begins a new minute.</summary>
    public void EndWindow()
    {
        Dictionary<(string Address, string Reason), long> counts;
        long others;
        lock (_lock) (counts, _counts, others, _others) = (_counts, [], _others, 0);
        foreach (var ((address, reason), count) in counts)
        {
            if (count > Limits.RefusalLines) LogMore(count - Limits.RefusalLines, address, reason);
        }

        if (others > 0) LogOthers(others);
    }

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
