using Microsoft.Extensions.Logging;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;
using Shaken.Core.Trust.Countries;
using Shaken.Core.Trust.Lists;

namespace Shaken.Core.Trust.Registry;

/// <summary>Keeps the last good list of a registry: a list that is refused, or cannot be fetched, never takes its place.</summary>
public sealed class RegistryListRefresh : IFollowed
{
    /// <summary>The member of the registry's answer that holds the list.</summary>
    public const string Member = "registryList";

    /// <summary>Where the last good list is kept.</summary>
    public static readonly BlobName Place = new("trust-lists", "registry-list.json");

    private readonly DocumentRefresh<RegistryList> _refresh;

    public RegistryListRefresh(
        ITrustListOrigin origin, RegistryListReader reader, IBlobs blobs, TimeProvider time, ILogger<RegistryListRefresh> logger) =>
        _refresh = new DocumentRefresh<RegistryList>(
            new FollowedPlace(Title, Place), origin, reader.ReadAsync, reader.Restore, _ => { }, blobs, time, logger);

    /// <summary>The last good list, expired or not; null before the first.</summary>
    public RegistryList? Latest => _refresh.Latest;

    public string Title => "Registry list";

    public DateTimeOffset? ExpiresAt => Latest?.ExpiresAt;

    public Task RestoreAsync(CancellationToken cancellationToken) => _refresh.RestoreAsync(cancellationToken);

    /// <summary>Asks the origin once and takes what it gives, if that is good and no older.</summary>
    /// <returns>The last good list afterwards, or why the new one was refused.</returns>
    public Task<Outcome<RegistryList, DocumentRefusal>> RefreshAsync(CancellationToken cancellationToken) =>
        _refresh.RefreshAsync(cancellationToken);

    public async Task<bool> TryRefreshAsync(CancellationToken cancellationToken) => (await RefreshAsync(cancellationToken)).IsSuccess;

    public TimeSpan UntilNext() => _refresh.UntilNext();
}
