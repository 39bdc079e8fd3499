using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.CertificationAuthority.Issuing;
using Shaken.Core.Delegation.Grants;
using Shaken.Core.Keys;

namespace Shaken.Core.Delegation.Ordering;

/// <summary>
/// The accounts of customers, as the issuing looks at them. Numbers must still be granted, and by the grants that the order rests on: a
/// withdrawal looks for certificates by these.
/// </summary>
public sealed class CustomerAccounts : ISubscriberAccounts
{
    private const string Changed = "a grant of these numbers ended or was withdrawn since the order was finalized; place another order";

    private readonly AcmeAccounts _accounts;
    private readonly CustomerEntitlement _entitlement;
    private readonly NumberGrants _grants;
    private readonly TimeProvider _time;

    public CustomerAccounts(AcmeAccounts accounts, CustomerEntitlement entitlement, NumberGrants grants, TimeProvider time) =>
        (_accounts, _entitlement, _grants, _time) = (accounts, entitlement, grants, time);

    public async ValueTask<bool> HasKeyAsync(JsonWebKey key, CancellationToken cancellationToken) =>
        await _accounts.FindByKeyAsync(key, cancellationToken) is not null;

    public async ValueTask<bool> IsSuspendedAsync(string accountId, CancellationToken cancellationToken) =>
        await _accounts.FindAsync(accountId, cancellationToken) is { Account.Status: AcmeAccountStatus.Revoked };

    public async ValueTask<string?> FindLapseAsync(IssuanceOrder order, CancellationToken cancellationToken)
    {
        if (await _accounts.FindAsync(order.AccountId, cancellationToken) is not { Account: var account }) return "the account is gone";
        var found = await _entitlement.FindAsync(account, order.Authority.Authority, cancellationToken);
        if (!found.TryGet(out _, out var problem)) return problem.Detail;
        foreach (var text in CustomerEntitlement.GrantsIn(order.Authority.Id))
        {
            if (!GrantId.TryParse(text, out var id) || await _grants.FindAsync(id, cancellationToken) is not { } grant
                || !grant.IsInForceAt(_time.GetUtcNow()))
                return Changed;
        }

        return null;
    }
}
