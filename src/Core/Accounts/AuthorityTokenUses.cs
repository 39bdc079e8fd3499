using Shaken.Core.Storage;

namespace Shaken.Core.Accounts;

/// <summary>How often a token may be shown.</summary>
public enum AuthorityTokenReuse
{
    /// <summary>For one order; a repeat on that order passes.</summary>
    OneOrder,

    /// <summary>By one account until exp, as RFC 9447 section 3.3 allows and some clients do.</summary>
    UntilExpiry,
}

/// <summary>Binds tokens to whoever showed them first.</summary>
public sealed class AuthorityTokenUses
{
    /// <summary>The table of used tokens; its records expire with them.</summary>
    public const string Table = "AuthorityTokens";

    private readonly OneTimeStore _used;
    private readonly AuthorityTokenReuse _reuse;

    public AuthorityTokenUses(IRecords records, AuthorityTokenReuse reuse) => (_used, _reuse) = (new OneTimeStore(records, Table), reuse);

    /// <summary>Binds the token's jti to an account and, unless it may be used again, to an order. False: it is bound to another.</summary>
    public ValueTask<bool> TryBindAsync(VerifiedAuthorityToken token, string account, string order, CancellationToken cancellationToken) => _used.TryRedeemAsync(
        token.Country.Value, token.Id, _reuse == AuthorityTokenReuse.OneOrder ? $"{account} {order}" : account, token.ExpiresAt, cancellationToken);
}
