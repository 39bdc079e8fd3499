using Shaken.Core.CertificationAuthority.Issuing;
using Shaken.Core.Keys;

namespace Shaken.Core.CertificationAuthority.Acme;

/// <summary>
/// Everybody who gets certificates here, as the issuing looks at them: ACME accounts, and subscribers of the manual flow.
/// </summary>
public sealed class AcmeSubscribers(AcmeAccounts accounts, ManualSubscribers manual) : ISubscriberAccounts
{
    public async ValueTask<bool> HasKeyAsync(JsonWebKey key, CancellationToken cancellationToken) =>
        await accounts.FindByKeyAsync(key, cancellationToken) is not null;

    public async ValueTask<bool> IsSuspendedAsync(string accountId, CancellationToken cancellationToken) =>
        ManualSubscribers.IsId(accountId)
        ? await manual.IsSuspendedAsync(accountId, cancellationToken)
        : await accounts.FindAsync(accountId, cancellationToken) is { Account.Status: AcmeAccountStatus.Revoked };
}
