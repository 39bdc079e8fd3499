using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.CertificationAuthority.Issuing;
using Shaken.Core.Keys;

namespace Shaken.Core.Delegation.Ordering;

/// <summary>
/// The accounts of customers, as the issuing looks at them. What an order was granted must still be granted, by the same grants and as
/// long: a withdrawal looks for certificates by these.
/// </summary>
public sealed class CustomerAccounts(AcmeAccounts accounts, IAcmeEntitlement entitlement) : ISubscriberAccounts
{
    private const string Changed = "the grants of these numbers changed since the order was finalized; place another order";

    public async ValueTask<bool> HasKeyAsync(JsonWebKey key, CancellationToken cancellationToken) =>
        await accounts.FindByKeyAsync(key, cancellationToken) is not null;

    public async ValueTask<bool> IsSuspendedAsync(string accountId, CancellationToken cancellationToken) =>
        await accounts.FindAsync(accountId, cancellationToken) is { Account.Status: AcmeAccountStatus.Revoked };

    public async ValueTask<string?> FindLapseAsync(IssuanceOrder order, CancellationToken cancellationToken)
    {
        if (await accounts.FindAsync(order.AccountId, cancellationToken) is not { Account: var account }) return "the account is gone";
        var found = await entitlement.FindAsync(account, order.Authority.Authority, cancellationToken);
        if (!found.TryGet(out var now, out var problem)) return problem.Detail;
        return now.TokenExpiresAt >= order.Authority.ExpiresAt
            && CustomerEntitlement.GrantsIn(order.Authority.Id).All(grant => now.Grants?.Contains(grant) == true)
            ? null : Changed;
    }
}
