using Microsoft.Extensions.Logging;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;
using Shaken.Core.Trust.Lists;

namespace Shaken.Core.Trust.Countries;

/// <summary>Keeps the intermediates of a country in force whose x5u gives the leaf alone.</summary>
public sealed class IntermediateListRefresh : IFollowed
{
    private readonly DocumentRefresh<IntermediateList> _refresh;

    /// <param name="country">Whose intermediates they are.</param>
    /// <param name="domain">That country's.</param>
    public IntermediateListRefresh(
        CountryCode country, ITrustListOrigin origin, IntermediateListReader reader, TrustDomain domain, IBlobs blobs, TimeProvider time,
        ILogger<IntermediateListRefresh> logger)
    {
        Title = $"List of intermediates of {country}";
        var blob = new BlobName("trust-lists", $"intermediates-of-{country.Value.ToLowerInvariant()}.json");
        _refresh = new DocumentRefresh<IntermediateList>(
            new FollowedPlace(Title, blob), origin, reader.ReadAsync, reader.Restore, list => domain.TakeIntermediates(list.Certificates),
            blobs, time, logger);
    }

    public string Title { get; }

    /// <summary>The list in force; null before the first.</summary>
    public IntermediateList? InForce => _refresh.Latest;

    public DateTimeOffset? ExpiresAt => InForce?.ExpiresAt;

    public Task RestoreAsync(CancellationToken cancellationToken) => _refresh.RestoreAsync(cancellationToken);

    /// <summary>Asks the origin once and takes what it gives, if that is good and no older.</summary>
    /// <returns>The list in force afterwards, or why the new one was refused.</returns>
    public Task<Outcome<IntermediateList, DocumentRefusal>> RefreshAsync(CancellationToken cancellationToken) =>
        _refresh.RefreshAsync(cancellationToken);

    public async Task<bool> TryRefreshAsync(CancellationToken cancellationToken) => (await RefreshAsync(cancellationToken)).IsSuccess;

    public TimeSpan UntilNext() => _refresh.UntilNext();
}
