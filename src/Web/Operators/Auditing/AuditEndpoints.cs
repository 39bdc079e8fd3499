using System.Globalization;
using System.Text;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Principals;
using Shaken.Web.Operators.Access;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.Operators.Auditing;

/// <summary>
/// The audit log for those who may read it: by page, as CSV, and checked. The query narrows it down: <c>from</c> and <c>until</c> (RFC
/// 3339, by when it was recorded), <c>actor</c> and <c>subject</c> as <c>operator:alice</c>.
/// </summary>
internal static class AuditEndpoints
{
    private const int HashLength = 64;

    private static readonly CallerRule Readers =
        CallerRule.Operators(OperatorRole.Auditor, OperatorRole.Administrator, OperatorRole.Governance);

    /// <summary><c>GET /operator/v1/audit</c></summary>
    public static Task ListAsync(HttpContext context) => FilterAsync(context, async (log, filter) =>
    {
        if (await Paging.ReadAsync(context) is not { } paging) return;
        var page = await log.ListAsync(filter, paging.Cursor, paging.Count, context.RequestAborted);
        var answer = new AuditListAnswer([.. page.Entries.Select(AuditLine.Of)], page.Cursor);
        await context.Response.WriteAsJsonAsync(answer, AuditAnswersJson.Default.AuditListAnswer);
    });

    /// <summary><c>GET /operator/v1/audit/export</c></summary>
    public static Task ExportAsync(HttpContext context) => FilterAsync(context, async (log, filter) =>
    {
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = "attachment; filename=\"audit.csv\"";
        if (HttpMethods.IsHead(context.Request.Method)) return;
        await using var writer =
            new StreamWriter(context.Response.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        await AuditCsv.WriteAsync(log, filter, writer, context.RequestAborted);
    });

    /// <summary><c>GET /operator/v1/audit/verify</c>, with <c>number</c> and <c>hash</c> of an entry that was kept elsewhere.</summary>
    public static Task VerifyAsync(HttpContext context) => CallerAccess.HandleAsync(context, Readers, async _ =>
    {
        if (!TryReadAnchor(context.Request.Query, out var anchor))
        {
            await RefuseAsync(context, "number and hash come together: an entry's number, and its hash of 64 hexadecimal digits");
            return;
        }

        var found = await context.RequestServices.GetRequiredService<AuditLog>().VerifyAsync(anchor, context.RequestAborted);
        await context.Response.WriteAsJsonAsync(AuditVerifyAnswer.Of(found), AuditAnswersJson.Default.AuditVerifyAnswer);
    });

    private static Task FilterAsync(HttpContext context, Func<AuditLog, AuditFilter, Task> answer) =>
        CallerAccess.HandleAsync(context, Readers, _ =>
            ReadFilter(context.Request.Query).TryGet(out var filter, out var failure)
                ? answer(context.RequestServices.GetRequiredService<AuditLog>(), filter)
                : RefuseAsync(context, failure));

    private static Outcome<AuditFilter, string> ReadFilter(IQueryCollection query)
    {
        DateTimeOffset? from = null;
        DateTimeOffset? until = null;
        AuditParty? actor = null;
        AuditParty? subject = null;
        return TextOf(query, "from") is { } fromText && !Rfc3339.TryParse(fromText, out from)
            ? "from must be a date and time as 2026-11-30T00:00:00Z"
            : TextOf(query, "until") is { } untilText && !Rfc3339.TryParse(untilText, out until)
                ? "until must be a date and time as 2026-11-30T00:00:00Z"
            : TextOf(query, "actor") is { } actorText && !AuditParty.TryParse(actorText, out actor)
                ? "actor must be a kind and a name, as operator:alice"
            : TextOf(query, "subject") is { } subjectText && !AuditParty.TryParse(subjectText, out subject)
                ? "subject must be a kind and a name, as account:one"
            : new AuditFilter(from, until, actor, subject);
    }

    private static bool TryReadAnchor(IQueryCollection query, out AuditAnchor? anchor)
    {
        anchor = null;
        var (number, hash) = (TextOf(query, "number"), TextOf(query, "hash"));
        if (number is null && hash is null) return true;
        if (!long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) || parsed < 1) return false;
        if (hash is not { Length: HashLength } || !hash.All(char.IsAsciiHexDigit)) return false;
        anchor = new AuditAnchor(parsed, hash.ToLowerInvariant());
        return true;
    }

    private static string? TextOf(IQueryCollection query, string name) => query[name] is [{ Length: > 0 } text] ? text : null;

    private static Task RefuseAsync(HttpContext context, string detail) =>
        context.Response.WriteProblemAsync(Problem.Of(StatusCodes.Status400BadRequest, "query-malformed", detail));
}
