using System.Text.Json.Serialization;
using Shaken.Core.PolicyAdministrator.Tokens;

namespace Shaken.Web.PolicyAdministrator.Tokens;

/// <summary>A token as clients in the field read it: every member is a string, since one of them decodes into a map of strings.</summary>
/// <param name="Status"><c>success</c>.</param>
/// <param name="Token">The JWT.</param>
/// <param name="Crl">Where the CRL is.</param>
/// <param name="Iss">The issuer of the token's signer.</param>
internal sealed record TokenAnswer(string Status, string Message, string Token, string Crl, string Iss);

/// <summary>A token of the ledger, without its signature.</summary>
internal sealed record LedgerTokenAnswer(
    string Jti, string Account, string Tkvalue, bool Ca, string Fingerprint, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt,
    string IssuedTo, string? Address, DateTimeOffset? RevokedAt, string? RevokedFor)
{
    public static LedgerTokenAnswer Of(LedgerToken token) => new(
        token.Id, token.AccountId, token.Value, token.IsCa, token.Fingerprint, token.IssuedAt, token.ExpiresAt,
        token.IssuedTo.ToString(), token.Address, token.Revocation?.At, token.Revocation?.Reason);
}

/// <summary>A page of tokens; a cursor leads to the next.</summary>
internal sealed record TokensAnswer(IReadOnlyList<LedgerTokenAnswer> Tokens, string? Cursor);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TokenAnswer))]
[JsonSerializable(typeof(LedgerTokenAnswer))]
[JsonSerializable(typeof(TokensAnswer))]
internal sealed partial class TokenAnswersJson : JsonSerializerContext;
