using System.Globalization;
using Shaken.Core.Storage;

namespace Shaken.Web.Shared.Problems;

/// <summary>Which page of a listing is asked for: <c>?cursor=</c>, as the page before gave it, and <c>?count=</c>.</summary>
/// <param name="Cursor">Null: the first page.</param>
/// <param name="Count">1 to <see cref="StorageLimits.Page"/>.</param>
internal sealed record Paging(string? Cursor, int Count)
{
    private const int UsualCount = 100;
    private const int MaxCursor = 2048;

    /// <summary>Null: the refusal was written.</summary>
    public static async Task<Paging?> ReadAsync(HttpContext context)
    {
        var (cursor, text) = (context.Request.Query["cursor"].ToString(), context.Request.Query["count"].ToString());
        var count = UsualCount;
        var isNumber = text.Length == 0 || int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count);
        if (!isNumber || count is 0 or > StorageLimits.Page)
        {
            await RefuseAsync(context, $"count must be a number from 1 to {StorageLimits.Page}");
            return null;
        }

        if (cursor.Length <= MaxCursor) return new Paging(cursor.Length == 0 ? null : cursor, count);
        await RefuseAsync(context, "cursor must be what the page before gave");
        return null;
    }

    private static Task RefuseAsync(HttpContext context, string detail) =>
        context.Response.WriteProblemAsync(Problem.Of(StatusCodes.Status400BadRequest, "page-malformed", detail));
}
