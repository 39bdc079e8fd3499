using Shaken.Core.Foundations;
using Shaken.Core.Trust.Countries;
using Shaken.Core.Trust.Lists;

namespace Shaken.Web.Shared.Trust;

/// <summary>The documents of other countries, and the country policy, that this deployment follows.</summary>
internal sealed record FollowedLists(IReadOnlyList<IFollowed> All);

/// <summary>The trusted-CA list of another country, followed like any other document.</summary>
internal sealed class FollowedCountryList(CountryCode country, TrustListRefresh refresh) : IFollowed
{
    public string Title => $"Trusted-CA list of {country}";

    public DateTimeOffset? ExpiresAt => refresh.InForce?.ExpiresAt;

    public Task RestoreAsync(CancellationToken cancellationToken) => refresh.RestoreAsync(cancellationToken);

    public async Task<bool> TryRefreshAsync(CancellationToken cancellationToken) =>
        (await refresh.RefreshAsync(cancellationToken)).IsSuccess;

    public TimeSpan UntilNext() => refresh.UntilNext();
}
