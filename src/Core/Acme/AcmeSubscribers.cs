using Shaken.Core.Issuing;
using Shaken.Core.Signing;

namespace Shaken.Core.Acme;

/// <summary>The accounts of this server, as the issuing looks at them.</summary>
public sealed class AcmeSubscribers(AcmeAccounts accounts) : ISubscriberAccounts
{
    public async ValueTask<bool> HasKeyAsync(JsonWebKey key, CancellationToken cancellationToken) => await accounts.FindByKeyAsync(key, cancellationToken) is not null;

    public async ValueTask<bool> IsSuspendedAsync(string accountId, CancellationToken cancellationToken) =>
        await accounts.FindAsync(accountId, cancellationToken) is { Account.Status: AcmeAccountStatus.Revoked };
}
