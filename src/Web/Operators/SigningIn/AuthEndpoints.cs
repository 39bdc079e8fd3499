using System.Globalization;
using System.Text.Json;
using Microsoft.Net.Http.Headers;
using Shaken.Core.Foundations;
using Shaken.Core.Principals.Sessions;
using Shaken.Core.Principals.SigningIn;
using Shaken.Web.Operators.Access;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Shared.Limiting;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.Operators.SigningIn;

/// <summary>
/// <c>POST /api/v1/auth/login</c>, <c>refresh</c> and <c>logout</c>, as clients of a policy administrator ask. Every member of an
/// answer is a string, those of a refusal too.
/// </summary>
internal static class AuthEndpoints
{
    // A user id, a password and their JSON; nobody is made to read or hash more.
    private const int MaxBodyOctets = 4096;

    private const string Success = "success";

    /// <summary><c>{"userId","password"}</c>, of an operator also <c>code</c>.</summary>
    public static async Task LoginAsync(HttpContext context)
    {
        using var body = await ReadBodyAsync(context);
        if (body is null) return;
        if (!body.RootElement.TryGetString("userId"u8, out var userId) || !body.RootElement.TryGetString("password"u8, out var password))
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "body-malformed", "userId and password, two strings, are needed");
            return;
        }

        body.RootElement.TryGetString("code"u8, out var code);
        var attempt = new SignInAttempt(
            userId, new SecretText(password), code, AddressesOf(context).Of(context), AddressesOf(context).KeyOf(context),
            RequestIdOf(context));
        var outcome = await context.RequestServices.GetRequiredService<SignInByPassword>().SignInAsync(attempt, context.RequestAborted);
        await AnswerAsync(context, outcome, "signed in");
    }

    /// <summary><c>{"refreshToken"}</c>. The token counts once.</summary>
    public static async Task RefreshAsync(HttpContext context)
    {
        using var body = await ReadBodyAsync(context);
        if (body is null) return;
        if (!body.RootElement.TryGetString("refreshToken"u8, out var token))
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "body-malformed", "refreshToken, a string, is needed");
            return;
        }

        var outcome = await context.RequestServices.GetRequiredService<RefreshSession>()
            .RefreshAsync(token, AddressesOf(context).Of(context), RequestIdOf(context), context.RequestAborted);
        await AnswerAsync(context, outcome, "refreshed");
    }

    /// <summary>Ends the session of the access token in Authorization, or of <c>{"refreshToken"}</c>.</summary>
    public static async Task LogoutAsync(HttpContext context)
    {
        using var body = await ReadBodyAsync(context);
        if (body is null) return;
        var token = body.RootElement.TryGetString("refreshToken"u8, out var refresh) ? refresh
            : context.Request.Headers.Authorization is [var only] ? AuthorizationText.TokenOf(only)
            : null;
        var ending = context.RequestServices.GetRequiredService<EndSession>();
        if (token is not null && await ending.SignOutAsync(token, AddressesOf(context).Of(context)?.ToString(), context.RequestAborted))
            await context.Response.WriteAsJsonAsync(new AuthDone(Success, "signed out"), AuthJson.Default.AuthDone);
        else
            await RefuseAsync(context, StatusCodes.Status401Unauthorized, "token-unknown", "no open session has this token");
    }

    private static async Task AnswerAsync(HttpContext context, Outcome<SessionTokens, SignInRefusal> outcome, string message)
    {
        SignInOutcomes.Tell(context, outcome, message);
        if (outcome.TryGet(out var tokens, out var refusal))
        {
            var answer = new AuthAnswer(
                Success, message, tokens.UserId, tokens.Access.Reveal(), Text(tokens.AccessEndsAt), tokens.Refresh.Reveal(),
                Text(tokens.EndsAt));
            await context.Response.WriteAsJsonAsync(answer, AuthJson.Default.AuthAnswer);
            return;
        }

        if (refusal.RetryAfter is { } pause) context.Response.Headers.RetryAfter = Answers.SecondsOf(pause);
        await RefuseAsync(context, SignInOutcomes.StatusOf(refusal.Failure), KebabCase.Of(refusal.Failure), refusal.Detail);
    }

    // Null: the refusal was written.
    private static async Task<JsonDocument?> ReadBodyAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (await BodyReader.ReadAsync(context.Request, MaxBodyOctets) is not { } body)
        {
            await RefuseAsync(
                context, StatusCodes.Status413PayloadTooLarge, "body-too-large", $"the body is longer than {MaxBodyOctets} octets");
            return null;
        }

        if (body.IsEmpty) return JsonDocument.Parse("{}");
        if (StrictJson.TryParseObject(body, MaxBodyOctets, out var json, out var failure)) return json;
        await RefuseAsync(context, StatusCodes.Status400BadRequest, "body-malformed", failure);
        return null;
    }

    private static Task RefuseAsync(HttpContext context, int status, string reason, string detail)
    {
        context.Response.StatusCode = status;
        if (status == StatusCodes.Status401Unauthorized) context.Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";
        var code = status.ToString(CultureInfo.InvariantCulture);
        return context.Response.WriteAsJsonAsync(
            new AuthFailure("failure", code, reason, detail, detail, detail), AuthJson.Default.AuthFailure);
    }

    private static ClientAddress AddressesOf(HttpContext context) => context.RequestServices.GetRequiredService<ClientAddress>();

    private static string RequestIdOf(HttpContext context) => context.RequestServices.GetRequiredService<RequestIds>().Of(context);

    private static string Text(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
