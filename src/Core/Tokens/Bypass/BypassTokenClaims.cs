using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Shaken.Core.Foundations;

namespace Shaken.Core.Tokens.Bypass;

/// <summary>
/// What a bypass token says: calls of this provider need no Identity header for a while, because its signing service is down. It is
/// carried in the SIP header <c>P-Identity-Bypass</c>.
/// </summary>
/// <param name="Issuer">iss: the policy administrator.</param>
/// <param name="Provider">sub: country and code, as US/1234.</param>
/// <param name="IssuedAt">iat.</param>
/// <param name="ExpiresAt">exp: at most <see cref="LongestLife"/> after iat.</param>
/// <param name="Id">jti.</param>
public sealed record BypassTokenClaims(
    string Issuer, ProviderId Provider, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt, string Id)
{
    /// <summary>From iat to exp.</summary>
    public static readonly TimeSpan LongestLife = TimeSpan.FromHours(24);

    /// <summary>Characters of iss.</summary>
    public const int MaxIssuer = 200;

    private const int MaxId = 64;

    // What other documents of a policy administrator carry: one must never pass for another.
    private static readonly string[] ForeignClaims = ["atc", "trustList", "cpsMapping", "registry", "countries", "sequence", "passports"];

    /// <summary>Whether a text can be the id of a token: 1 to 64 of <c>A-Z a-z 0-9 - _</c>.</summary>
    public static bool IsId([NotNullWhen(true)] string? text) =>
        text is { Length: >= 1 and <= MaxId } && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');

    /// <summary>Reads a payload. Parsed but not verified.</summary>
    /// <param name="failure">Which rule was broken, in words.</param>
    public static bool TryRead(
        ReadOnlyMemory<byte> payload, [NotNullWhen(true)] out BypassTokenClaims? claims, [NotNullWhen(false)] out string? failure)
    {
        claims = null;
        if (!StrictJson.TryParseObject(payload, Limits.BypassTokenOctets, out var json, out failure)) return false;
        using (json)
        {
            failure = Read(json.RootElement, out claims);
            return failure is null && claims is not null;
        }
    }

    private static string? Read(JsonElement root, out BypassTokenClaims? claims)
    {
        claims = null;
        if (Array.Find(ForeignClaims, claim => root.TryGetProperty(claim, out _)) is { } foreign)
            return $"the token holds {foreign}: it is a document of another kind";
        if (!root.TryGetString("iss"u8, out var issuer) || !PlainText.IsPlain(issuer, MaxIssuer))
            return $"iss is no plain text of 1 to {MaxIssuer} characters";
        if (!root.TryGetString("sub"u8, out var subject) || !ProviderId.TryParse(subject, out var provider))
            return "sub is no provider such as US/1234";
        if (!root.TryGetNumericDate("iat"u8, out var issuedAt)) return "iat is no NumericDate";
        if (!root.TryGetNumericDate("exp"u8, out var expiresAt)) return "exp is no NumericDate";
        if (!root.TryGetString("jti"u8, out var id) || !IsId(id)) return $"jti is no text of 1 to {MaxId} of A-Z a-z 0-9 - _";
        if (expiresAt <= issuedAt || expiresAt - issuedAt > LongestLife)
            return $"exp is not within {LongestLife.TotalHours:0} hours after iat";
        claims = new BypassTokenClaims(issuer, provider, issuedAt, expiresAt, id);
        return null;
    }
}
