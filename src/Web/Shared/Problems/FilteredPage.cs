namespace Shaken.Web.Shared.Problems;

/// <summary>A page of rows that a filter let through; a null cursor is the end. It may have none before.</summary>
internal sealed record FilteredPage<T>(IReadOnlyList<T> Rows, string? Cursor)
{
    private const int MostReads = 10;

    /// <summary>
    /// Reads on until most of the page is full, and a few pages of the store at most: a filter that lets few rows through costs several
    /// requests, and none of them much.
    /// </summary>
    /// <param name="filter">Null: every row.</param>
    /// <param name="read">Reads at most so many rows from a cursor on.</param>
    public static async ValueTask<FilteredPage<T>> ReadAsync(
        Paging paging, Func<T, bool>? filter, Func<string?, int, ValueTask<(IReadOnlyList<T> Rows, string? Cursor)>> read)
    {
        var (rows, cursor) = (new List<T>(), paging.Cursor);
        var least = filter is null ? paging.Count : paging.Count - (paging.Count / 4);
        for (var reads = 0; reads < MostReads; reads++)
        {
            (var found, cursor) = await read(cursor, paging.Count - rows.Count);
            rows.AddRange(filter is null ? found : found.Where(filter));
            if (cursor is null || rows.Count >= least || filter is null) break;
        }

        return new FilteredPage<T>(rows, cursor);
    }
}
