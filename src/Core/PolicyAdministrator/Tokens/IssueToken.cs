using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Numbering;
using Shaken.Core.Pki.Der;
using Shaken.Core.PolicyAdministrator.Accounts;
using Shaken.Core.Tokens;

namespace Shaken.Core.PolicyAdministrator.Tokens;

/// <summary>What tokens are issued by.</summary>
/// <param name="Country">Whose codes and numbers they are for: that of the administrator.</param>
/// <param name="Life">From issue to exp.</param>
public sealed record TokenPolicy(CountryCode Country, TimeSpan Life);

/// <summary>
/// Issues SPC tokens (RFC 9448): to an account that is open, for codes that are its own and numbers that the number table gives to them.
/// The account is read from its record each time, so that a suspension counts from the moment it is stored.
/// </summary>
public sealed class IssueToken
{
    /// <summary>Numbers that one token is good for; each is looked up.</summary>
    public const int MaxNumbers = 10_000;

    private const int IdOctets = 16;

    private readonly ProviderAccounts _accounts;
    private readonly TokenLedger _ledger;
    private readonly INumberDirectory _numbers;
    private readonly SpcTokenIssuer _issuer;
    private readonly TokenPolicy _policy;
    private readonly TimeProvider _time;
    private readonly IRandom _random;

    public IssueToken(
        ProviderAccounts accounts, TokenLedger ledger, INumberDirectory numbers, SpcTokenIssuer issuer, TokenPolicy policy,
        TimeProvider time, IRandom random) =>
        (_accounts, _ledger, _numbers, _issuer, _policy, _time, _random) = (accounts, ledger, numbers, issuer, policy, time, random);

    /// <summary>Issues a token. The same request again gives another one.</summary>
    /// <param name="issuedTo">Who asks, for the ledger.</param>
    /// <param name="address">From where; null: from no network.</param>
    public async ValueTask<Outcome<IssuedToken, TokenRefusal>> IssueAsync(
        string accountId, TokenRequest request, AuditParty issuedTo, string? address, CancellationToken cancellationToken)
    {
        if (await FindViolationInAccountAsync(accountId, request, cancellationToken) is { } violation) return violation;
        var now = _time.GetUtcNow();

        // exp counts whole seconds.
        var expiresAt = DateTimeOffset.FromUnixTimeSeconds((now + _policy.Life).ToUnixTimeSeconds());
        var entry = new LedgerToken(
            accountId, _random.NewText(IdOctets), request.Value, request.IsCa, request.Fingerprint, now, expiresAt, issuedTo, address,
            Revocation: null);
        var claims = new SpcTokenClaims(entry.Id, expiresAt, request.Type, request.Value, request.IsCa, request.Fingerprint);
        var jwt = await _issuer.SignAsync(claims, cancellationToken);
        await _ledger.AddAsync(entry, cancellationToken);

        // Who suspends an account revokes its tokens after that: either finds this one in the ledger, or is found here.
        return await FindViolationInAccountAsync(accountId, request, cancellationToken) is { } meanwhile
            ? meanwhile
            : new IssuedToken(entry, jwt);
    }

    private async ValueTask<TokenRefusal?> FindViolationInAccountAsync(
        string accountId, TokenRequest request, CancellationToken cancellationToken)
    {
        if (await _accounts.FindAsync(accountId, cancellationToken) is not { } account)
            return new TokenRefusal(TokenFailure.AccountNotFound, "there is no account of this id");
        if (!account.State.GetsTokens())
            return new TokenRefusal(TokenFailure.AccountNotOpen, $"the account is {KebabCase.Of(account.State)} and gets no tokens");
        if (request.IsCa && !account.Profile.MayDelegate)
        {
            return new TokenRefusal(
                TokenFailure.CaNotAllowed, "the account may not delegate; ask the administrator to allow it, or set ca to false");
        }

        foreach (var code in request.Authority.Codes)
        {
            if (!account.TokenProviders.Contains(new ProviderId(_policy.Country, code)))
                return new TokenRefusal(TokenFailure.CodeNotHeld, $"the account does not have the SPC {code}");
        }

        return await FindViolationInNumbersAsync(request.Authority, account, cancellationToken);
    }

    private async ValueTask<TokenRefusal?> FindViolationInNumbersAsync(
        TnAuthList authority, ProviderAccount account, CancellationToken cancellationToken)
    {
        if (CountOf(authority) > MaxNumbers)
            return new TokenRefusal(TokenFailure.TooManyNumbers, $"a token is good for at most {MaxNumbers} numbers; ask for several");
        foreach (var number in authority.Entries.SelectMany(NumbersOf))
        {
            // The table is asked for each number: within a block, some may have been ported away.
            var found = await _numbers.FindAsync(number, cancellationToken);
            if (found is not null && account.TokenProviders.Contains(found.Provider)) continue;
            return new TokenRefusal(TokenFailure.NumberNotHeld, $"the number table does not give {number} to a code of the account");
        }

        return null;
    }

    private static decimal CountOf(TnAuthList authority) => authority.Entries.Sum(entry => entry switch
    {
        NumberEntry => 1m,
        RangeEntry block => block.Range.Count,
        _ => 0m,
    });

    private static IEnumerable<TelephoneNumber> NumbersOf(TnAuthListEntry entry) => entry switch
    {
        NumberEntry one => [one.Number],
        RangeEntry block => block.Range.Numbers(),
        _ => [],
    };
}
