using Microsoft.Extensions.Logging;
using Shaken.Core.CallPlacement.Directory;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.PolicyAdministrator.Lists;
using Shaken.Core.PolicyAdministrator.Publishing;
using Shaken.Core.Storage;

namespace Shaken.Core.PolicyAdministrator.CpsDirectory;

/// <summary>What is published, and by which key.</summary>
/// <param name="Name">Tells the lists of one store apart: letters, digits and hyphens.</param>
/// <param name="Country">Whose codes it names.</param>
/// <param name="Key">The key of the signer of cpsMappings, which signs nothing else.</param>
/// <param name="X5u">Where the certificate of <paramref name="Key"/> is.</param>
public sealed record CpsListPublication(string Name, CountryCode Country, ISigningKey Key, string X5u, TrustListSchedule Schedule);

/// <summary>
/// Signs and stores the cpsMapping (out-of-band SHAKEN, "Format of OCN and CPS URL List"), on any number of instances: its sequence rises
/// by exactly one, and every mapping stays readable.
/// </summary>
public sealed class CpsListPublisher : JwtPublisher
{
    private const string Table = "cps-list-sequences";
    private const string Container = "cps-lists";

    private readonly CpsListPublication _publication;
    private readonly CpsEntries _entries;

    public CpsListPublisher(
        CpsListPublication publication, CpsEntries entries, IRecords records, IBlobs blobs, TimeProvider time,
        ILogger<CpsListPublisher> logger)
        : base(
            new SignedListPlace("cpsMapping", Table, Container, publication.Name), publication.Schedule, records, blobs, time, logger) =>
        (_publication, _entries) = (publication, entries);

    private protected override async ValueTask<JwtContent> ReadAsync(CancellationToken cancellationToken)
    {
        var entries = await _entries.ListInForceAsync(_publication.Country, cancellationToken);
        if (entries.Count > Limits.CpsMappingEntries)
            throw new InvalidOperationException($"More than {Limits.CpsMappingEntries} codes have a CPS.");
        return new JwtContent([.. entries.Select(entry => $"{entry.Provider.Code} {entry.Url}")], (sequence, expiresAt, token) =>
        {
            var urls = entries.Select(entry => (entry.Provider.Code, entry.Url!)).ToList();
            return CpsMappingSigner.SignAsync(urls, sequence, expiresAt, _publication.Key, _publication.X5u, token);
        });
    }
}
