using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Principals;
using Shaken.Core.Principals.SigningIn;

namespace Shaken.Web.Operators.Principals;

/// <summary>What principals prove themselves by. A secret that is made here is shown in the answer and nowhere else.</summary>
internal static class CredentialEndpoints
{
    private const string Issuer = "Shaken";

    /// <summary><c>POST /operator/v1/principals/{id}/keys</c>: name, reason.</summary>
    public static Task AddKeyAsync(HttpContext context) => ShowAsync(context, uri: null, (giving, userId, body, request) =>
        giving.AddKeyAsync(userId, TextOf(body, "name"), request, context.RequestAborted));

    /// <summary><c>POST /operator/v1/principals/{id}/keys/{key}/remove</c></summary>
    public static Task RemoveKeyAsync(HttpContext context) => WriteAsync(context, (giving, userId, _, request) =>
        giving.RemoveKeyAsync(userId, context.GetRouteValue("key") as string ?? "", request, context.RequestAborted));

    /// <summary>
    /// <c>POST /operator/v1/principals/{id}/password</c>: reason, and perhaps password. Without one a random one is made.
    /// </summary>
    public static Task SetPasswordAsync(HttpContext context) => ShowAsync(context, uri: null, (giving, userId, body, request) =>
        giving.SetPasswordAsync(userId, TextOf(body, "password"), request, context.RequestAborted));

    /// <summary><c>POST /operator/v1/principals/{id}/second-factor</c>: a secret for an authenticator program.</summary>
    public static Task SetSecondFactorAsync(HttpContext context) => ShowAsync(context, UriOf, (giving, userId, _, request) =>
        giving.SetSecondFactorAsync(userId, request, context.RequestAborted));

    /// <summary><c>POST /operator/v1/principals/{id}/certificates</c>: sha256, name, reason.</summary>
    public static Task AddCertificateAsync(HttpContext context) => WriteAsync(context, (giving, userId, body, request) =>
        giving.AddCertificateAsync(userId, TextOf(body, "sha256"), TextOf(body, "name"), request, context.RequestAborted));

    /// <summary><c>POST /operator/v1/principals/{id}/certificates/{sha256}/remove</c></summary>
    public static Task RemoveCertificateAsync(HttpContext context) => WriteAsync(context, (giving, userId, _, request) =>
        giving.RemoveCertificateAsync(userId, context.GetRouteValue("sha256") as string ?? "", request, context.RequestAborted));

    /// <summary><c>POST /operator/v1/principals/{id}/public-keys</c>: jwk, name, reason.</summary>
    public static Task AddPublicKeyAsync(HttpContext context) => WriteAsync(context, async (giving, userId, body, request) =>
    {
        var failure = "jwk, a public key as JSON (RFC 7517), is needed";
        return body.TryGetProperty("jwk"u8, out var member) && JsonWebKey.TryParse(member, out var jwk, out failure)
            ? await giving.AddPublicKeyAsync(userId, jwk, TextOf(body, "name"), request, context.RequestAborted)
            : new PrincipalRefusal(PrincipalFailure.ProfileNotAllowed, failure);
    });

    /// <summary><c>POST /operator/v1/principals/{id}/public-keys/{thumbprint}/remove</c></summary>
    public static Task RemovePublicKeyAsync(HttpContext context) => WriteAsync(context, (giving, userId, _, request) =>
        giving.RemovePublicKeyAsync(
            userId, context.GetRouteValue("thumbprint") as string ?? "", request, context.RequestAborted));

    private static Task ShowAsync(
        HttpContext context, Func<ShownSecret, string>? uri,
        Func<GiveCredential, string, JsonElement, PrincipalRequest, ValueTask<Outcome<ShownSecret, PrincipalRefusal>>> give) =>
        PrincipalAccess.ChangeAsync(context, async (body, request) =>
        {
            var giving = context.RequestServices.GetRequiredService<GiveCredential>();
            var outcome = await give(giving, PrincipalAccess.UserIdOf(context), body, request);
            if (!outcome.TryGet(out var shown, out var refusal))
            {
                await PrincipalAccess.RefuseAsync(context, refusal);
                return;
            }

            context.Response.StatusCode = StatusCodes.Status201Created;
            var answer = new SecretAnswer(shown.Principal.UserId, shown.Id, shown.Secret.Reveal(), uri?.Invoke(shown));
            await context.Response.WriteAsJsonAsync(answer, PrincipalAnswersJson.Default.SecretAnswer);
        });

    private static Task WriteAsync(
        HttpContext context,
        Func<GiveCredential, string, JsonElement, PrincipalRequest, ValueTask<Outcome<Principal, PrincipalRefusal>>> change) =>
        PrincipalAccess.ChangeAsync(context, async (body, request) =>
        {
            var giving = context.RequestServices.GetRequiredService<GiveCredential>();
            await PrincipalAccess.WriteAsync(context, await change(giving, PrincipalAccess.UserIdOf(context), body, request));
        });

    // The form that authenticator programs read; the parameters are those that all of them take for granted.
    private static string UriOf(ShownSecret shown) =>
        $"otpauth://totp/{Issuer}:{Uri.EscapeDataString(shown.Principal.UserId)}?secret={shown.Secret.Reveal()}&issuer={Issuer}"
        + $"&digits={Totp.Digits}&period={Totp.Step.TotalSeconds:0}";

    private static string? TextOf(JsonElement body, string name) =>
        body.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;
}
