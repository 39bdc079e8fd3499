using Shaken.Core.Authentication.Policies;
using Shaken.Core.Foundations;
using Shaken.Core.Principals;
using Shaken.Core.Tenants;
using Shaken.Web.Operators.Access;

namespace Shaken.Web.Authentication.Signing;

/// <summary>How the calls of a tenant are signed: <c>/operator/v1/tenants/{tenant}/signing-policy</c>.</summary>
internal static class SigningPolicyEndpoints
{
    internal static readonly CallerRule Managers = CallerRule.Operators(OperatorRole.Administrator, OperatorRole.Registrar);

    /// <summary>The policy in force; the default one, with revision 0, where none was set.</summary>
    public static Task GetAsync(HttpContext context) => CallerAccess.HandleAsync(context, CallerRule.Operators(), async _ =>
    {
        if (await ReadTenantAsync(context) is not { } tenant) return;
        await AnswerAsync(context, await PoliciesOf(context).GetAsync(tenant, context.RequestAborted));
    });

    /// <summary><c>{policy, revision, reason}</c> replaces the policy whole; the number table stays.</summary>
    public static Task PutAsync(HttpContext context) => CallerAccess.HandleAsync(context, Managers, async caller =>
    {
        if (await ReadTenantAsync(context) is not { } tenant) return;
        using var json = await CallerAccess.ReadBodyAsync(context, Limits.SigningPolicyOctets);
        if (json is null || await ActRequests.ReadAsync(context, caller, json.RootElement) is not { } act) return;
        if (await ActRequests.ReadRevisionAsync(context, json.RootElement) is not { } revision) return;
        var read = json.RootElement.TryGetProperty("policy"u8, out var member)
            ? SigningPolicyReader.Read(member)
            : "policy must be an object";
        if (!read.TryGet(out var policy, out var failure))
        {
            await SigningPolicyProblems.WriteAsync(context, new SigningPolicyRefusal(SigningPolicyFailure.PolicyNotAllowed, failure));
            return;
        }

        await AnswerAsync(context, await PoliciesOf(context).ChangeAsync(tenant, revision, policy, act, context.RequestAborted));
    });

    internal static async Task AnswerAsync(HttpContext context, Outcome<StoredSigningPolicy, SigningPolicyRefusal> outcome)
    {
        if (!outcome.TryGet(out var stored, out var refusal))
        {
            await SigningPolicyProblems.WriteAsync(context, refusal);
            return;
        }

        context.RequestServices.GetRequiredService<KeptSigningRules>().Forget(stored.Tenant);
        await context.Response.WriteAsJsonAsync(SigningPolicyAnswer.Of(stored), SigningAnswersJson.Default.SigningPolicyAnswer);
    }

    // Null: the refusal was written.
    internal static async Task<TenantId?> ReadTenantAsync(HttpContext context)
    {
        if (TenantId.TryParse(context.GetRouteValue("tenant") as string, out var id)
            && await context.RequestServices.GetRequiredService<TenantDirectory>().GetAsync(id, context.RequestAborted) is not null)
            return id;
        await SigningPolicyProblems.WriteAsync(
            context, new SigningPolicyRefusal(SigningPolicyFailure.TenantNotFound, "there is no tenant of this id"));
        return null;
    }

    internal static SigningPolicies PoliciesOf(HttpContext context) => context.RequestServices.GetRequiredService<SigningPolicies>();
}
