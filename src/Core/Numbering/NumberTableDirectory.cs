using Microsoft.Extensions.Logging;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.Numbering;

/// <summary>
/// The number directory over the imported table. A cold lookup reads two things of the store: the record of the table and one segment. A
/// warm one reads nothing. Another table is noticed within a minute. Safe for many threads at once.
/// </summary>
public sealed class NumberTableDirectory : INumberDirectory, IDisposable
{
    // A table can be replaced while a lookup goes on; a segment that is gone each time is damage.
    private const int Tries = 3;

    private readonly TableWatch _watch;
    private readonly SegmentCache _segments;

    public NumberTableDirectory(
        IRecords records, IBlobs blobs, TimeProvider time, NumberingOptions options, ILogger<NumberTableDirectory> logger) =>
        (_watch, _segments) =
            (new TableWatch(new NumberTableRecord(records), options, time, logger), new SegmentCache(blobs, options.CacheOctets));

    public ValueTask<NumberAssignment?> FindAsync(TelephoneNumber number, CancellationToken cancellationToken)
    {
        if (!NumberKey.TryGetPath(number, out var path)) return new((NumberAssignment?)null);
        if (_watch.Current is not { } table) return FindInStoreAsync(path, cancellationToken);
        if (table.SegmentOf(path) is not { } place) return new((NumberAssignment?)null);
        return _segments.TryGet(place, out var segment) ? new(Find(segment, path)) : FindInStoreAsync(path, cancellationToken);
    }

    public async ValueTask<NumberStretch> FindStretchAsync(TelephoneNumber first, CancellationToken cancellationToken)
    {
        if (!NumberKey.TryGetPath(first, out var path)) return new NumberStretch(Provider: null, Count: 1);
        var (table, segment) = await OpenAsync(path, cancellationToken);
        return NumberStretch.Of(first, segment?.Find(path), segment?.FindNextKey(path) ?? table.FirstKeyAfter(path));
    }

    public async ValueTask<bool> HasNumbersAsync(CancellationToken cancellationToken) =>
        (_watch.Current ?? await _watch.GetAsync(cancellationToken)).Name is not null;

    public void Dispose() => _watch.Dispose();

    private async ValueTask<NumberAssignment?> FindInStoreAsync(ulong path, CancellationToken cancellationToken) =>
        (await OpenAsync(path, cancellationToken)).Segment is { } segment ? Find(segment, path) : null;

    // The table in force and its segment for a number; no segment: the number comes before the first row.
    private async ValueTask<(NumberTable Table, NumberSegment? Segment)> OpenAsync(ulong path, CancellationToken cancellationToken)
    {
        var table = await _watch.GetAsync(cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            if (table.SegmentOf(path) is not { } place) return (table, null);
            if (await _segments.FindAsync(place, cancellationToken) is { } segment) return (table, segment);
            if (attempt == Tries)
                throw new StorageException($"Segment {place.Segment} of the number table is gone: import the whole table again.");
            table = await _watch.LookAgainAsync(table, cancellationToken);
        }
    }

    private static NumberAssignment? Find(NumberSegment segment, ulong path) =>
        segment.Find(path) is { } found ? new NumberAssignment(found.Provider.ToProvider(), NumberPattern.Of(found.Key)) : null;
}
