using System.Runtime.CompilerServices;
using System.Text;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.PolicyAdministrator.Accounts;
using Shaken.Core.Storage;

namespace Shaken.Core.PolicyAdministrator.CpsDirectory;

/// <summary>The entries of the CPS directory, one for each code that ever had one; every change stands in the audit log.</summary>
public sealed class CpsEntries
{
    private const string Table = "pa-cps";

    private readonly AuditedRows<CpsEntryDocument> _rows;
    private readonly ProviderAccounts _accounts;
    private readonly TimeProvider _time;

    public CpsEntries(ProviderAccounts accounts, AuditLog audit, IRecords records, TimeProvider time, IRandom random)
    {
        (_accounts, _time) = (accounts, time);
        _rows = new AuditedRows<CpsEntryDocument>(audit, records, Table, CpsDirectoryJson.Default.Entry, carryOut: null, time, random);
    }

    /// <summary>The entry of a provider; null: it never had one.</summary>
    public async ValueTask<CpsEntry?> FindAsync(ProviderId provider, CancellationToken cancellationToken) =>
        (await _rows.FindAsync(provider.Country.Value, provider.Code.Value, cancellationToken))?.ToEntry();

    /// <summary>All entries of a country in the order of their codes, those that were taken back too.</summary>
    public async IAsyncEnumerable<CpsEntry> ListAsync(CountryCode country, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in _rows.ListAsync(country.Value, cancellationToken)) yield return row.ToEntry();
    }

    /// <summary>
    /// The entries that a mapping names: with a URL, of an account that has the code now and gets tokens. A suspended provider signs no
    /// calls, and none are to be placed for it.
    /// </summary>
    public async ValueTask<IReadOnlyList<CpsEntry>> ListInForceAsync(CountryCode country, CancellationToken cancellationToken)
    {
        var accounts = new Dictionary<string, ProviderAccount?>(StringComparer.Ordinal);
        var entries = new List<CpsEntry>();
        await foreach (var entry in ListAsync(country, cancellationToken))
        {
            if (entry.Url is null) continue;
            if (!accounts.TryGetValue(entry.AccountId, out var account))
                accounts[entry.AccountId] = account = await _accounts.FindAsync(entry.AccountId, cancellationToken);
            if (account?.TokenProviders.Contains(entry.Provider) == true) entries.Add(entry);
        }

        return entries;
    }

    /// <summary>Tells the audit log of changes that an instance left untold. Safe on many instances at once, and to be repeated.</summary>
    public ValueTask SweepAsync(CancellationToken cancellationToken) => _rows.SweepAsync(cancellationToken);

    internal async ValueTask<CpsEntry> PutAsync(
        ProviderId provider, string accountId, string url, CpsProof proof, ActRequest act, CancellationToken cancellationToken) =>
        (await ChangeAsync(
            provider, act, "cps-provisioned", $"put {accountId} {url}",
            before => new CpsEntry(provider, accountId, url, proof, (before?.Revision ?? 0) + 1, _time.GetUtcNow()),
            cancellationToken)).Value;

    internal ValueTask<Outcome<CpsEntry, CpsDirectoryRefusal>> RemoveAsync(
        ProviderId provider, ActRequest act, CancellationToken cancellationToken) =>
        ChangeAsync(
            provider, act, "cps-removed", "remove",
            before => before?.Url is null
                ? new CpsDirectoryRefusal(CpsDirectoryFailure.NotFound, $"the directory has no CPS of {provider}")
                : before with { Url = null, Proof = null, Revision = before.Revision + 1, ChangedAt = _time.GetUtcNow() },
            cancellationToken);

    private async ValueTask<Outcome<CpsEntry, CpsDirectoryRefusal>> ChangeAsync(
        ProviderId provider, ActRequest act, string action, string content,
        Func<CpsEntry?, Outcome<CpsEntry, CpsDirectoryRefusal>> change, CancellationToken cancellationToken)
    {
        var mark = act.MarkOf(Encoding.UTF8.GetBytes(content));
        var outcome = await _rows.ChangeAsync<CpsDirectoryRefusal>(
            provider.Country.Value, provider.Code.Value, mark,
            row =>
            {
                var before = row?.ToEntry();
                return new(change(before).TryGet(out var after, out var breach)
                    ? new AuditedChange<CpsEntryDocument>(CpsEntryDocument.Of(after), ActOf(before, after, act, action))
                    : (Outcome<AuditedChange<CpsEntryDocument>, CpsDirectoryRefusal>)breach);
            },
            cancellationToken);
        return outcome.TryGet(out var stored, out var refusal) ? stored.ToEntry() : refusal;
    }

    private static AuditAct ActOf(CpsEntry? before, CpsEntry after, ActRequest act, string action)
    {
        var subject = new AuditParty("cps", after.Provider.ToString());
        AuditChange[] changes =
        [
            AuditChange.Of("url", before?.Url, after.Url),
            AuditChange.Of("account", before?.AccountId, after.AccountId),
            AuditChange.Of("proof", TextOf(before?.Proof), TextOf(after.Proof)),
        ];
        return act.ToAct(subject, after.Revision, after.ChangedAt, action, changes);
    }

    private static string? TextOf(CpsProof? proof) => proof is { } known ? KebabCase.Of(known) : null;
}
