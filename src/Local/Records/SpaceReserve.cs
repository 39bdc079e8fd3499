using Shaken.Local.Journals;

namespace Shaken.Local.Records;

/// <summary>
/// Space that is set aside for the day the disk is full. While it is held, everything is taken. Once it was given back to the disk, it is
/// spent on what frees space alone, until it can be held again.
/// </summary>
/// <param name="octets">0: nothing is set aside.</param>
internal sealed class SpaceReserve(IJournalDisk disk, long octets, TimeProvider time)
{
    private const int SparePart = 4;

    // Holding it again is tried at most so often: each try allocates a file.
    private static readonly TimeSpan TryEvery = TimeSpan.FromSeconds(1);

    private long _triedAt;
    private volatile bool _isSpent;

    public bool IsSpent => _isSpent;

    public bool IsHeld => octets > 0 && !_isSpent;

    public long Octets => octets;

    /// <summary>Whether it is time to try to hold it again; asked once, it is not for a while, however the try goes.</summary>
    public bool TryIsDue()
    {
        if (!_isSpent || time.GetElapsedTime(_triedAt) < TryEvery) return false;
        _triedAt = time.GetTimestamp();
        return true;
    }

    /// <summary>Sets the space aside when the store is opened. False: the disk has not so much.</summary>
    public bool TryHold()
    {
        _isSpent = octets > 0 && !disk.TryReserve(octets);
        return !_isSpent;
    }

    /// <summary>Sets it aside again, if more than that is free: else the next write would only spend it again.</summary>
    public bool TryHoldAgain() => disk.Free >= octets + (octets / SparePart) && TryHold();

    /// <summary>Gives the space back to the disk.</summary>
    public void Spend()
    {
        disk.Release();
        _isSpent = true;
        _triedAt = time.GetTimestamp();
    }
}
