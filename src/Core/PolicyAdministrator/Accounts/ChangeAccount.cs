using System.Text;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.PolicyAdministrator.Accounts;

/// <summary>
/// Makes accounts and changes them. A change is answered when it is stored, stands in the audit log, and the CAs have been given
/// notice.
/// </summary>
/// <remarks>
/// A code belongs to one account: before a change by which an account comes to hold a code, it claims the code. A claim may be taken
/// over while its account does not hold the code; the taker first writes that account again, so that a change of it that is
/// under way fails and finds the claim gone. Suspension counts from the moment the account is stored: tokens are refused by the
/// account's own record.
/// </remarks>
public sealed class ChangeAccount
{
    // Retries that come later than so many other changes find another revision instead.
    private const int RememberedRequests = 8;

    private readonly ProviderAccounts _accounts;
    private readonly AccountFollowUp _followUp;
    private readonly AccountCodes _codes;
    private readonly TimeProvider _time;

    public ChangeAccount(ProviderAccounts accounts, AccountFollowUp followUp, IRecords records, TimeProvider time) =>
        (_accounts, _followUp, _codes, _time) = (accounts, followUp, new AccountCodes(records), time);

    /// <summary>Makes an account in the state <see cref="AccountState.Applied"/>.</summary>
    /// <param name="id">See <see cref="ProviderAccount.IsId"/>. The same request again gives the account it made.</param>
    public async ValueTask<Outcome<ProviderAccount, AccountRefusal>> ApplyAsync(
        string id, AccountProfile profile, ActRequest act, CancellationToken cancellationToken)
    {
        if (!ProviderAccount.IsId(id))
            return new AccountRefusal(AccountFailure.ProfileNotAllowed, "an account's id must have 1 to 64 of A-Z a-z 0-9 - _");
        var mark = MarkOf(act, "apply", profile);
        if (await _accounts.FindStoredAsync(id, cancellationToken) is { } present)
            return await OfRetryAsync(present, mark, cancellationToken);
        var now = _time.GetUtcNow();
        var account = new ProviderAccount(id, profile, AccountState.Applied, Revision: 1, now, now);
        var pending = PendingChange.Of(before: null, account, act, "account-applied");
        var underWay = await _followUp.BeginAsync(id, cancellationToken);
        if (await _accounts.TryAddAsync(account, [mark], pending, cancellationToken) is { } version)
        {
            // It is stored: from here on a caller that leaves ends nothing.
            await _followUp.TellAsync(new StoredProviderAccount(account, pending, [mark], version), CancellationToken.None);
            await _followUp.EndAsync(underWay, CancellationToken.None);
            return account;
        }

        await _followUp.EndAsync(underWay, cancellationToken);
        return await _accounts.FindStoredAsync(id, cancellationToken) is { } quicker
            ? await OfRetryAsync(quicker, mark, cancellationToken)
            : throw new StorageException($"The account {id} is gone.");
    }

    /// <summary>Replaces what is known of a provider.</summary>
    /// <param name="revision">The revision that the caller read.</param>
    public ValueTask<Outcome<ProviderAccount, AccountRefusal>> AmendAsync(
        string id, long revision, AccountProfile profile, ActRequest act, CancellationToken cancellationToken) =>
        ChangeAsync(id, revision, act, "account-amended", MarkOf(act, "amend", profile), account =>
            account.State == AccountState.Closed
                ? new AccountRefusal(AccountFailure.Closed, "the account is closed; open another")
                : account with { Profile = profile },
            cancellationToken);

    /// <summary>Moves an account to another state.</summary>
    /// <param name="revision">The revision that the caller read.</param>
    public ValueTask<Outcome<ProviderAccount, AccountRefusal>> MoveAsync(
        string id, long revision, AccountState state, ActRequest act, CancellationToken cancellationToken) =>
        ChangeAsync(id, revision, act, $"account-{KebabCase.Of(state)}", act.MarkOf(Encoding.UTF8.GetBytes($"move {state}")), account =>
            AccountStates.After(account.State).Contains(state)
                ? account with { State = state }
                : new AccountRefusal(AccountFailure.MoveNotLegal, MoveNotLegal(account.State, state)),
            cancellationToken);

    private async ValueTask<Outcome<ProviderAccount, AccountRefusal>> ChangeAsync(
        string id, long revision, ActRequest act, string action, string mark,
        Func<ProviderAccount, Outcome<ProviderAccount, AccountRefusal>> change, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < StorageLimits.ConditionalTries; attempt++)
        {
            if (await _accounts.FindStoredAsync(id, cancellationToken) is not { } stored)
                return new AccountRefusal(AccountFailure.NotFound, $"there is no account {Shown(id)}");
            if (stored.Pending is not null)
            {
                // What came before is told first, so that the log has changes in their order.
                await _followUp.TellAsync(stored, cancellationToken);
                continue;
            }

            var before = stored.Account;
            if (stored.Marks.Contains(mark, StringComparer.Ordinal)) return before;
            if (before.Revision != revision)
                return new AccountRefusal(AccountFailure.RevisionDiffers, $"the account has revision {before.Revision}; read it again");
            if (!change(before).TryGet(out var changed, out var refusal)) return refusal;
            foreach (var provider in changed.HeldProviders.Except(before.HeldProviders))
            {
                if (await ClaimAsync(provider, id, cancellationToken) is { } taken) return taken;
            }

            var now = _time.GetUtcNow();
            var after = changed with { Revision = before.Revision + 1, ChangedAt = now > before.ChangedAt ? now : before.ChangedAt };
            IReadOnlyList<string> marks = [.. stored.Marks.TakeLast(RememberedRequests - 1), mark];
            var pending = PendingChange.Of(before, after, act, action);
            var underWay = await _followUp.BeginAsync(id, cancellationToken);
            if (await _accounts.TryReplaceAsync(after, marks, pending, stored.ETag, cancellationToken) is { } version)
            {
                // It is stored: from here on a caller that leaves ends nothing.
                await _followUp.TellAsync(new StoredProviderAccount(after, pending, marks, version), CancellationToken.None);
                await _followUp.EndAsync(underWay, CancellationToken.None);
                return after;
            }

            await _followUp.EndAsync(underWay, cancellationToken);
        }

        throw StorageException.OfContention($"The account {id}");
    }

    // Null: the claim is this account's, and nobody can take it over without making the change that follows fail.
    private async ValueTask<AccountRefusal?> ClaimAsync(ProviderId provider, string id, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < StorageLimits.ConditionalTries; attempt++)
        {
            if (await _codes.FindClaimAsync(provider, cancellationToken) is not { } claim)
            {
                if (await _codes.TryClaimAsync(provider, id, cancellationToken)) return null;
                continue;
            }

            // A claim of its own is written again: another that just read it would take it over after this account was read.
            if (claim.AccountId != id && await _accounts.FindStoredAsync(claim.AccountId, cancellationToken) is { } holder)
            {
                if (holder.Account.HeldProviders.Contains(provider))
                    return new AccountRefusal(AccountFailure.CodeTaken, $"the account {holder.Account.Id} has the code {provider}");

                // The CAs learn that the holder lost the code before they learn that this account has it.
                if (holder.Pending is not null)
                {
                    await _followUp.TellAsync(holder, cancellationToken);
                    continue;
                }

                if (!await _accounts.TryTouchAsync(holder, cancellationToken)) continue;
            }

            if (await _codes.TryClaimAsync(provider, id, claim, cancellationToken)) return null;
        }

        throw StorageException.OfContention($"The claim of the code {provider}");
    }

    private async ValueTask<Outcome<ProviderAccount, AccountRefusal>> OfRetryAsync(
        StoredProviderAccount present, string mark, CancellationToken cancellationToken)
    {
        if (present.Pending is not null) await _followUp.TellAsync(present, cancellationToken);
        return present.Marks.Contains(mark, StringComparer.Ordinal)
            ? present.Account
            : new AccountRefusal(
                AccountFailure.IdTaken, $"another request made the account {present.Account.Id}, or it was changed since");
    }

    private static string MarkOf(ActRequest act, string what, AccountProfile profile) =>
        act.MarkOf([.. Encoding.UTF8.GetBytes(what + " "), .. ProfileDocument.Of(profile).Write()]);

    private static string MoveNotLegal(AccountState from, AccountState to)
    {
        var after = string.Join(", ", AccountStates.After(from).Select(state => KebabCase.Of(state)));
        return $"{KebabCase.Of(from)} is not followed by {KebabCase.Of(to)}, but by {(after.Length > 0 ? after : "nothing")}";
    }

    private static string Shown(string id) => ProviderAccount.IsId(id) ? id : "of this id";
}
