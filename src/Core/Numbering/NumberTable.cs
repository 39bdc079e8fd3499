namespace Shaken.Core.Numbering;

/// <summary>The table in force as a reader knows it: the first key of each segment, and where the segments lie.</summary>
/// <param name="name">What the names of its segments begin with; null: there is no table yet.</param>
internal sealed class NumberTable(string? name, long version, ulong[] firstKeys)
{
    public string? Name => name;

    public long Version => version;

    public static NumberTable Of(NumberTableDocument document) => new(document.Table, document.Version, document.ReadFirstKeys());

    /// <summary>The segment that holds the longest match of a number, or null: the number comes before the first row.</summary>
    public SegmentPlace? SegmentOf(ulong path)
    {
        if (name is null) return null;
        var at = firstKeys.AsSpan().BinarySearch(NumberKey.Of(path, isPrefix: false));
        var segment = at >= 0 ? at : ~at - 1;
        return segment < 0 ? null : new SegmentPlace(name, segment);
    }

    /// <summary>The first key of the segment after the one that holds a number; null: it is the last.</summary>
    public ulong? FirstKeyAfter(ulong path)
    {
        var at = firstKeys.AsSpan().BinarySearch(NumberKey.Of(path, isPrefix: false));
        var next = at >= 0 ? at + 1 : ~at;
        return next < firstKeys.Length ? firstKeys[next] : null;
    }
}

/// <summary>A segment of a table.</summary>
internal sealed record SegmentPlace(string Table, int Segment);
