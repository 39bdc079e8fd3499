using Shaken.Core.CertificationAuthority.Issuing;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Storage;

namespace Shaken.Core.CertificationAuthority.Acme;

/// <summary>
/// The operator suspends a subscriber, by its ACME account or by its id in the manual flow: it gets nothing more, and every certificate it
/// has is revoked. Done again after a crash it completes what is left.
/// </summary>
public sealed class SuspendAccount
{
    private readonly AcmeAccounts _accounts;
    private readonly ManualSubscribers _subscribers;
    private readonly IssuedCertificates _issued;
    private readonly RevokeIssued _revoke;
    private readonly TimeProvider _time;

    public SuspendAccount(AcmeAccounts accounts, ManualSubscribers subscribers, IssuedCertificates issued, RevokeIssued revoke,
        TimeProvider time) =>
        (_accounts, _subscribers, _issued, _revoke, _time) = (accounts, subscribers, issued, revoke, time);

    /// <summary>Suspends.</summary>
    /// <param name="id">Of an ACME account, or of <see cref="ManualSubscribers"/>.</param>
    /// <param name="by">Who wanted it, for the register.</param>
    /// <returns>How many certificates were revoked just now; null where there is no such account.</returns>
    public async ValueTask<int?> SuspendAsync(string id, RevocationReason reason, string by, CancellationToken cancellationToken)
    {
        // Closed first, so that nothing new is issued while its certificates are revoked.
        if (ManualSubscribers.IsId(id)) await _subscribers.SuspendAsync(id, cancellationToken);
        else if (!await TryCloseAsync(id, cancellationToken)) return null;

        var revoked = 0;
        string? continuation = null;
        do
        {
            var page = await _issued.ListByAccountAsync(id, continuation, StorageLimits.Page, cancellationToken);
            var now = _time.GetUtcNow();
            foreach (var issued in page.Certificates.Where(issued => issued.Certificate.NotAfter > now))
            {
                if ((await _revoke.RevokeAsync(issued.Certificate, reason, by, cancellationToken)).IsSuccess) revoked++;
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);
        return revoked;
    }

    // False: there is no such account.
    private async ValueTask<bool> TryCloseAsync(string id, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < StorageLimits.ConditionalTries; attempt++)
        {
            // Kept, or the account would expire and its key could be registered anew.
            if (await _accounts.KeepAsync(id, cancellationToken) is not { } stored) return false;
            if (stored.Account.Status == AcmeAccountStatus.Revoked) return true;
            var closed = stored.Account with { Status = AcmeAccountStatus.Revoked };
            if (await _accounts.TryReplaceAsync(closed, stored.ETag, cancellationToken)) return true;
        }

        throw StorageException.OfContention("An account");
    }
}
