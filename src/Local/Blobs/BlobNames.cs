using Shaken.Core.Storage;

namespace Shaken.Local.Blobs;

/// <summary>Pages of names.</summary>
internal static class BlobNames
{
    /// <summary>Throws unless the text is a container's name: a key may be <c>..</c>, and a folder of that name leads out of the store.</summary>
    public static void CheckContainer(string container) => StorageLimits.Check(new BlobName(container, container));

    /// <param name="names">All names of the container, in any order.</param>
    public static BlobPage Page(IEnumerable<string> names, string container, string prefix, string? continuation, int maxNames)
    {
        CheckContainer(container);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxNames);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxNames, StorageLimits.Page);
        var found = names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && (continuation is null || string.CompareOrdinal(name, continuation) > 0))
            .Order(StringComparer.Ordinal).Take(maxNames + 1).ToList();
        var page = found.Take(maxNames).Select(name => new BlobName(container, name)).ToList();
        return new BlobPage(page, found.Count > maxNames ? page[^1].Name : null);
    }
}
