using Microsoft.Extensions.Logging;
using Shaken.Core.Keys;
using Shaken.Core.PolicyAdministrator.Lists;
using Shaken.Core.PolicyAdministrator.Publishing;
using Shaken.Core.Registry.Countries;
using Shaken.Core.Storage;
using Shaken.Core.Trust.Registry;

namespace Shaken.Core.Registry.Lists;

/// <summary>What is published, and by which key.</summary>
/// <param name="Name">Tells the lists of one store apart: letters, digits and hyphens.</param>
/// <param name="Key">The key of the signer of registry lists, which signs nothing else.</param>
/// <param name="X5u">Where the certificate of <paramref name="Key"/> is.</param>
public sealed record RegistryPublication(string Name, ISigningKey Key, string X5u, TrustListSchedule Schedule);

/// <summary>
/// Signs and stores the registry list, on any number of instances: its sequence rises by exactly one, and every list stays readable, which
/// is the history of the registry.
/// </summary>
public sealed class RegistryPublisher : JwtPublisher
{
    private const string Table = "registry-list-sequences";
    private const string Container = "trust-lists";

    private readonly RegistryPublication _publication;
    private readonly RegistryCountries _countries;

    public RegistryPublisher(
        RegistryPublication publication, RegistryCountries countries, IRecords records, IBlobs blobs, TimeProvider time,
        ILogger<RegistryPublisher> logger)
        : base(
            new SignedListPlace("registry list", Table, Container, $"registry-{publication.Name}"), publication.Schedule, records, blobs,
            time, logger) =>
        (_publication, _countries) = (publication, countries);

    private protected override async ValueTask<JwtContent> ReadAsync(CancellationToken cancellationToken)
    {
        var entries = await _countries.GetPublishedAsync(cancellationToken);
        return new JwtContent([.. entries.Select(RegistryEntryJson.TextOf)], (sequence, expiresAt, token) =>
            RegistryListSigner.SignAsync(entries, sequence, expiresAt, _publication.Key, _publication.X5u, token));
    }
}
