using Microsoft.Extensions.Logging;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Paths;
using Shaken.Core.PolicyAdministrator.Publishing;
using Shaken.Core.Storage;
using Shaken.Core.Trust.Lists;

namespace Shaken.Core.PolicyAdministrator.Lists;

/// <summary>What is published, and by which key.</summary>
/// <param name="Name">Tells the lists of one store apart: letters, digits and hyphens.</param>
/// <param name="X5u">Where the certificate of <paramref name="Key"/> is.</param>
public sealed record TrustListPublication(string Name, ISigningKey Key, string X5u, TrustListSchedule Schedule);

/// <summary>The roots of the CAs that are approved now.</summary>
public interface IApprovedRoots
{
    ValueTask<IReadOnlyList<TrustedRoot>> GetAsync(CancellationToken cancellationToken);
}

/// <summary>
/// Signs and stores the trusted-CA list (ATIS-1000087 clause 4.3.1), on as many instances as there are: its sequence rises by exactly
/// one, no sequence ever stands for two lists, and every list stays readable.
/// </summary>
public sealed class TrustListPublisher
{
    private const string Table = "trust-list-sequences";
    private const string Container = "trust-lists";

    private static readonly TrustListForm[] Forms =
    [
        TrustListForm.Standard,
        new(HasVersionAsText: true),
        new(HasEntriesInPem: true),
        new(HasVersionAsText: true, HasEntriesInPem: true),
    ];

    private readonly TrustListPublication _publication;
    private readonly IApprovedRoots _approved;
    private readonly SignedListPublisher _lists;

    public TrustListPublisher(
        TrustListPublication publication, IApprovedRoots approved, IRecords records, IBlobs blobs, TimeProvider time,
        ILogger<TrustListPublisher> logger)
    {
        (_publication, _approved) = (publication, approved);
        var place = new SignedListPlace("trusted-CA list", Table, Container, publication.Name);
        _lists = new SignedListPublisher(place, publication.Schedule, ReadAsync, records, blobs, time, logger);
    }

    /// <summary>The list in force; null before the first. A read of one small record, and of the list where it is a new one.</summary>
    public async ValueTask<PublishedTrustList?> FindCurrentAsync(CancellationToken cancellationToken) =>
        await _lists.FindCurrentAsync(cancellationToken) is { } list ? new PublishedTrustList(list) : null;

    /// <summary>A list that was in force once, or is; null: there is none of this sequence.</summary>
    public async ValueTask<PublishedTrustList?> FindAsync(long sequence, CancellationToken cancellationToken) =>
        await _lists.FindAsync(sequence, cancellationToken) is { } list ? new PublishedTrustList(list) : null;

    /// <summary>
    /// Publishes the next list if the approved roots changed, if the list in force comes near its exp, or if it is forced.
    /// </summary>
    public async ValueTask<Outcome<PublishedTrustList, TrustListPublishFailure>> PublishAsync(
        bool isForced, CancellationToken cancellationToken) =>
        (await _lists.PublishAsync(isForced, cancellationToken)).TryGet(out var list, out var stop)
            ? new PublishedTrustList(list)
            : TrustListPublishFailures.Of(stop);

    private async ValueTask<ListContent> ReadAsync(CancellationToken cancellationToken)
    {
        var roots = await _approved.GetAsync(cancellationToken);
        if (roots.Count > Limits.TrustListEntries)
            throw new InvalidOperationException($"More than {Limits.TrustListEntries} roots are approved.");
        var ordered = roots.OrderBy(root => root.Certificate.Fingerprint, StringComparer.Ordinal).ToList();
        return new ListContent([.. ordered.Select(root => root.Certificate.Fingerprint)], async (sequence, expiresAt, token) =>
        {
            var forms = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var form in Forms)
            {
                forms[PublishedTrustList.KeyOf(form)] = await TrustListSigner.SignAsync(
                    ordered, sequence, expiresAt, _publication.Key, _publication.X5u, form, token);
            }

            return forms;
        });
    }
}

/// <summary>Why no list was published.</summary>
public enum TrustListPublishFailure
{
    /// <summary>The list in force has the approved roots and is good for long enough.</summary>
    NotDue,

    /// <summary>Another instance is publishing.</summary>
    Busy,

    /// <summary>Lists are stored that the records do not know of: an operator has to look, and force the next one.</summary>
    AheadOfRecords,
}

/// <summary>From the reasons of the steps that all lists share.</summary>
internal static class TrustListPublishFailures
{
    public static TrustListPublishFailure Of(PublishStop stop) => stop switch
    {
        PublishStop.NotDue => TrustListPublishFailure.NotDue,
        PublishStop.Busy => TrustListPublishFailure.Busy,

        // A list that lies where a JWT belongs was put there by this administrator, whichever key signed it.
        PublishStop.AheadOfRecords or PublishStop.SignedByAnother => TrustListPublishFailure.AheadOfRecords,
    };
}
