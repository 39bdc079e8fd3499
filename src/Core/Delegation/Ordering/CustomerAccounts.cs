using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.CertificationAuthority.Issuing;
using Shaken.Core.Keys;

namespace Shaken.Core.Delegation.Ordering;

/// <summary>The accounts of customers, as the issuing looks at them.</summary>
public sealed class CustomerAccounts(AcmeAccounts accounts, CustomerEntitlement entitlement) : ISubscriberAccounts
{
    public async ValueTask<bool> HasKeyAsync(JsonWebKey key, CancellationToken cancellationToken) =>
        await accounts.FindByKeyAsync(key, cancellationToken) is not null;

    public async ValueTask<bool> IsSuspendedAsync(string accountId, CancellationToken cancellationToken) =>
        await accounts.FindAsync(accountId, cancellationToken) is { Account.Status: AcmeAccountStatus.Revoked };

    public async ValueTask<string?> FindLapseAsync(IssuanceOrder order, CancellationToken cancellationToken) =>
        await accounts.FindAsync(order.AccountId, cancellationToken) is { Account: var account }
            ? await entitlement.FindLapseAsync(
                account, order.Authority.Authority, CustomerEntitlement.GrantsIn(order.Authority.Id), cancellationToken)
            : "the account is gone";
}
