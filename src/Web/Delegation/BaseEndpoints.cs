using System.Globalization;
using System.IO.Compression;
using System.Text;
using Shaken.Core.Delegation.Base;
using Shaken.Core.Foundations;
using Shaken.Core.Principals;
using Shaken.Web.Operators.Access;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.Delegation;

/// <summary>The delegation base, for programs of providers: through which providers calls from lent numbers may come.</summary>
internal static class BaseEndpoints
{
    /// <summary>The header of a copy with the cursor that the next begins at.</summary>
    public const string CursorHeader = "Delegation-Cursor";

    // What .NET writes for a stream without octets is nothing at all, which gzip takes for a file that breaks off.
    private static readonly byte[] EmptyGzip =
        [0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0x03, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00];

    private static readonly CallerRule Readers = CallerRule.Kinds(PrincipalKind.AccountUser, PrincipalKind.Operator);

    /// <summary><c>GET /delegation/v1/verify/{spc}/{tn}</c>: 204, or 404.</summary>
    public static Task VerifyAsync(HttpContext context) => CallerAccess.HandleAsync(context, Readers, async _ =>
    {
        if (!ServiceProviderCode.TryParse(context.GetRouteValue("spc") as string, out var code)
            || !TelephoneNumber.TryParseCanonical(context.GetRouteValue("tn") as string, out var number))
        {
            await RefuseAsync(context, "the path must name a code, 1 to 15 of A-Z 0-9, and a number, 1 to 15 of 0-9 * #");
            return;
        }

        if (await BaseOf(context).IsLentAsync(code, number, context.RequestAborted))
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        else
        {
            await context.Response.WriteProblemAsync(Problem.Of(
                StatusCodes.Status404NotFound, "not-lent", $"the number is lent for no calls through {code}"));
        }
    });

    /// <summary><c>GET /delegation/v1/base?since=</c>: gzip of CSV, the whole base, or what changed after a cursor.</summary>
    public static Task CopyAsync(HttpContext context) => CallerAccess.HandleAsync(context, Readers, async _ =>
    {
        var delegations = BaseOf(context);
        var cursor = await delegations.FindCursorAsync(context.RequestAborted);
        var since = context.Request.Query["since"].ToString();
        var after = 0L;
        if (since.Length > 0
            && (!long.TryParse(since, NumberStyles.None, CultureInfo.InvariantCulture, out after) || after > cursor))
        {
            await RefuseAsync(context, $"since must be what the header {CursorHeader} of a copy before had");
            return;
        }

        context.Response.ContentType = "application/gzip";
        context.Response.Headers.ContentDisposition = "attachment; filename=\"delegations.csv.gz\"";
        context.Response.Headers[CursorHeader] = cursor.ToString(CultureInfo.InvariantCulture);
        if (HttpMethods.IsHead(context.Request.Method)) return;
        var rows = since.Length == 0
            ? delegations.ListAsync(context.RequestAborted)
            : delegations.ListChangesAsync(after, cursor, context.RequestAborted);
        await WriteAsync(rows, context.Response.Body, context.RequestAborted);
    });

    private static async Task WriteAsync(IAsyncEnumerable<DelegationRow> rows, Stream body, CancellationToken cancellationToken)
    {
        await using var all = rows.GetAsyncEnumerator(cancellationToken);
        if (!await all.MoveNextAsync())
        {
            await body.WriteAsync(EmptyGzip, cancellationToken);
            return;
        }

        await using var gzip = new GZipStream(body, CompressionLevel.Fastest, leaveOpen: true);
        await using var writer = new StreamWriter(gzip, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        do
        {
            await writer.WriteAsync(all.Current.ToCsv().AsMemory(), cancellationToken);
            await writer.WriteAsync("\n".AsMemory(), cancellationToken);
        }
        while (await all.MoveNextAsync());
    }

    private static Task RefuseAsync(HttpContext context, string detail) =>
        context.Response.WriteProblemAsync(Problem.Of(StatusCodes.Status400BadRequest, "query-malformed", detail));

    private static DelegationBase BaseOf(HttpContext context) => context.RequestServices.GetRequiredService<DelegationBase>();
}
