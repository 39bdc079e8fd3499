using Shaken.Core.Tenants;
using Shaken.Core.Verification;
using Shaken.Core.Verification.Treatment;
using Shaken.Core.Verification.Verdicts;
using Shaken.Web.Shared.Limiting;
using Shaken.Web.Shared.Stir;

namespace Shaken.Web.Verification;

/// <summary>
/// <c>POST /stir/v1/verification</c>: verifies a call for the caller's tenant, in the form of ATIS-1000082, of 3GPP TS 24.229 Annex V or of
/// TransNexus. Only a request that is broken itself is refused; a call that nobody vouches for is an answer. A request without an Identity
/// header, as Oracle's heartbeat is, is one too.
/// </summary>
internal static class VerificationEndpoint
{
    public static async Task VerifyAsync(HttpContext context)
    {
        if (await TenantAccess.FindAsync(context) is not { } tenant) return;
        using var body = await StirBody.ReadAsync(context, tenant.Dialect);
        if (body is null) return;
        if (!VerificationRequest.Read(body.RootElement).TryGet(out var request, out var fault))
        {
            await StirAnswers.RefuseAsync(context, fault, tenant.Dialect);
            return;
        }

        var rules = RulesOf(context, tenant, request);
        var order = new VerificationOrder(tenant, request.Call, request.DialectName, context.ClientKey())
        {
            Trunk = request.Trunk, Customer = request.Customer, BypassToken = request.BypassToken,
        };
        var call = await context.RequestServices.GetRequiredService<VerifyCall>().VerifyAsync(order, rules, context.RequestAborted);

        // Not before the CPS was asked: what it holds vouches for the call, and left there it would vouch for the next one.
        if (rules.RequireIdentity && call is { Verdict.Headers.Count: 0, Treatment.Bypass: not BypassResult.Accepted })
        {
            await StirAnswers.RefuseAsync(context, StirFault.Missing(request.IdentityMember), tenant.Dialect);
            return;
        }

        await StirAnswers.WriteAsync(context, StatusCodes.Status200OK, (call, request, tenant), VerificationAnswer.Write);
    }

    // The deployment's rules, with the codes that the client reads. ATIS-1000082 refuses a time of the call that is stale.
    private static VerificationRules RulesOf(HttpContext context, Tenant tenant, VerificationRequest request)
    {
        var rules = context.RequestServices.GetRequiredService<VerificationRules>();
        var is3Gpp = tenant.Dialect == RestDialect.ThreeGpp
            || (tenant.Dialect == RestDialect.Both && request.Dialect == VerificationDialect.ThreeGpp);
        return rules with
        {
            Dialect = is3Gpp ? CodeDialect.Rfc8224 : CodeDialect.Atis,
            RefusesStaleDate = rules.RefusesStaleDate || request.Dialect == VerificationDialect.Atis,
        };
    }
}
