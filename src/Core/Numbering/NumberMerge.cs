using Shaken.Core.Storage;

namespace Shaken.Core.Numbering;

/// <summary>
/// Merges the table in force and the sorted parts of an import into the segments of a new table. In memory are one segment of each source
/// and the one that is written, however many rows there are.
/// </summary>
/// <param name="name">What the names of the new segments begin with.</param>
/// <param name="linesBefore">For each source how many lines of the file come before its own; index 0 is the table in force.</param>
internal sealed class NumberMerge(IBlobs blobs, string name, int segmentOctets, IReadOnlyList<long> linesBefore)
{
    // A key has 53 bits; so rank orders by key, then by source.
    private const int SourceBits = 11;

    private readonly PriorityQueue<RowCursor, ulong> _sources = new();
    private readonly SegmentWriter _writer = new(SegmentKind.Table, segmentOctets);
    private readonly List<ulong> _firstKeys = [];
    private Task _writing = Task.CompletedTask;
    private bool _hasKey;
    private ulong _key;
    private bool _isInTable;
    private PackedProvider _provider;
    private long _line;

    public IReadOnlyList<ulong> FirstKeys => _firstKeys;

    public RowErrorList Errors { get; } = new();

    public long Rows { get; private set; }

    /// <summary>Rows that repeat one of another part, and the line of the first.</summary>
    public long Repeated { get; private set; }

    public long FirstRepeated { get; private set; }

    public long NotRemoved { get; private set; }

    /// <summary>Merges all. Check <see cref="Errors"/> afterwards: with any, what was written is no table.</summary>
    /// <param name="onSegment">Called after each segment.</param>
    public async ValueTask RunAsync(IEnumerable<RowCursor> sources, Func<ValueTask> onSegment, CancellationToken cancellationToken)
    {
        foreach (var source in sources)
        {
            if (await source.TryOpenNextAsync(cancellationToken)) _sources.Enqueue(source, RankOf(source));
        }

        try
        {
            while (_sources.TryPeek(out var source, out _))
            {
                Take(source);
                var hasMore = source.TryAdvance() || await source.TryOpenNextAsync(cancellationToken);
                if (hasMore) _sources.DequeueEnqueue(source, RankOf(source));
                else _sources.Dequeue();
                if (!_writer.IsFull) continue;
                await WriteAsync(cancellationToken);
                await onSegment();
            }

            Settle();
            if (!_writer.IsEmpty) await WriteAsync(cancellationToken);
        }
        finally
        {
            await _writing;
        }
    }

    private static ulong RankOf(RowCursor source) => (source.Row.Key << SourceBits) | (uint)source.Source;

    private void Take(RowCursor source)
    {
        ref readonly var row = ref source.Row;
        if (!_hasKey || row.Key != _key)
        {
            Settle();
            (_hasKey, _key, _isInTable, _line) = (true, row.Key, false, 0);
        }

        if (source.Source == 0)
        {
            (_isInTable, _provider) = (true, row.Provider);
            return;
        }

        var line = linesBefore[source.Source] + row.Line;
        if (_line == 0) (_provider, _line) = (row.Provider, line);
        else if (row.Provider != _provider) Errors.Add(new RowError(line, RowFault.Conflict, _line));
        else Repeat(line);
    }

    private void Repeat(long line)
    {
        Repeated++;
        FirstRepeated = FirstRepeated == 0 ? line : Math.Min(FirstRepeated, line);
    }

    /// <summary>Writes the row of the key that all sources have been asked for. A row of the import wins over that of the table.</summary>
    private void Settle()
    {
        if (!_hasKey) return;
        _hasKey = false;
        if (_provider.IsNone)
        {
            if (!_isInTable) NotRemoved++;
            return;
        }

        _writer.Add(new NumberRow(_key, _provider, Line: 0));
        Rows++;
    }

    // The next segment is merged while the one before is written.
    private async ValueTask WriteAsync(CancellationToken cancellationToken)
    {
        var place = NumberPlaces.Segment(name, _firstKeys.Count);
        _firstKeys.Add(_writer.FirstKey);
        var content = new BlobContent(_writer.Finish(), NumberPlaces.MediaType);
        await _writing;
        _writing = PutAsync(place, content, cancellationToken);
    }

    private async Task PutAsync(BlobName place, BlobContent content, CancellationToken cancellationToken)
    {
        if (await blobs.TryPutNewAsync(place, content, cancellationToken) is null)
            throw new StorageException($"The document {place.Container}/{place.Name} is there already.");
    }
}
