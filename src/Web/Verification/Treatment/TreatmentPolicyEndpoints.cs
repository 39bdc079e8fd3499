using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Principals;
using Shaken.Core.Tenants;
using Shaken.Core.Verification.Treatment;
using Shaken.Web.Operators.Access;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.Verification.Treatment;

/// <summary>What happens to a tenant's verified calls: read and changed by operators.</summary>
internal static class TreatmentPolicyEndpoints
{
    private const int MaxBodyOctets = 192 * 1024;

    private static readonly CallerRule Managers = CallerRule.Operators(OperatorRole.Administrator, OperatorRole.Registrar);

    /// <summary><c>GET /operator/v1/tenants/{tenant}/treatment-policy</c></summary>
    public static Task GetAsync(HttpContext context) => CallerAccess.HandleAsync(context, CallerRule.Operators(), async _ =>
    {
        if (TryReadId(context, out var tenant))
            await AnswerAsync(context, tenant, await PoliciesOf(context).GetAsync(tenant, context.RequestAborted));
        else await RefuseAsync(context, NoTenant);
    });

    /// <summary>
    /// <c>PUT /operator/v1/tenants/{tenant}/treatment-policy</c>: <c>{policy: {profile, rules}, revision, reason}</c> puts a policy in the
    /// place of the one before, on every instance within seconds.
    /// </summary>
    public static Task PutAsync(HttpContext context) => CallerAccess.HandleAsync(context, Managers, async caller =>
    {
        using var body = await CallerAccess.ReadBodyAsync(context, MaxBodyOctets);
        if (body is null || await ActRequests.ReadAsync(context, caller, body.RootElement) is not { } act) return;
        if (await ActRequests.ReadRevisionAsync(context, body.RootElement) is not { } revision) return;
        if (!TryReadId(context, out var tenant)) await RefuseAsync(context, NoTenant);
        else if (!ReadPolicy(body.RootElement).TryGet(out var policy, out var refusal)) await RefuseAsync(context, refusal);
        else
        {
            var outcome = await PoliciesOf(context).ChangeAsync(tenant, revision, policy, act, context.RequestAborted);
            await AnswerAsync(context, tenant, outcome);
        }
    });

    /// <summary><c>GET /operator/v1/treatment-profiles</c>: what holds where a policy says nothing.</summary>
    public static Task ListProfilesAsync(HttpContext context) => CallerAccess.HandleAsync(context, CallerRule.Operators(), _ =>
    {
        var profiles = Enum.GetValues<TreatmentProfile>()
            .Select(profile => TreatmentRuleDocument.Of(TreatmentProfiles.RuleOf(profile))).ToList();
        return context.Response.WriteAsJsonAsync(
            new TreatmentProfilesAnswer(profiles), TreatmentAnswersJson.Default.TreatmentProfilesAnswer);
    });

    private static TreatmentRefusal NoTenant { get; } = new(TreatmentFailure.TenantNotFound, "there is no tenant of this id");

    private static Outcome<TreatmentPolicyDocument, TreatmentRefusal> ReadPolicy(JsonElement body)
    {
        try
        {
            if (body.TryGetProperty("policy"u8, out var member)
                && member.Deserialize(TreatmentAnswersJson.Default.TreatmentPolicyDocument) is { } document)
                return document;
        }
        catch (JsonException exception)
        {
            var path = PlainText.Show(exception.Path ?? "$");
            return new TreatmentRefusal(
                TreatmentFailure.PolicyNotAllowed, $"policy has a member that is unknown or of the wrong type, at {path}");
        }

        return new TreatmentRefusal(TreatmentFailure.PolicyNotAllowed, "policy must be an object with profile and rules");
    }

    private static async Task AnswerAsync(
        HttpContext context, TenantId tenant, Outcome<KeptTreatmentPolicy, TreatmentRefusal> outcome)
    {
        if (outcome.TryGet(out var kept, out var refusal))
        {
            await context.Response.WriteAsJsonAsync(
                TreatmentPolicyAnswer.Of(tenant.Value, kept), TreatmentAnswersJson.Default.TreatmentPolicyAnswer);
        }
        else await RefuseAsync(context, refusal);
    }

    private static Task RefuseAsync(HttpContext context, TreatmentRefusal refusal)
    {
        var status = refusal.Failure switch
        {
            TreatmentFailure.PolicyNotAllowed => StatusCodes.Status400BadRequest,
            TreatmentFailure.TenantNotFound => StatusCodes.Status404NotFound,
            TreatmentFailure.RevisionDiffers => StatusCodes.Status409Conflict,
        };
        return context.Response.WriteProblemAsync(Problem.Of(status, KebabCase.Of(refusal.Failure), refusal.Detail));
    }

    private static bool TryReadId(HttpContext context, [NotNullWhen(true)] out TenantId? id) =>
        TenantId.TryParse(context.GetRouteValue("tenant") as string, out id);

    private static TreatmentPolicies PoliciesOf(HttpContext context) => context.RequestServices.GetRequiredService<TreatmentPolicies>();
}
