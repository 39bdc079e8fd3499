using Microsoft.Playwright;
using Shaken.Core.Principals.SigningIn;

namespace Shaken.Console.Tests.Support;

/// <summary>An operator with a password and a second factor, who has signed in once.</summary>
public sealed record Operator(string UserId, string Password, string Secret, IReadOnlyList<Cookie> Cookies)
{
    private static readonly string[] AllRoles = ["administrator", "registrar", "auditor", "governance"];

#pragma warning disable RS0030 // The tests' own clock is that of the lab.
    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();
#pragma warning restore RS0030

    /// <summary>What an authenticator shows now. A code counts once.</summary>
    public static string CodeOf(string secret) =>
        Totp.TryCodeOf(secret, Now, out var code) ? code : throw new ArgumentException("The secret is no base32.", nameof(secret));

    /// <param name="userId">Tells the roles.</param>
    public static async Task<Operator> MakeAsync(OperatorRest deployment, string userId)
    {
        var (password, secret) = await MakeOnlyAsync(deployment, userId);
        var cookies = await deployment.SignInAsync(userId, password, CodeOf(secret));
        return new Operator(userId, password, secret, [.. cookies.Select(cookie => Parse(cookie, deployment.Origin))]);
    }

    /// <summary>Makes it without signing in.</summary>
    public static async Task<(string Password, string Secret)> MakeOnlyAsync(OperatorRest deployment, string userId)
    {
        var named = userId.Split('-').Intersect(AllRoles).ToArray();
        var roles = named.Length > 0 ? named : AllRoles;
        await deployment.SendAsync(HttpMethod.Post, "/operator/v1/principals", new { userId, kind = "operator", roles, reason = "test" });
        var password = await SecretAsync("password");
        return (password, await SecretAsync("second-factor"));

        async Task<string> SecretAsync(string what) =>
            (await deployment.SendAsync(HttpMethod.Post, $"/operator/v1/principals/{userId}/{what}", new { reason = "test" }))
            .GetProperty("secret").GetString()!;
    }

    private static Cookie Parse(string header, string origin)
    {
        var pair = header.Split(';')[0];
        var cut = pair.IndexOf('=', StringComparison.Ordinal);
        return new Cookie
        {
            Name = pair[..cut],
            Value = pair[(cut + 1)..],
            Url = origin,
            Secure = true,
            HttpOnly = true,
            SameSite = SameSiteAttribute.Strict,
        };
    }
}
