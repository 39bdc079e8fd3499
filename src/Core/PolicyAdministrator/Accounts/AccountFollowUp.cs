using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.PolicyAdministrator.Notices;
using Shaken.Core.Storage;

namespace Shaken.Core.PolicyAdministrator.Accounts;

/// <summary>
/// Tells of changes: the audit log and the CAs. A change that was stored and not told of, because its instance ended, is told of by
/// the next change of the account, and otherwise by <see cref="SweepAsync"/>.
/// </summary>
public sealed class AccountFollowUp
{
    private const string Table = "pa-account-changes";

    // An account whose row is there and which itself is not: it is about to be made, or a crash came before it was.
    private static readonly TimeSpan GraceOfNew = TimeSpan.FromHours(1);

    private readonly ProviderAccounts _accounts;
    private readonly AuditLog _audit;
    private readonly NoticeLog _notices;
    private readonly ChangesUnderWay _underWay;

    public AccountFollowUp(
        ProviderAccounts accounts, AuditLog audit, NoticeLog notices, IRecords records, TimeProvider time, IRandom random) =>
        (_accounts, _audit, _notices, _underWay) = (accounts, audit, notices, new ChangesUnderWay(records, Table, time, random));

    /// <summary>Tells of all changes that an instance left untold. Safe on many instances at once, and to be repeated.</summary>
    /// <returns>How many changes were told of.</returns>
    public async ValueTask<int> SweepAsync(CancellationToken cancellationToken)
    {
        var told = 0;
        await _underWay.SweepAsync(
            async (id, age, token) =>
            {
                if (await _accounts.FindStoredAsync(id, token) is not { } stored) return age >= GraceOfNew;

                // Written again, the account makes a change fail that is still under way: that one begins anew, with a row of its own.
                if (stored.Pending is null) return await _accounts.TryTouchAsync(stored, token);
                await TellAsync(stored, token);
                told++;
                return true;
            },
            cancellationToken);
        return told;
    }

    internal ValueTask<ChangeUnderWay> BeginAsync(string id, CancellationToken cancellationToken) =>
        _underWay.BeginAsync(id, cancellationToken);

    internal ValueTask EndAsync(ChangeUnderWay change, CancellationToken cancellationToken) =>
        _underWay.EndAsync(change, cancellationToken);

    /// <summary>Tells of an account's last change. Many may do so at once: each part is told once.</summary>
    internal async ValueTask TellAsync(StoredProviderAccount stored, CancellationToken cancellationToken)
    {
        if (stored.Pending is not { } pending) return;
        await _audit.AppendAsync(pending.Act, cancellationToken);
        foreach (var notice in pending.Notices) await _notices.AppendAsync(notice, cancellationToken);

        // A lost race is another's who told the same, and perhaps changed the account since.
        await _accounts.TryReplaceAsync(stored.Account, stored.Marks, pending: null, stored.ETag, cancellationToken);
    }
}
