using Shaken.Core.Auditing;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.PolicyAdministrator.Accounts;

namespace Shaken.Core.PolicyAdministrator.CpsDirectory;

/// <summary>What came of provisioning: an entry, or a challenge that the host has to answer first.</summary>
/// <param name="Fault">Why the challenge does not count as answered; null: it was made just now, and the host not asked.</param>
public sealed record CpsProvision(CpsEntry? Entry, HostChallenge? Challenge, string? Fault)
{
    internal static CpsProvision Of(CpsEntry entry) => new(entry, Challenge: null, Fault: null);
}

/// <summary>
/// Takes the CPS URL of a provider's code (out-of-band SHAKEN, "Discovery through the STI-PA"). The URL must be public, the code the
/// account's, and the provider must prove that the CPS is its own: by an advertisement that a certificate of the code signed, or by the
/// host's answer to a challenge.
/// </summary>
public sealed class ProvisionCps
{
    private readonly CountryCode _country;
    private readonly ProviderAccounts _accounts;
    private readonly CpsEntries _entries;
    private readonly CpsUrlRules _urls;
    private readonly CpsChallenges _challenges;
    private readonly CpsAdvertisements _advertisements;

    /// <param name="country">Whose codes the directory has: a cpsMapping names codes without a country.</param>
    public ProvisionCps(
        CountryCode country, ProviderAccounts accounts, CpsEntries entries, CpsUrlRules urls, CpsChallenges challenges,
        CpsAdvertisements advertisements) =>
        (_country, _accounts, _entries, _urls, _challenges, _advertisements) =
            (country, accounts, entries, urls, challenges, advertisements);

    /// <summary>
    /// Provisions a URL. Without an advertisement the first request gives a challenge, and the same request after the host answers it
    /// gives the entry.
    /// </summary>
    /// <param name="url">Exactly what PASSporTs are to be posted to.</param>
    /// <param name="advertisement">A signed advertisement (<see cref="CpsAdvertisements"/>); null: the host is asked.</param>
    public async ValueTask<Outcome<CpsProvision, CpsDirectoryRefusal>> ProvisionAsync(
        string accountId, ServiceProviderCode code, string url, string? advertisement, ActRequest act, CancellationToken cancellationToken)
    {
        var provider = new ProviderId(_country, code);
        if (await FindViolationAsync(accountId, provider, cancellationToken) is { } breach) return breach;
        if (!(await _urls.JudgeAsync(url, cancellationToken)).TryGet(out var parsed, out var refusal)) return refusal;
        if (await _entries.FindAsync(provider, cancellationToken) is { } entry && entry.Url == url && entry.AccountId == accountId)
            return CpsProvision.Of(entry);
        if (advertisement is not null)
        {
            if (await _advertisements.FindFaultAsync(advertisement, provider, url, cancellationToken) is { } notValid) return notValid;
            return CpsProvision.Of(await _entries.PutAsync(provider, accountId, url, CpsProof.Advertisement, act, cancellationToken));
        }

        var (challenge, isNew) = await _challenges.GetAsync(provider, accountId, parsed, cancellationToken);
        if (isNew) return new CpsProvision(Entry: null, challenge, Fault: null);
        if (await _challenges.FindFaultAsync(challenge, accountId, cancellationToken) is { } fault)
            return new CpsProvision(Entry: null, challenge, fault);
        return CpsProvision.Of(await _entries.PutAsync(provider, accountId, url, CpsProof.Host, act, cancellationToken));
    }

    /// <summary>The entry of a code of the account.</summary>
    public async ValueTask<Outcome<CpsEntry, CpsDirectoryRefusal>> GetAsync(
        string accountId, ServiceProviderCode code, CancellationToken cancellationToken)
    {
        var provider = new ProviderId(_country, code);
        return await _entries.FindAsync(provider, cancellationToken) is { Url: not null } entry && entry.AccountId == accountId
            ? entry
            : new CpsDirectoryRefusal(CpsDirectoryFailure.NotFound, $"the account has no CPS of {provider} in the directory");
    }

    /// <summary>Takes the URL of a code back. The next mapping does not name it.</summary>
    public async ValueTask<Outcome<CpsEntry, CpsDirectoryRefusal>> RemoveAsync(
        string accountId, ServiceProviderCode code, ActRequest act, CancellationToken cancellationToken) =>
        (await GetAsync(accountId, code, cancellationToken)).TryGet(out var entry, out var refusal)
            ? await _entries.RemoveAsync(entry.Provider, act, cancellationToken)
            : refusal;

    private async ValueTask<CpsDirectoryRefusal?> FindViolationAsync(
        string accountId, ProviderId provider, CancellationToken cancellationToken)
    {
        if (await _accounts.FindAsync(accountId, cancellationToken) is not { } account)
            return new CpsDirectoryRefusal(CpsDirectoryFailure.AccountNotFound, "there is no account of this id");
        if (!account.State.GetsTokens())
            return new CpsDirectoryRefusal(CpsDirectoryFailure.AccountNotOpen, $"the account is {KebabCase.Of(account.State)}");
        return account.TokenProviders.Contains(provider)
            ? null
            : new CpsDirectoryRefusal(CpsDirectoryFailure.CodeNotHeld, $"the account does not have the code {provider}");
    }
}
