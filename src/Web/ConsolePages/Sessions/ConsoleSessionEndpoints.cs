using Shaken.Core.Foundations;
using Shaken.Core.Principals;
using Shaken.Core.Principals.Sessions;
using Shaken.Core.Principals.SigningIn;
using Shaken.Web.Operators.Access;
using Shaken.Web.Operators.SigningIn;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Shared.Limiting;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.ConsolePages.Sessions;

/// <summary>
/// The session of an operator's browser, <c>/console/v1/session</c>: the sessions of every client (the same password, second factor,
/// slowed guesses and audit log), with the tokens in cookies.
/// </summary>
internal static class ConsoleSessionEndpoints
{
    private const int MaxBodyOctets = 4096;

    /// <summary><c>POST /console/v1/session</c>: <c>{userId, password, code}</c> signs in.</summary>
    public static async Task SignInAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";

        // A form of another site cannot send this type: it could sign the browser in as somebody else.
        if (!context.Request.HasJsonContentType())
        {
            await RefuseAsync(context, Problem.Of(StatusCodes.Status400BadRequest, "body-malformed", "the body must be application/json"));
            return;
        }

        using var body = await CallerAccess.ReadBodyAsync(context, MaxBodyOctets);
        if (body is null) return;
        if (!body.RootElement.TryGetString("userId"u8, out var userId) || !body.RootElement.TryGetString("password"u8, out var password))
        {
            await context.Response.WriteProblemAsync(
                Problem.Of(StatusCodes.Status400BadRequest, "body-malformed", "userId and password, two strings, are needed"));
            return;
        }

        body.RootElement.TryGetString("code"u8, out var code);
        var services = context.RequestServices;
        var addresses = services.GetRequiredService<ClientAddress>();
        var attempt = new SignInAttempt(
            userId, new SecretText(password), code, addresses.Of(context), addresses.KeyOf(context),
            services.GetRequiredService<RequestIds>().Of(context));
        var outcome = await services.GetRequiredService<SignInByPassword>().SignInAsync(attempt, context.RequestAborted);
        await AnswerAsync(context, outcome, "signed in");
    }

    /// <summary><c>GET /console/v1/session</c>: whose session the cookie is.</summary>
    public static async Task GetAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (SessionCookies.FindAccess(context) is { } token && await FindOperatorAsync(context, token) is { } principal)
            await WriteAsync(context, principal, token);
        else await RefuseAsync(context, SignedOut);
    }

    /// <summary><c>POST /console/v1/session/refresh</c>: the next tokens, for the refresh token in the cookie.</summary>
    public static async Task RefreshAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (SessionCookies.FindRefresh(context) is not { } token)
        {
            await RefuseAsync(context, SignedOut);
            return;
        }

        var services = context.RequestServices;
        var outcome = await services.GetRequiredService<RefreshSession>().RefreshAsync(
            token, services.GetRequiredService<ClientAddress>().Of(context), services.GetRequiredService<RequestIds>().Of(context),
            context.RequestAborted);
        await AnswerAsync(context, outcome, "refreshed");
    }

    /// <summary><c>POST /console/v1/session/end</c>: signs out.</summary>
    public static async Task EndAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        var services = context.RequestServices;
        if (SessionCookies.FindRefresh(context) is { } token)
        {
            var address = services.GetRequiredService<ClientAddress>().Of(context)?.ToString();
            await services.GetRequiredService<EndSession>().SignOutAsync(token, address, context.RequestAborted);
        }

        SessionCookies.Clear(context);
        await context.Response.WriteStatusAsync(StatusCodes.Status200OK, "signed out");
    }

    private static Problem SignedOut { get; } =
        Problem.Of(StatusCodes.Status401Unauthorized, "signed-out", "nobody is signed in, or the session is over; sign in");

    private static async Task AnswerAsync(HttpContext context, Outcome<SessionTokens, SignInRefusal> outcome, string message)
    {
        SignInOutcomes.Tell(context, outcome, message);
        if (!outcome.TryGet(out var tokens, out var refusal))
        {
            // The session of the cookies is over. A wrong password says nothing of it.
            if (refusal.Failure is SignInFailure.TokenUnknown or SignInFailure.TokenReplayed) SessionCookies.Clear(context);
            var status = SignInOutcomes.StatusOf(refusal.Failure);
            await RefuseAsync(
                context, Problem.Of(status, KebabCase.Of(refusal.Failure), refusal.Detail) with { RetryAfter = refusal.RetryAfter });
            return;
        }

        var access = tokens.Access.Reveal();
        if (await FindOperatorAsync(context, access) is not { } principal)
        {
            await context.RequestServices.GetRequiredService<EndSession>().SignOutAsync(access, address: null, context.RequestAborted);
            await RefuseAsync(context, Problem.Of(
                StatusCodes.Status403Forbidden, "caller-not-allowed", "the console is for operators; this user is none"));
            return;
        }

        SessionCookies.Set(context, tokens);
        await WriteAsync(context, principal, access);
    }

    private static async ValueTask<Principal?> FindOperatorAsync(HttpContext context, string accessToken) =>
        await context.RequestServices.GetRequiredService<OpenSessions>().FindAsync(accessToken, context.RequestAborted)
            is { Kind: PrincipalKind.Operator } principal ? principal : null;

    private static Task WriteAsync(HttpContext context, Principal principal, string accessToken)
    {
        var deployment = context.RequestServices.GetRequiredService<DeployedRoles>();
        return context.Response.WriteAsJsonAsync(
            ConsoleSessionAnswer.Of(principal, accessToken, deployment), ConsoleSessionJson.Default.ConsoleSessionAnswer);
    }

    private static Task RefuseAsync(HttpContext context, Problem problem) => context.Response.WriteProblemAsync(problem);
}
