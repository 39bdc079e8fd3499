using Shaken.Core.Issuing;
using Shaken.Core.Revocation;
using Shaken.Core.Storage;

namespace Shaken.Core.Acme;

/// <summary>
/// The operator suspends an account: it orders no more, and every certificate it has is revoked. Done again after a crash it completes what is left.
/// </summary>
public sealed class SuspendAccount
{
    private readonly AcmeAccounts _accounts;
    private readonly IssuedCertificates _issued;
    private readonly RevocationRegister _register;
    private readonly TimeProvider _time;

    public SuspendAccount(AcmeAccounts accounts, IssuedCertificates issued, RevocationRegister register, TimeProvider time) =>
        (_accounts, _issued, _register, _time) = (accounts, issued, register, time);

    /// <summary>Suspends.</summary>
    /// <returns>How many certificates were revoked just now; null where there is no such account.</returns>
    public async ValueTask<int?> SuspendAsync(string accountId, RevocationReason reason, CancellationToken cancellationToken)
    {
        // Closed first, so that nothing new is issued while its certificates are revoked.
        while (true)
        {
            if (await _accounts.FindAsync(accountId, cancellationToken) is not { } stored) return null;
            if (stored.Account.Status == AcmeAccountStatus.Revoked || await _accounts.TryReplaceAsync(stored.Account with { Status = AcmeAccountStatus.Revoked }, stored.ETag, cancellationToken)) break;
        }

        var revoked = 0;
        string? continuation = null;
        do
        {
            var page = await _issued.ListByAccountAsync(accountId, continuation, StorageLimits.Page, cancellationToken);
            foreach (var certificate in page.Certificates.Select(issued => issued.Chain[0]).Where(leaf => leaf.NotAfter > _time.GetUtcNow()))
            {
                if ((await _register.RevokeAsync(RevocationNotice.Of(certificate, reason, "operator"), cancellationToken)).IsSuccess) revoked++;
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);
        return revoked;
    }
}
