using Microsoft.Extensions.Options;
using Shaken.Core.Delegation.Presentations;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;
using Shaken.Web.Operators.Access;
using Shaken.Web.Shared.Limiting;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.Delegation.Presentations;

/// <summary>
/// Proofs of possession, from anybody: <c>GET /delegation/v1/presentations/nonce</c> and <c>POST /delegation/v1/presentations</c>. The
/// proof itself is the credential.
/// </summary>
internal static partial class PresentationEndpoints
{
    // The token, and the JSON around it.
    private const int MaxBodyOctets = Limits.PresentationOctets + 1024;

    /// <summary>A fresh nonce. It costs nothing until it is used.</summary>
    public static async Task NonceAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (!await AreTakenAsync(context)) return;
        var services = context.RequestServices;
        var nonce = services.GetRequiredKeyedService<StatelessNonces>(PresentationOptions.NoncePurpose).New();
        var expiresAt = services.GetRequiredService<TimeProvider>().GetUtcNow() + PresentationOptions.NonceLife;
        await context.Response.WriteAsJsonAsync(
            new PresentationNonceAnswer(nonce, expiresAt), PresentationAnswersJson.Default.PresentationNonceAnswer);
    }

    /// <summary><c>{"presentation":"header.payload.signature"}</c>; see <see cref="UntrustedPresentation"/>.</summary>
    public static async Task PresentAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (!await AreTakenAsync(context)) return;
        using var json = await CallerAccess.ReadBodyAsync(context, MaxBodyOctets);
        if (json is null) return;
        if (!json.RootElement.TryGetString("presentation"u8, out var token))
        {
            await RefuseAsync(context, new PresentationRefusal(PresentationFailure.Malformed, "presentation must be a compact JWS"));
            return;
        }

        var services = context.RequestServices;
        var address = services.GetRequiredService<ClientAddress>().Of(context)?.ToString();
        var outcome = await services.GetRequiredService<PresentNumbers>().PresentAsync(
            token, context.ClientKey(), address, context.RequestAborted);
        if (!outcome.TryGet(out var presentation, out var refusal))
        {
            await RefuseAsync(context, refusal);
            return;
        }

        var logger = LoggerOf(context);
        LogTaken(logger, presentation.Fingerprint, presentation.Customer, presentation.Until);
        context.Response.StatusCode = StatusCodes.Status201Created;
        await context.Response.WriteAsJsonAsync(
            PresentationAnswer.Of(presentation), PresentationAnswersJson.Default.PresentationAnswer);
    }

    private static async ValueTask<bool> AreTakenAsync(HttpContext context)
    {
        if (context.RequestServices.GetRequiredService<IOptions<PresentationSettings>>().Value.IsOn) return true;
        await context.Response.WriteProblemAsync(Problem.Of(
            StatusCodes.Status404NotFound, "presentations-not-taken",
            "this provider takes no presentations: its operator sets Delegation:Presentations:Audiences"));
        return false;
    }

    private static Task RefuseAsync(HttpContext context, PresentationRefusal refusal)
    {
        var logger = LoggerOf(context);
        if (context.IsRefusalToBeTold(KebabCase.Of(refusal.Failure))) LogRefused(logger, refusal.Failure);
        return context.Response.WriteProblemAsync(PresentationProblems.Of(refusal));
    }

    private static ILogger<PresentNumbers> LoggerOf(HttpContext context) =>
        context.RequestServices.GetRequiredService<ILogger<PresentNumbers>>();

    [LoggerMessage(EventId = 4340, Level = LogLevel.Information,
        Message = "The delegate certificate {Fingerprint} was presented for {Customer}; its numbers get A until {Until:u}")]
    private static partial void LogTaken(ILogger logger, string fingerprint, CustomerRef customer, DateTimeOffset until);

    [LoggerMessage(EventId = 4341, Level = LogLevel.Information, Message = "A presentation is not taken: {Reason}")]
    private static partial void LogRefused(ILogger logger, PresentationFailure reason);
}
