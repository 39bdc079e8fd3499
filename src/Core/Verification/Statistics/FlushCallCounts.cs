using Microsoft.Extensions.Logging;
using Shaken.Core.Foundations;

namespace Shaken.Core.Verification.Statistics;

/// <summary>
/// Stores what this process counted. What a store does not take waits and is stored later, each addition once. Not for several threads: one
/// loop of the process calls it.
/// </summary>
public sealed partial class FlushCallCounts
{
    // Longer than an outage of a store lasts; after that the oldest minutes make room.
    private const int MostWaiting = 240;

    private readonly Queue<(string Write, MinuteOfCalls Minute)> _waiting = new();
    private readonly CallCounts _counts;
    private readonly CallCountRecords _records;
    private readonly IRandom _random;
    private readonly string _instance;
    private readonly ILogger _logger;

    public FlushCallCounts(CallCounts counts, CallCountRecords records, IRandom random, ILogger<FlushCallCounts> logger)
    {
        (_counts, _records, _random, _logger) = (counts, records, random, logger);
        _instance = NewId();
    }

    /// <summary>Stores the minutes that are over.</summary>
    /// <param name="isLast">Also the running minute: the process ends.</param>
    /// <exception cref="Storage.StorageException">The store does not answer; what is not stored waits.</exception>
    public async ValueTask RunAsync(bool isLast, CancellationToken cancellationToken)
    {
        foreach (var minute in _counts.Take(withRunning: isLast)) _waiting.Enqueue((NewId(), minute));
        while (_waiting.Count > MostWaiting)
        {
            var (_, lost) = _waiting.Dequeue();
            LogLost(lost.Minute, lost.Counts.Sum(count => count.Calls));
        }

        while (_waiting.TryPeek(out var next))
        {
            await _records.AddAsync(_instance, next.Write, next.Minute, cancellationToken);
            _waiting.Dequeue();
        }
    }

    private string NewId()
    {
        Span<byte> octets = stackalloc byte[8];
        _random.Fill(octets);
        return Convert.ToHexStringLower(octets);
    }

    [LoggerMessage(EventId = 4245, Level = LogLevel.Error,
        Message = "The counts of {Minute:u} are lost ({Calls} calls): the store has not taken counts for hours")]
    private partial void LogLost(DateTimeOffset minute, long calls);
}
