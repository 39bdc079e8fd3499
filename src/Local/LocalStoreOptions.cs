namespace Shaken.Local;

/// <summary>How a disk store is opened.</summary>
public sealed record LocalStoreOptions
{
    /// <summary>The clock that says what has expired.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Octets that are set aside on the disk, so that what waits can be taken and removed when it is full; 0: none.</summary>
    public long ReserveOctets { get; init; }

    /// <summary>
    /// Starts without records though the journal is missing or empty beside documents. False: that is refused, since a lost journal looks
    /// so.
    /// </summary>
    public bool AcceptsLostJournal { get; init; }
}
