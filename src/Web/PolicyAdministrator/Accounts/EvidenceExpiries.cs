using Shaken.Core.PolicyAdministrator.Accounts;
using Shaken.Core.Storage;
using Shaken.Web.Shared.Expiries;

namespace Shaken.Web.PolicyAdministrator.Accounts;

/// <summary>Evidence of providers that has expired, or of which their accounts warn: the soonest.</summary>
internal sealed class EvidenceExpiries(ProviderAccounts accounts, TimeProvider time) : IExpirySource
{
    private const int MostPages = 3;
    private const int Most = 100;

    public async ValueTask<ExpiryList> ListAsync(CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var found = new List<Expiry>();
        string? continuation = null;
        for (var pages = 0; pages < MostPages; pages++)
        {
            var page = await accounts.ListAsync(continuation, StorageLimits.Page, cancellationToken);
            found.AddRange(
                from account in page.Accounts
                where account.State != AccountState.Closed
                from warning in account.WarningsOn(today)
                select Of(account, warning.Evidence));
            continuation = page.Continuation;
            if (continuation is null) break;
        }

        return new ExpiryList([.. found.OrderBy(one => one.ExpiresAt).Take(Most)], continuation is null && found.Count <= Most);
    }

    // It counts on its last day still.
    private static Expiry Of(ProviderAccount account, EligibilityEvidence evidence)
    {
        var ends = Midnight(evidence.ExpiresOn!.Value.AddDays(1));
        var name = $"{account.Profile.Name}: {evidence.Kind} {evidence.Reference}";
        return new Expiry(ExpiryKind.Evidence, name, ends, ends.AddDays(-evidence.WarnDaysBefore - 1)) { Account = account.Id };
    }

    private static DateTimeOffset Midnight(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);
}
