using Shaken.Core.Storage;

namespace Shaken.Core.Numbering;

/// <summary>Reads the rows of some segments in order, holding one segment in memory.</summary>
/// <param name="source">Which of the merged sources it reads; 0 is the table in force.</param>
/// <param name="names">The segments, in order.</param>
internal sealed class RowCursor(int source, IReadOnlyList<BlobName> names, IBlobs blobs)
{
    private readonly NumberRow[] _rows = new NumberRow[SegmentFormat.RowsPerBlock];
    private NumberSegment? _segment;
    private int _nextSegment;
    private int _nextBlock;
    private int _count;
    private int _at;

    public int Source => source;

    /// <summary>The row it stands at.</summary>
    public ref readonly NumberRow Row => ref _rows[_at];

    /// <summary>Goes to the next row of the segment in memory. False: it has no more; <see cref="TryOpenNextAsync"/> may have.</summary>
    public bool TryAdvance()
    {
        if (++_at < _count) return true;
        if (_segment is null || _nextBlock == _segment.BlockCount) return false;
        ReadBlock(_segment);
        return true;
    }

    /// <summary>Goes to the first row of the next segment. False: there is none.</summary>
    /// <exception cref="StorageException">A segment is gone or damaged.</exception>
    public async ValueTask<bool> TryOpenNextAsync(CancellationToken cancellationToken)
    {
        // The one before makes room first.
        _segment = null;
        if (_nextSegment == names.Count) return false;
        var name = names[_nextSegment++];
        var blob = await blobs.FindAsync(name, cancellationToken)
            ?? throw new StorageException($"The document {name.Container}/{name.Name} is gone.");
        _segment = NumberSegment.Read(blob);
        _nextBlock = 0;
        ReadBlock(_segment);
        return true;
    }

    private void ReadBlock(NumberSegment segment)
    {
        var reader = segment.OpenBlock(_nextBlock++);
        for (_count = 0; reader.TryReadRow(); _count++)
        {
            _rows[_count] = new NumberRow(reader.Key, segment.ProviderAt(reader.Place), reader.Line);
        }

        _at = 0;
    }
}
