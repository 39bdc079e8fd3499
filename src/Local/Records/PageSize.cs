using Shaken.Core.Storage;

namespace Shaken.Local.Records;

/// <summary>What a page may be asked to hold.</summary>
internal static class PageSize
{
    public static void Check(int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, StorageLimits.Page);
    }
}
