using Shaken.Core.Certificates;
using Shaken.Core.Foundations;

namespace Shaken.Core.Accounts;

/// <summary>What a token by a pinned STI-PA grants: only <see cref="AuthorityTokenVerifier"/> makes one, and whoever kept its word restores it.</summary>
public sealed class VerifiedAuthorityToken
{
    internal VerifiedAuthorityToken(TnAuthList authority, ReadOnlyMemory<byte> authorityDer, bool isCa, DateTimeOffset expiresAt, string id, CountryCode country) =>
        (Authority, AuthorityDer, IsCa, ExpiresAt, Id, Country) = (authority, authorityDer, isCa, expiresAt, id, country);

    /// <summary>What a certificate may be for.</summary>
    public TnAuthList Authority { get; }

    /// <summary>The same in DER, as the order has it.</summary>
    public ReadOnlyMemory<byte> AuthorityDer { get; }

    /// <summary>Whether the certificate is to be a CA itself (RFC 9448 section 5.4).</summary>
    public bool IsCa { get; }

    public DateTimeOffset ExpiresAt { get; }

    /// <summary>jti.</summary>
    public string Id { get; }

    /// <summary>The country of the STI-PA that signed it: with the SPC it says which provider this is.</summary>
    public CountryCode Country { get; }

    /// <summary>What a verified token granted, from the record that was made of it then.</summary>
    internal static VerifiedAuthorityToken Restore(TnAuthList authority, ReadOnlyMemory<byte> authorityDer, bool isCa, DateTimeOffset expiresAt, string id, CountryCode country) =>
        new(authority, authorityDer, isCa, expiresAt, id, country);
}
