using Shaken.Core.Foundations;
using Shaken.Web.Operators.Access;

namespace Shaken.Web.Authentication.Signing;

/// <summary>
/// The number table of a tenant's signing policy: <c>/operator/v1/tenants/{tenant}/signing-numbers</c>, CSV of at most
/// <see cref="Limits.AssignedNumbersOctets"/> octets, sent with its Content-Length.
/// </summary>
internal static class SigningNumbersEndpoints
{
    private const string MediaType = "text/csv; charset=utf-8";

    /// <summary>The table as it was imported; empty where there is none.</summary>
    public static Task GetAsync(HttpContext context) => CallerAccess.HandleAsync(context, SigningPolicyEndpoints.Managers, async _ =>
    {
        if (await SigningPolicyEndpoints.ReadTenantAsync(context) is not { } tenant) return;
        var policies = SigningPolicyEndpoints.PoliciesOf(context);
        var csv = await policies.GetNumbersAsync(await policies.GetAsync(tenant, context.RequestAborted), context.RequestAborted);
        context.Response.ContentType = MediaType;
        context.Response.ContentLength = csv.Length;
        if (HttpMethods.IsGet(context.Request.Method)) await context.Response.Body.WriteAsync(csv, context.RequestAborted);
    });

    /// <summary>
    /// With <c>?revision=</c>, that of the policy, and <c>&amp;reason=</c>: replaces the table whole. A table with a line that cannot be
    /// taken changes nothing, and the answer names the lines.
    /// </summary>
    public static Task PutAsync(HttpContext context) => CallerAccess.HandleAsync(context, SigningPolicyEndpoints.Managers, async caller =>
    {
        if (await SigningPolicyEndpoints.ReadTenantAsync(context) is not { } tenant) return;
        if (await ActRequests.OfAsync(context, caller, context.Request.Query["reason"].ToString()) is not { } act) return;
        if (await ActRequests.ReadRevisionAsync(context) is not { } revision) return;
        if (await CallerAccess.ReadOctetsAsync(context, Limits.AssignedNumbersOctets) is not { } csv) return;
        var policies = SigningPolicyEndpoints.PoliciesOf(context);
        await SigningPolicyEndpoints.AnswerAsync(context, await policies.ImportAsync(tenant, revision, csv, act, context.RequestAborted));
    });
}
