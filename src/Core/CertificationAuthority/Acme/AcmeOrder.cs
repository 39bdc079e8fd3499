using System.Text.Json.Serialization;
using Shaken.Core.Storage;

namespace Shaken.Core.CertificationAuthority.Acme;

/// <summary>The states of an order (RFC 8555 section 7.1.6).</summary>
public enum AcmeOrderStatus
{
    /// <summary>The authorization is still to be had.</summary>
    Pending,

    /// <summary>Authorized: it takes a CSR.</summary>
    Ready,

    /// <summary>It has its CSR, and the certificate is being made.</summary>
    Processing,

    /// <summary>The certificate is there.</summary>
    Valid,

    /// <summary>It failed, or took too long.</summary>
    Invalid,
}

/// <summary>The states of an authorization and, where they have the same name, of its challenge (RFC 8555 section 7.1.6).</summary>
public enum AcmeAuthorizationStatus
{
    /// <summary>The challenge waits for a token.</summary>
    Pending,

    /// <summary>The token was good.</summary>
    Valid,

    /// <summary>The token was not.</summary>
    Invalid,

    /// <summary>The account gave it up.</summary>
    Deactivated,

    /// <summary>Its time is over.</summary>
    Expired,
}

/// <summary>
/// An order with its one TNAuthList, and so with its one authorization and one challenge: a single record, so that a single ETag guards
/// every step. Constraints of claims stand beside the list, and are authorized by the same fact.
/// </summary>
/// <param name="Id">Part of the URLs of order, authorization, challenge and certificate.</param>
/// <param name="Authority">DER of the TNAuthList that the identifier stands for.</param>
/// <param name="NotBefore">The wish of the client; null: none.</param>
/// <param name="NotAfter">The wish of the client; null: none.</param>
/// <param name="Csr">DER, from finalize on.</param>
/// <param name="CertificateUrl">x5u of the certificate at the STI-CR, once it is there.</param>
/// <param name="Error">Why it is invalid.</param>
/// <param name="Constraints">JWTClaimConstraints that the client asks for; null: none.</param>
/// <param name="Profile">The name of a profile; null: none.</param>
/// <param name="Replaces">The certificate that it replaces, as renewal information calls it; null: none.</param>
public sealed record AcmeOrder(
    string Id,
    string AccountId,
    AcmeIdentifier Identifier,
    byte[] Authority,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? NotBefore,
    DateTimeOffset? NotAfter,
    AcmeOrderStatus Status,
    AcmeAuthorization Authorization,
    byte[]? Csr = null,
    string? CertificateUrl = null,
    AcmeFault? Error = null,
    AcmeIdentifier? Constraints = null,
    string? Profile = null,
    string? Replaces = null)
{
    /// <summary>The status now: what was not finished in time is invalid.</summary>
    public AcmeOrderStatus StatusAt(DateTimeOffset now) =>
        Status is AcmeOrderStatus.Pending or AcmeOrderStatus.Ready && ExpiresAt <= now ? AcmeOrderStatus.Invalid : Status;

    /// <summary>The same with a status of the authorization that ends the order.</summary>
    internal AcmeOrder Failed(AcmeAuthorizationStatus authorization, AcmeFault? error) =>
        this with
        {
            Status = AcmeOrderStatus.Invalid,
            Error = error,
            Authorization = Authorization with { Status = authorization, Error = error },
        };
}

/// <summary>The authorization of an order.</summary>
/// <param name="Token">The challenge's own, random.</param>
/// <param name="Grant">What the authority token said, once it was good.</param>
public sealed record AcmeAuthorization(
    AcmeAuthorizationStatus Status, DateTimeOffset ExpiresAt, string Token, DateTimeOffset? ValidatedAt =
        null, AcmeGrant? Grant = null, AcmeFault? Error = null)
{
    /// <summary>The status now.</summary>
    public AcmeAuthorizationStatus StatusAt(DateTimeOffset now) =>
        ExpiresAt > now ? Status
        : Status == AcmeAuthorizationStatus.Pending ? AcmeAuthorizationStatus.Invalid
        : Status == AcmeAuthorizationStatus.Valid ? AcmeAuthorizationStatus.Expired
        : Status;

    /// <summary>The challenge has no states of its own beyond pending, valid and invalid.</summary>
    [JsonIgnore]
    public AcmeAuthorizationStatus ChallengeStatus =>
        Status is AcmeAuthorizationStatus.Pending or AcmeAuthorizationStatus.Valid ? Status
        : Grant is not null ? AcmeAuthorizationStatus.Valid
        : AcmeAuthorizationStatus.Invalid;
}

/// <summary>What an authority token granted, or what the server itself found the account entitled to.</summary>
/// <param name="IsCa">A certificate that is a CA itself.</param>
/// <param name="TokenExpiresAt">exp of the token; the end of the entitlement.</param>
/// <param name="TokenId">jti; of an entitlement, the text of <paramref name="Grants"/>.</param>
/// <param name="Country">ISO 3166-1 code of the STI-PA that signed it; the country of who entitles.</param>
/// <param name="Grants">The grants that an entitlement rests on, in ordinal order; null: a token.</param>
/// <param name="LentBy">The provider whose numbers they are, as <c>US/1234</c>; null: a token.</param>
public sealed record AcmeGrant(
    bool IsCa, DateTimeOffset TokenExpiresAt, string TokenId, string Country, IReadOnlyList<string>? Grants = null,
    string? LentBy = null);

/// <summary>An error that stays with an order or a challenge.</summary>
public sealed record AcmeFault(AcmeError Error, string Detail)
{
    public static AcmeFault Of(AcmeProblem problem) => new(problem.Error, problem.Detail);
}

/// <summary>An order as it lies in the store.</summary>
public sealed record StoredOrder(AcmeOrder Order, ETag ETag);
