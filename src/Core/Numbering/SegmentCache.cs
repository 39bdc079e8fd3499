using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.Numbering;

/// <summary>The segments that were used lately. Many who want the same one read it once.</summary>
internal sealed class SegmentCache(IBlobs blobs, long mostOctets)
{
    // The weight is the bound that counts; a table has no more segments than this.
    private readonly BoundedCache<SegmentPlace, NumberSegment> _kept = new(Limits.NumberSegments, segment => segment.Octets, mostOctets);
    private readonly ConcurrentDictionary<SegmentPlace, Lazy<Task<NumberSegment?>>> _reading = new();

    public bool TryGet(SegmentPlace place, [NotNullWhen(true)] out NumberSegment? segment) =>
        _kept.TryGet(place, out segment);

    /// <summary>The segment, or null: its blob is gone, so the table is no longer in force.</summary>
    public async ValueTask<NumberSegment?> FindAsync(SegmentPlace place, CancellationToken cancellationToken)
    {
        if (_kept.TryGet(place, out var kept)) return kept;

        // The read goes on when one of those who wait for it leaves.
        var reading = _reading.GetOrAdd(place, wanted => new Lazy<Task<NumberSegment?>>(() => ReadAsync(wanted)));
        return await reading.Value.WaitAsync(cancellationToken);
    }

    private async Task<NumberSegment?> ReadAsync(SegmentPlace place)
    {
        try
        {
            var blob = await blobs.FindAsync(NumberPlaces.Segment(place.Table, place.Segment), CancellationToken.None);
            if (blob is null) return null;
            var segment = NumberSegment.Read(blob);
            _kept.Set(place, segment);
            return segment;
        }
        finally
        {
            _reading.TryRemove(place, out _);
        }
    }
}
