namespace Shaken.Core.Numbering;

/// <summary>Sizes and times of number tables. The defaults suit a table of 50 million rows.</summary>
public sealed record NumberingOptions
{
    /// <summary>Octets of a segment of a table: what a cold lookup reads.</summary>
    public int SegmentOctets { get; init; } = 128 * 1024;

    /// <summary>Octets of a sorted run of an import: a merge holds one of each part.</summary>
    public int RunOctets { get; init; } = 256 * 1024;

    /// <summary>Octets of segments that a reader keeps in memory.</summary>
    public long CacheOctets { get; init; } = 64 * 1024 * 1024;

    /// <summary>How often a reader looks whether another table is in force.</summary>
    public TimeSpan LookAgainAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a reader goes on with a table while the store does not answer.</summary>
    public TimeSpan MostUnconfirmed { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long the blobs of a table stay after the swap; more than <see cref="MostUnconfirmed"/>.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long a merge holds others off after its last sign of life.</summary>
    public TimeSpan MergeLease { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long an import takes parts.</summary>
    public TimeSpan ImportLife { get; init; } = TimeSpan.FromDays(7);
}
