using System.Text.Json.Serialization;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;
using Shaken.Core.Tokens.Bypass;

namespace Shaken.Core.PolicyAdministrator.Bypass;

/// <summary>A bypass token as the ledger knows it: everything but its signature.</summary>
/// <param name="AccountId">The account that it was issued to.</param>
/// <param name="RevokedAt">Null: it was not revoked.</param>
public sealed record LedgerBypassToken(BypassTokenClaims Claims, string AccountId, DateTimeOffset? RevokedAt);

/// <summary>A token just issued.</summary>
public sealed record IssuedBypassToken(LedgerBypassToken Entry, string Jwt);

/// <summary>Why no bypass token is issued or revoked.</summary>
/// <param name="Failure">Which of the closed set.</param>
/// <param name="Detail">Which rule was broken, and what to do.</param>
public sealed record BypassRefusal(BypassFailure Failure, string Detail);

/// <summary>The closed set of reasons.</summary>
public enum BypassFailure
{
    /// <summary>There is no account of this id.</summary>
    AccountNotFound,

    /// <summary>The account's state gets no tokens.</summary>
    AccountNotOpen,

    /// <summary>The code is not the account's.</summary>
    CodeNotHeld,

    /// <summary>The lifetime is not positive, or too long.</summary>
    LifeNotAllowed,

    /// <summary>The account has no token of this id.</summary>
    NotFound,

    /// <summary>The request was carried out before, and its token was revoked since.</summary>
    Revoked,
}

/// <summary>A token as it is stored.</summary>
internal sealed record BypassTokenDocument(
    string Issuer, string Provider, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt, string Id, string AccountId,
    DateTimeOffset? RevokedAt)
{
    public static BypassTokenDocument Of(LedgerBypassToken token) => new(
        token.Claims.Issuer, token.Claims.Provider.ToString(), token.Claims.IssuedAt, token.Claims.ExpiresAt, token.Claims.Id,
        token.AccountId, token.RevokedAt);

    public LedgerBypassToken ToToken() => ProviderId.TryParse(Provider, out var provider)
        ? new LedgerBypassToken(new BypassTokenClaims(Issuer, provider, IssuedAt, ExpiresAt, Id), AccountId, RevokedAt)
        : throw new StorageException($"The bypass token {Id} cannot be read.");
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AuditedRowDocument<BypassTokenDocument>), TypeInfoPropertyName = "Token")]
internal sealed partial class BypassJson : JsonSerializerContext;
