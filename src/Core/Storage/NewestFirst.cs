using System.Globalization;

namespace Shaken.Core.Storage;

/// <summary>
/// Names of rows that are to be listed newest first. Rows are in ordinal order, so their time is counted down from the last second of the
/// year 9999.
/// </summary>
internal static class NewestFirst
{
    private static readonly long LastSecond = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    /// <param name="id">Tells rows of one second apart.</param>
    public static string RowOf(DateTimeOffset at, string id) =>
        string.Create(CultureInfo.InvariantCulture, $"{LastSecond - at.ToUnixTimeSeconds():D12}-{id}");
}
