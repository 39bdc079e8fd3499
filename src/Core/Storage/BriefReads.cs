using Microsoft.Extensions.Logging;
using Shaken.Core.Foundations;

namespace Shaken.Core.Storage;

/// <summary>
/// What was read from a store a moment ago, for the call path: a call about a busy key does not wait for the store. What was not found is
/// remembered too. While the store does not answer, what was read last counts on for a time. See <see cref="KeptReads{TKey, TValue}"/>.
/// </summary>
/// <remarks>The number of entries is bounded, so keys may be what strangers send.</remarks>
public sealed class BriefReads<TKey, TValue>
    where TKey : notnull
    where TValue : class
{
    /// <summary>How long a read serves: a change counts on every instance after this time.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    /// <summary>How long it serves while the store does not answer.</summary>
    public static readonly TimeSpan DuringOutage = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan BetweenLines = TimeSpan.FromMinutes(1);

    private readonly string _what;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly KeptReads<TKey, TValue> _reads;
    private readonly Lock _telling = new();
    private Deadline _silentUntil;

    /// <param name="what">What is read, for the log.</param>
    /// <param name="capacity">Entries that are kept at most, of each of two generations.</param>
    public BriefReads(string what, TimeProvider time, int capacity, ILogger logger)
    {
        (_what, _time, _logger) = (what, time, logger);
        _reads = new KeptReads<TKey, TValue>(
            new ReadLife(RefreshAfter: Fresh / 2, Fresh, DuringOutage), time, capacity, (_, exception) => TellFailed(exception));
    }

    /// <summary>The value as it was at most <see cref="Fresh"/> ago; null: there is none.</summary>
    /// <param name="read">Reads it from the store. Its token is never cancelled, as others may wait for the same read.</param>
    /// <exception cref="StorageException">The store does not answer, and the last read is too old.</exception>
    public ValueTask<TValue?> GetAsync(
        TKey key, Func<TKey, CancellationToken, ValueTask<TValue?>> read, CancellationToken cancellationToken) =>
        _reads.GetAsync(key, read, cancellationToken);

    /// <summary>Forgets what was read, so that a change made here counts here at once.</summary>
    public void Forget(TKey key) => _reads.Forget(key);

    // One line for all keys: thousands of them fail together.
    private void TellFailed(Exception exception)
    {
        lock (_telling)
        {
            if (!_silentUntil.HasPassed(_time)) return;
            _silentUntil = Deadline.After(BetweenLines, _time);
        }

        _logger.LogNotReadAgain(exception, _what, DuringOutage);
    }
}

/// <summary>The log lines of <see cref="BriefReads{TKey, TValue}"/>.</summary>
internal static partial class BriefReadsLog
{
    [LoggerMessage(EventId = 4264, Level = LogLevel.Warning,
        Message = "The store did not answer when {What} were read again; what was read last is used for {Bound} at most")]
    public static partial void LogNotReadAgain(this ILogger logger, Exception exception, string what, TimeSpan bound);
}
