using Microsoft.Extensions.Logging;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.Numbering;

/// <summary>
/// Knows which table is in force, and looks again from time to time. One caller looks; the others go on with the table that is known.
/// While the store does not answer the known table is used, for a bounded time: after that its blobs may be gone.
/// </summary>
internal sealed partial class TableWatch : IDisposable
{
    private readonly NumberTableRecord _record;
    private readonly NumberingOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _looking = new(1, 1);
    private volatile KnownTable? _known;

    public TableWatch(NumberTableRecord record, NumberingOptions options, TimeProvider time, ILogger logger) =>
        (_record, _options, _time, _logger) = (record, options, time, logger);

    /// <summary>The table that is known, if it needs no look.</summary>
    public NumberTable? Current => _known is { } known && !known.LookAgain.HasPassed(_time) ? known.Table : null;

    /// <exception cref="StorageException">The store does not answer, and has not for too long.</exception>
    public async ValueTask<NumberTable> GetAsync(CancellationToken cancellationToken)
    {
        if (Current is { } current) return current;

        // Somebody looks already: what is known serves meanwhile.
        if (_known is { } known && !known.End.HasPassed(_time))
        {
            if (!await _looking.WaitAsync(TimeSpan.Zero, cancellationToken)) return known.Table;
        }
        else
        {
            await _looking.WaitAsync(cancellationToken);
        }

        try
        {
            return Current ?? await LookAsync(cancellationToken);
        }
        finally
        {
            _looking.Release();
        }
    }

    /// <summary>Looks now: a segment of the known table is gone.</summary>
    public async ValueTask<NumberTable> LookAgainAsync(NumberTable outdated, CancellationToken cancellationToken)
    {
        await _looking.WaitAsync(cancellationToken);
        try
        {
            return _known is { } known && known.Table != outdated ? known.Table : await LookAsync(cancellationToken);
        }
        finally
        {
            _looking.Release();
        }
    }

    public void Dispose() => _looking.Dispose();

    private async ValueTask<NumberTable> LookAsync(CancellationToken cancellationToken)
    {
        var known = _known;
        try
        {
            var (document, _) = await _record.ReadAsync(cancellationToken);
            var table = known is not null && known.Table.Version == document.Version ? known.Table : NumberTable.Of(document);
            _known = new KnownTable(
                table, Deadline.After(_options.LookAgainAfter, _time), Deadline.After(_options.MostUnconfirmed, _time));
            return table;
        }
        catch (StorageException exception) when (known is not null && !known.End.HasPassed(_time))
        {
            LogNotConfirmed(_logger, exception, known.Table.Version);
            _known = known with { LookAgain = Deadline.After(_options.LookAgainAfter, _time) };
            return known.Table;
        }
    }

    [LoggerMessage(EventId = 1901, Level = LogLevel.Warning,
        Message = "The store did not answer; version {Version} of the number table is used on, for a bounded time")]
    private static partial void LogNotConfirmed(ILogger logger, Exception exception, long version);

    /// <param name="LookAgain">When to look whether it still is in force.</param>
    /// <param name="End">When it is not used any more, unless it was confirmed.</param>
    private sealed record KnownTable(NumberTable Table, Deadline LookAgain, Deadline End);
}
