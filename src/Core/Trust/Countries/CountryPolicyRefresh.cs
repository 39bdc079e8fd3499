using Microsoft.Extensions.Logging;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;
using Shaken.Core.Trust.Lists;

namespace Shaken.Core.Trust.Countries;

/// <summary>
/// Keeps the country policy in force. A policy that has expired stays in force until the next one comes: silence of the STI-PA must not let
/// an excluded country in.
/// </summary>
public sealed class CountryPolicyRefresh : IFollowed
{
    private readonly DocumentRefresh<CountryPolicy> _refresh;

    public CountryPolicyRefresh(
        ITrustListOrigin origin, CountryPolicyReader reader, TrustDomains domains, IBlobs blobs, TimeProvider time,
        ILogger<CountryPolicyRefresh> logger) =>
        _refresh = new DocumentRefresh<CountryPolicy>(
            new FollowedPlace(Title, new BlobName("trust-lists", "country-policy.json")), origin, reader.ReadAsync, reader.Restore,
            policy => domains.Take(policy.Countries), blobs, time, logger);

    /// <summary>The policy in force, expired or not; null before the first.</summary>
    public CountryPolicy? InForce => _refresh.Latest;

    public string Title => "Country policy";

    public DateTimeOffset? ExpiresAt => InForce?.ExpiresAt;

    public Task RestoreAsync(CancellationToken cancellationToken) => _refresh.RestoreAsync(cancellationToken);

    /// <summary>Asks the origin once and takes what it gives, if that is good and no older.</summary>
    /// <returns>The policy in force afterwards, or why the new one was refused.</returns>
    public Task<Outcome<CountryPolicy, DocumentRefusal>> RefreshAsync(CancellationToken cancellationToken) =>
        _refresh.RefreshAsync(cancellationToken);

    public async Task<bool> TryRefreshAsync(CancellationToken cancellationToken) => (await RefreshAsync(cancellationToken)).IsSuccess;

    public TimeSpan UntilNext() => _refresh.UntilNext();
}
