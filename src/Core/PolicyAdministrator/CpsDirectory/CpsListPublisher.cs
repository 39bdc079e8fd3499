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

/// <summary>A cpsMapping as it was published.</summary>
/// <param name="Sequence">One more than that of the mapping before.</param>
/// <param name="Count">How many codes it names.</param>
public sealed record PublishedCpsList(long Sequence, DateTimeOffset SignedAt, DateTimeOffset ExpiresAt, int Count, string Jwt);

/// <summary>
/// Signs and stores the cpsMapping (out-of-band SHAKEN, "Format of OCN and CPS URL List"), on any number of instances: its sequence rises
/// by exactly one, and every mapping stays readable.
/// </summary>
public sealed class CpsListPublisher
{
    private const string Table = "cps-list-sequences";
    private const string Container = "cps-lists";
    private const string Form = "jwt";

    private readonly CpsListPublication _publication;
    private readonly CpsEntries _entries;
    private readonly SignedListPublisher _lists;

    public CpsListPublisher(
        CpsListPublication publication, CpsEntries entries, IRecords records, IBlobs blobs, TimeProvider time,
        ILogger<CpsListPublisher> logger)
    {
        (_publication, _entries) = (publication, entries);
        var place = new SignedListPlace("cpsMapping", Table, Container, publication.Name);
        _lists = new SignedListPublisher(place, publication.Schedule, ReadAsync, records, blobs, time, logger);
    }

    /// <summary>The mapping in force; null before the first.</summary>
    public async ValueTask<PublishedCpsList?> FindCurrentAsync(CancellationToken cancellationToken) =>
        await _lists.FindCurrentAsync(cancellationToken) is { } list ? Of(list) : null;

    /// <summary>A mapping that is in force, or was; null: there is none of this sequence.</summary>
    public async ValueTask<PublishedCpsList?> FindAsync(long sequence, CancellationToken cancellationToken) =>
        await _lists.FindAsync(sequence, cancellationToken) is { } list ? Of(list) : null;

    /// <summary>Publishes the next mapping if the directory changed, if the one in force comes near its exp, or if it is forced.</summary>
    public async ValueTask<Outcome<PublishedCpsList, TrustListPublishFailure>> PublishAsync(
        bool isForced, CancellationToken cancellationToken) =>
        (await _lists.PublishAsync(isForced, cancellationToken)).TryGet(out var list, out var stop)
            ? Of(list)
            : TrustListPublishFailures.Of(stop);

    private async ValueTask<ListContent> ReadAsync(CancellationToken cancellationToken)
    {
        var entries = await _entries.ListInForceAsync(_publication.Country, cancellationToken);
        if (entries.Count > Limits.CpsMappingEntries)
            throw new InvalidOperationException($"More than {Limits.CpsMappingEntries} codes have a CPS.");
        return new ListContent([.. entries.Select(entry => $"{entry.Provider.Code} {entry.Url}")], async (sequence, expiresAt, token) =>
        {
            var urls = entries.Select(entry => (entry.Provider.Code, entry.Url!)).ToList();
            var jwt = await CpsMappingSigner.SignAsync(urls, sequence, expiresAt, _publication.Key, _publication.X5u, token);
            return new Dictionary<string, string>(StringComparer.Ordinal) { [Form] = jwt };
        });
    }

    private static PublishedCpsList Of(SignedList list) =>
        new(list.Sequence, list.SignedAt, list.ExpiresAt, list.Content.Count, list.Forms[Form]);
}
