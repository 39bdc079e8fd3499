using Shaken.Core.Authentication;
using Shaken.Core.Foundations;
using Shaken.Core.Verification;
using Shaken.Web.Shared.Limiting;
using Shaken.Web.Shared.Stir;

namespace Shaken.Web.Authentication;

/// <summary><c>POST /stir/v1/signing</c>: signs a call of the caller's tenant (ATIS-1000082, 3GPP TS 24.229 Annex V).</summary>
internal static partial class SigningEndpoint
{
    public static async Task SignAsync(HttpContext context)
    {
        if (await TenantAccess.FindAsync(context) is not { } tenant) return;
        using var body = await StirBody.ReadAsync(context, tenant.Dialect);
        if (body is null) return;
        if (!SigningRequest.Read(body.RootElement).TryGet(out var order, out var fault))
        {
            await StirAnswers.RefuseAsync(context, fault, tenant.Dialect);
            return;
        }

        var outcome = await context.RequestServices.GetRequiredService<SignCall>().SignAsync(tenant, order.Call, context.RequestAborted);
        if (outcome.TryGet(out var signed, out var refusal))
        {
            await StirAnswers.WriteAsync(context, StatusCodes.Status200OK, (signed, order.Id, tenant.Dialect), SigningAnswer.Write);
            return;
        }

        var (logger, name) = (context.RequestServices.GetRequiredService<ILogger<SignCall>>(), tenant.Id.Value);
        if (context.IsRefusalToBeTold(KebabCase.Of(refusal.Reason))) LogRefused(logger, name, refusal.Reason);
        await StirAnswers.RefuseAsync(context, SigningFaults.Of(refusal), tenant.Dialect);
    }

    [LoggerMessage(EventId = 4262, Level = LogLevel.Information, Message = "A call of the tenant {Tenant} is not signed: {Reason}")]
    private static partial void LogRefused(ILogger logger, string tenant, SigningFailure reason);
}

/// <summary>The one table from a refusal of the signing policy to the wire.</summary>
internal static class SigningFaults
{
    public static StirFault Of(SigningRefusal refusal)
    {
        var (error, variable) = refusal.Reason switch
        {
            SigningFailure.TenantClosed or SigningFailure.CertificateOfAnother => (StirError.NotAllowed, KebabCase.Of(refusal.Reason)),
            SigningFailure.AttestNotAllowed => (StirError.NotAllowed, "attest"),
            SigningFailure.OrigIdNotAllowed => (StirError.NotAllowed, "origid"),
            SigningFailure.OrigNotAllowed => (StirError.NotAllowed, "orig"),
            SigningFailure.TypeNotAllowed => (StirError.NotAllowed, "ppt"),
            SigningFailure.Stale => (StirError.ParameterInvalid, "iat"),
            SigningFailure.ClaimInvalid => (StirError.ParameterInvalid, "claims"),

            // Renewal may have it in force in a moment, and another instance may have it now.
            SigningFailure.NoCertificate => (StirError.Unavailable, "certificate"),
        };
        var fault = new StirFault(error, variable, refusal.Detail);
        return error == StirError.Unavailable ? fault with { RetryAfter = TimeSpan.FromSeconds(1) } : fault;
    }
}
