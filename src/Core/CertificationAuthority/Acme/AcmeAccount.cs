using Shaken.Core.Keys;
using Shaken.Core.Storage;

namespace Shaken.Core.CertificationAuthority.Acme;

/// <summary>The states of an account (RFC 8555 section 7.1.6).</summary>
public enum AcmeAccountStatus
{
    /// <summary>It may order.</summary>
    Valid,

    /// <summary>Its holder closed it.</summary>
    Deactivated,

    /// <summary>The CA suspended it, and its certificates with it.</summary>
    Revoked,
}

/// <summary>Who orders certificates: known by a key, and by what the operator knows of it.</summary>
/// <param name="Id">Part of the account's URL.</param>
/// <param name="Key">The key that signs its requests.</param>
/// <param name="Contacts">mailto URLs.</param>
/// <param name="TermsAgreed">Whether it agreed to the terms of service.</param>
/// <param name="ExternalKeyId">The operator's key it was bound by; null: none.</param>
/// <param name="ExternalBinding">The binding as the client sent it, a JSON text.</param>
/// <param name="KeptUntil">When it goes unless an order of it is finalized before; null: it stays.</param>
/// <param name="Organization">The legal name behind that key, for the subject of certificates; null: not known.</param>
/// <param name="Customer">The id of the customer behind that key, at a server that lends numbers; null: none.</param>
public sealed record AcmeAccount(
    string Id, JsonWebKey Key, AcmeAccountStatus Status, IReadOnlyList<string> Contacts, bool TermsAgreed, string? ExternalKeyId,
    string? ExternalBinding, string? Organization,
    DateTimeOffset CreatedAt, DateTimeOffset? KeptUntil = null, string? Customer = null)
{
    /// <summary>In words for a problem document, or null where the account may act.</summary>
    public string? Obstacle => Status switch
    {
        AcmeAccountStatus.Valid => null,
        AcmeAccountStatus.Deactivated => "the account is deactivated",
        AcmeAccountStatus.Revoked => "the account is suspended",
    };
}

/// <summary>An account as it lies in the store.</summary>
public sealed record StoredAccount(AcmeAccount Account, ETag ETag);

/// <summary>Some accounts and where to go on; a null continuation is the end.</summary>
public sealed record AccountPage(IReadOnlyList<AcmeAccount> Accounts, string? Continuation);
