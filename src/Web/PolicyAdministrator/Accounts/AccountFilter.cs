using Shaken.Core.Foundations;
using Shaken.Core.PolicyAdministrator.Accounts;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.PolicyAdministrator.Accounts;

/// <summary>Which accounts are listed: by their state, and by a provider whose code they hold.</summary>
internal static class AccountFilter
{
    public static async ValueTask<Outcome<FilteredPage<ProviderAccount>, Problem>> ReadAsync(
        HttpContext context, ProviderAccounts accounts, Paging paging)
    {
        AccountState? state = null;
        if (context.Request.Query["state"] is [{ Length: > 0 } stateText])
        {
            if (!KebabCase.TryParse(stateText, out AccountState wanted))
                return Malformed($"state must be one of {KebabCase.NamesOf<AccountState>()}");
            state = wanted;
        }

        // A code is held by one account: an index leads to it.
        if (context.Request.Query["provider"] is [{ Length: > 0 } providerText])
        {
            if (!ProviderId.TryParse(providerText, out var provider))
                return Malformed("provider must be a country and a code, such as US/1234");
            var holder = await accounts.FindAsync(provider, context.RequestAborted);
            var isWanted = holder is not null && (state is null || holder.State == state);
            return new FilteredPage<ProviderAccount>(isWanted ? [holder!] : [], Cursor: null);
        }

        return await FilteredPage<ProviderAccount>.ReadAsync(
            paging, state is null ? null : account => account.State == state, async (cursor, count) =>
            {
                var page = await accounts.ListAsync(cursor, count, context.RequestAborted);
                return (page.Accounts, page.Continuation);
            });
    }

    private static Problem Malformed(string detail) => Problem.Of(StatusCodes.Status400BadRequest, "filter-malformed", detail);
}
