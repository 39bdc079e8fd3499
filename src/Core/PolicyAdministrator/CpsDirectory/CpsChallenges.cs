using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.PolicyAdministrator.CpsDirectory;

/// <summary>Challenges to the hosts of CPSs that are open, one for each URL of a code, and whether the hosts answer them.</summary>
public sealed class CpsChallenges
{
    /// <summary>The table, for the purge.</summary>
    public const string Table = "pa-cps-challenges";

    /// <summary>The path below which a CPS answers.</summary>
    public const string Path = "/.well-known/shaken-cps/";

    private readonly HostChallenges _challenges;

    public CpsChallenges(IRecords records, IUrlFetcher fetcher, TimeProvider time, IRandom random) =>
        _challenges = new HostChallenges(new HostChallengePlace(Table, Path), records, fetcher, time, random);

    /// <summary>The open challenge for a URL, made if there is none. Asked again it stays the same until it expires.</summary>
    /// <returns>The challenge, and whether it was made just now, so that nobody can have answered yet.</returns>
    internal ValueTask<(HostChallenge Challenge, bool IsNew)> GetAsync(
        ProviderId provider, string accountId, FetchUrl url, CancellationToken cancellationToken) =>
        _challenges.GetAsync(
            provider.Country.Value, provider.Code.Value, Proven(provider, accountId, url.Text), url, cancellationToken);

    /// <summary>Asks the host. Null: it serves the answer; otherwise what it does instead, in words.</summary>
    /// <remarks>An account is a client of the fetcher: it takes no other's places.</remarks>
    internal ValueTask<string?> FindFaultAsync(HostChallenge challenge, string accountId, CancellationToken cancellationToken) =>
        _challenges.FindFaultAsync(challenge, new ClientKey($"account:{accountId}"), cancellationToken);

    private static string Proven(ProviderId provider, string accountId, string url) => $"{provider} {accountId} {url}";
}
