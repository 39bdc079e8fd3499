using System.Globalization;
using Shaken.Core.Authentication.Policies;
using Shaken.Web.Operators.Access;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.Authentication.Signing;

/// <summary>
/// <c>GET /operator/v1/tenants/{tenant}/evidence?cursor=&amp;count=</c>: why calls of a tenant get A. Customers first, then the number
/// table in the order of its numbers. What a delegate presents counts for one call and is not kept.
/// </summary>
internal static class EvidenceEndpoint
{
    public static Task ListAsync(HttpContext context) => CallerAccess.HandleAsync(context, CallerRule.Operators(), async _ =>
    {
        if (await SigningPolicyEndpoints.ReadTenantAsync(context) is not { } tenant) return;
        if (await Paging.ReadAsync(context) is not { } paging) return;
        var policies = SigningPolicyEndpoints.PoliciesOf(context);
        var stored = await policies.GetAsync(tenant, context.RequestAborted);
        if (!TryReadPlace(paging.Cursor, stored.Revision, out var start))
        {
            await context.Response.WriteProblemAsync(Problem.Of(
                StatusCodes.Status409Conflict, "revision-differs", "the policy was changed since the page before: begin without cursor"));
            return;
        }

        var now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        var customers = stored.Policy.Customers.Values.Where(customer => customer.Evidence is not null)
            .OrderBy(customer => customer.Name, StringComparer.Ordinal).ToList();
        var numbers = await policies.ReadNumbersAsync(stored, context.RequestAborted);
        var page = customers.Select(customer => EvidenceAnswer.Of(customer, now))
            .Concat(numbers.Rows.Select(row => EvidenceAnswer.Of(row, now))).Skip(start).Take(paging.Count).ToList();
        var end = start + page.Count;
        var cursor = end < customers.Count + numbers.Rows.Count ? CursorOf(stored, end) : null;
        await context.Response.WriteAsJsonAsync(
            new EvidencePageAnswer(stored.Revision, page, cursor), SigningAnswersJson.Default.EvidencePageAnswer);
    });

    private static string CursorOf(StoredSigningPolicy stored, int place) =>
        string.Create(CultureInfo.InvariantCulture, $"{stored.Revision}-{place}");

    private static bool TryReadPlace(string? cursor, long revision, out int place)
    {
        place = 0;
        return cursor is null
            || (cursor.Split('-') is [var of, var text]
                && of == revision.ToString(CultureInfo.InvariantCulture)
                && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out place));
    }
}
