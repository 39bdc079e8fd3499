using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Shaken.Core.Foundations;
using Shaken.Core.PolicyAdministrator.Bypass;
using Shaken.Core.Principals;
using Shaken.Web.Operators.Access;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.PolicyAdministrator.Bypass;

/// <summary>A token just issued. Every member is a string.</summary>
/// <param name="Token">The JWT, for the SIP header <c>P-Identity-Bypass</c>.</param>
internal sealed record BypassIssuedAnswer(string Status, string Token, string Jti, string Provider, string Expires);

/// <summary>A token that was revoked. Every member is a string.</summary>
internal sealed record BypassRevokedAnswer(string Status, string Jti, string RevokedAt);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BypassIssuedAnswer))]
[JsonSerializable(typeof(BypassRevokedAnswer))]
internal sealed partial class BypassAnswersJson : JsonSerializerContext;

/// <summary>Bypass tokens: issued and revoked by the account's users and by registrars, looked up by anybody.</summary>
internal static class BypassEndpoints
{
    private const int MaxBodyOctets = 16 * 1024;
    private const int UsualMinutes = 24 * 60;
    private static readonly TimeSpan LongestKept = TimeSpan.FromHours(1);

    /// <summary><c>POST /api/v1/account/{id}/bypass-tokens</c>: <c>{"provider":"US/1234","minutes"?,"reason"}</c>.</summary>
    public static Task IssueAsync(HttpContext context) => HandleAsync(context, async (caller, tokens) =>
    {
        using var json = await CallerAccess.ReadBodyAsync(context, MaxBodyOctets);
        if (json is null || await ActRequests.ReadAsync(context, caller, json.RootElement) is not { } act) return;
        if (!json.RootElement.TryGetString("provider"u8, out var text) || !ProviderId.TryParse(text, out var provider))
        {
            await RefuseAsync(context,
                new BypassRefusal(BypassFailure.CodeNotHeld, "provider must be a country and a code, such as US/1234"));
            return;
        }

        if (MinutesIn(json.RootElement) is not { } minutes)
        {
            await RefuseAsync(context,
                new BypassRefusal(BypassFailure.LifeNotAllowed, $"minutes must be a whole number from 1 to {UsualMinutes}"));
            return;
        }

        var outcome = await tokens.IssueAsync(IdOf(context), provider, TimeSpan.FromMinutes(minutes), act, context.RequestAborted);
        if (!outcome.TryGet(out var issued, out var refusal))
        {
            await RefuseAsync(context, refusal);
            return;
        }

        var claims = issued.Entry.Claims;
        context.Response.StatusCode = StatusCodes.Status201Created;
        var answer = new BypassIssuedAnswer("success", issued.Jwt, claims.Id, claims.Provider.ToString(), TextOf(claims.ExpiresAt));
        await context.Response.WriteAsJsonAsync(answer, BypassAnswersJson.Default.BypassIssuedAnswer);
    });

    /// <summary><c>POST /api/v1/account/{id}/bypass-tokens/{jti}/revoke</c>: <c>{"reason"}</c>.</summary>
    public static Task RevokeAsync(HttpContext context) => HandleAsync(context, async (caller, tokens) =>
    {
        using var json = await CallerAccess.ReadBodyAsync(context, MaxBodyOctets);
        if (json is null || await ActRequests.ReadAsync(context, caller, json.RootElement) is not { } act) return;
        var outcome = await tokens.RevokeAsync(IdOf(context), JtiOf(context), act, context.RequestAborted);
        if (outcome.TryGet(out var revoked, out var refusal))
        {
            var answer = new BypassRevokedAnswer("success", revoked.Claims.Id, TextOf(revoked.RevokedAt!.Value));
            await context.Response.WriteAsJsonAsync(answer, BypassAnswersJson.Default.BypassRevokedAnswer);
        }
        else await RefuseAsync(context, refusal);
    });

    /// <summary>
    /// <c>GET /bypass-token/{jti}</c>, for anybody: 204 where the token counts, else 404; kept for an hour, never beyond its exp.
    /// </summary>
    public static async Task FindAsync(HttpContext context)
    {
        var end = context.RequestServices.GetService<BypassTokens>() is { } tokens
            ? await tokens.FindEndAsync(JtiOf(context), context.RequestAborted) : null;
        var now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        var kept = end is { } ends && ends - now < LongestKept ? ends - now : LongestKept;
        var seconds = ((long)kept.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        if (end is null)
        {
            var unknown = Problem.Of(StatusCodes.Status404NotFound, "bypass-token-unknown", "no bypass token of this id counts");
            await context.Response.WriteProblemAsync(unknown, $"public, max-age={seconds}");
            return;
        }

        context.Response.Headers.CacheControl = $"public, max-age={seconds}";
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static Task HandleAsync(HttpContext context, Func<Caller, BypassTokens, Task> answer) =>
        CallerAccess.HandleAsync(context, CallerRule.AccountOf(IdOf(context), OperatorRole.Registrar), async caller =>
        {
            if (context.RequestServices.GetService<BypassTokens>() is { } tokens) await answer(caller, tokens);
            else
            {
                await context.Response.WriteProblemAsync(Problem.Of(
                    StatusCodes.Status404NotFound, "bypass-tokens-unknown",
                    "this STI-PA issues no bypass tokens: its operator sets Pa:Bypass"));
            }
        });

    // Null: it is no whole number, or out of bounds.
    private static int? MinutesIn(JsonElement body)
    {
        if (!body.TryGetProperty("minutes"u8, out var member)) return UsualMinutes;
        return member.ValueKind == JsonValueKind.Number && member.TryGetInt32(out var minutes) && minutes is >= 1 and <= UsualMinutes
            ? minutes : null;
    }

    private static Task RefuseAsync(HttpContext context, BypassRefusal refusal) => context.Response.WriteProblemAsync(
        Problem.Of(StatusOf(refusal.Failure), KebabCase.Of(refusal.Failure), refusal.Detail));

    private static int StatusOf(BypassFailure failure) => failure switch
    {
        BypassFailure.AccountNotFound => StatusCodes.Status404NotFound,
        BypassFailure.AccountNotOpen => StatusCodes.Status403Forbidden,
        BypassFailure.CodeNotHeld => StatusCodes.Status403Forbidden,
        BypassFailure.LifeNotAllowed => StatusCodes.Status400BadRequest,
        BypassFailure.NotFound => StatusCodes.Status404NotFound,
        BypassFailure.Revoked => StatusCodes.Status409Conflict,
    };

    private static string TextOf(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string IdOf(HttpContext context) => context.GetRouteValue("id") as string ?? "";

    private static string JtiOf(HttpContext context) => context.GetRouteValue("jti") as string ?? "";
}
