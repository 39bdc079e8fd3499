using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Registry.Countries;
using Shaken.Core.Storage;
using Shaken.Core.Trust.Registry;

namespace Shaken.Core.Registry.Requests;

/// <summary>
/// Whether the host of a country's list URL belongs to who asks: it serves the answer to a challenge at
/// <c>/.well-known/shaken-registry/{token}</c>. What is proven is the URL together with the roots below which its list is signed.
/// </summary>
public sealed class CountryProofs
{
    /// <summary>The table of open challenges, for the purge.</summary>
    public const string Table = "registry-challenges";

    private const string Path = "/.well-known/shaken-registry/";
    private const string Row = "list-url";

    private readonly HostChallenges _challenges;
    private readonly IReadOnlySet<WebOrigin> _exempt;

    public CountryProofs(FetchingOptions options, IRecords records, IUrlFetcher fetcher, TimeProvider time, IRandom random)
    {
        _exempt = options.ReadExemptOrigins();
        _challenges = new HostChallenges(new HostChallengePlace(Table, Path), records, fetcher, time, random);
    }

    /// <summary>Why the host of a URL can never be asked; null: it can.</summary>
    public string? FaultOf(RegistryEntry entry) =>
        entry.ListUrl is not { } url || FetchUrl.TryParse(url, _exempt, out _, out var refusal) ? null : $"listUrl: {refusal.Detail}";

    /// <summary>Whether a proof of one counts for the other.</summary>
    internal static bool AreSame(Registration? one, Registration other) => one is not null && Proven(one.Entry) == Proven(other.Entry);

    /// <summary>The open challenge to the host of the proposed list URL; null: there is none, or it was answered.</summary>
    internal async ValueTask<HostChallenge?> FindChallengeAsync(RegistryCountry country, CancellationToken cancellationToken)
    {
        if (!country.NeedsProof || !FetchUrl.TryParse(country.Proposed!.Entry.ListUrl!, _exempt, out var url, out _)) return null;
        var (challenge, _) = await _challenges.GetAsync(
            country.Country.Value, Row, Proven(country.Proposed.Entry), url, cancellationToken);
        return challenge;
    }

    /// <summary>Asks the host. Null: it serves the answer; otherwise what it does instead, in words.</summary>
    /// <remarks>A country is a client of the fetcher: it takes no other's places.</remarks>
    internal ValueTask<string?> FindFaultAsync(CountryCode country, HostChallenge challenge, CancellationToken cancellationToken) =>
        _challenges.FindFaultAsync(challenge, new ClientKey($"country:{country}"), cancellationToken);

    private static string Proven(RegistryEntry entry)
    {
        var roots = entry.PaRoots.Select(root => root.Certificate.Fingerprint).Order(StringComparer.Ordinal);
        return $"{entry.Country} {entry.ListUrl} {string.Join(' ', roots)}";
    }
}
