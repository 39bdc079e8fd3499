using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.Tokens;

/// <summary>What a token is presented for.</summary>
/// <param name="IdentifierDer">The TNAuthList of the order's identifier, in DER.</param>
/// <param name="AccountKey">The key of the account that presents it.</param>
/// <param name="IsCa">
/// Whether a CA certificate is wanted; null while nobody knows yet (RFC 9448 section 6 compares it with the CSR).
/// </param>
public sealed record AuthorityTokenUse(ReadOnlyMemory<byte> IdentifierDer, JsonWebKey AccountKey, bool? IsCa)
{
    /// <summary>Who presents it; fetches are counted by it.</summary>
    public ClientKey Client { get; init; }
}

/// <summary>
/// A token that a pinned policy administrator signed, good for one account and one TNAuthList: only <see cref="AuthorityTokenVerifier"/>
/// makes one.
/// </summary>
public sealed record VerifiedAuthorityToken
{
    internal VerifiedAuthorityToken(
        TnAuthList authority, ReadOnlyMemory<byte> authorityDer, bool isCa, DateTimeOffset expiresAt, string id, CountryCode country)
    {
        Authority = authority;
        AuthorityDer = authorityDer;
        IsCa = isCa;
        ExpiresAt = expiresAt;
        Id = id;
        Country = country;
    }

    /// <summary>What its bearer has authority over.</summary>
    public TnAuthList Authority { get; }

    /// <summary>The same as the token encodes it.</summary>
    public ReadOnlyMemory<byte> AuthorityDer { get; }

    /// <summary>Good for a CA certificate, and then for no other.</summary>
    public bool IsCa { get; }

    /// <summary>exp: a profile may bound certificates by it.</summary>
    public DateTimeOffset ExpiresAt { get; }

    /// <summary>jti: no two tokens of one policy administrator share it.</summary>
    public string Id { get; }

    /// <summary>The country of the STI-PA whose root it leads to.</summary>
    public CountryCode Country { get; }

    /// <summary>What a verified token granted, from the record that was made of it then.</summary>
    internal static VerifiedAuthorityToken Restore(
        TnAuthList authority, ReadOnlyMemory<byte> authorityDer, bool isCa, DateTimeOffset expiresAt, string id, CountryCode country) =>
        new(authority, authorityDer, isCa, expiresAt, id, country);
}
