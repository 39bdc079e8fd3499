using Microsoft.Extensions.Logging;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Paths;
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
/// <remarks>
/// A run claims the next number (<see cref="Sequence"/>), puts the list at that number, where nothing may be yet, and completes the
/// number, which puts the list in force. A run that ends before it puts the list leaves the number to the next run. One that ends after
/// that leaves a list which the next run completes as it is, so that its sequence is not signed twice. A run that wakes after its claim
/// was taken over finds its place taken. Two or more lists ahead of the records are what a restore of older records left. They may hold
/// roots that were removed since, or lack them, so an operator is asked: a forced run goes on after them.
/// </remarks>
public sealed partial class TrustListPublisher
{
    private const string Table = "trust-list-sequences";
    private const int MaxRounds = 16;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    private static readonly TrustListForm[] Forms =
    [
        TrustListForm.Standard,
        new(HasVersionAsText: true),
        new(HasEntriesInPem: true),
        new(HasVersionAsText: true, HasEntriesInPem: true),
    ];

    private readonly TrustListPublication _publication;
    private readonly IApprovedRoots _approved;
    private readonly Sequence _sequence;
    private readonly TrustListFiles _files;
    private readonly TimeProvider _time;
    private readonly ILogger<TrustListPublisher> _logger;
    private volatile PublishedTrustList? _held;

    public TrustListPublisher(
        TrustListPublication publication, IApprovedRoots approved, IRecords records, IBlobs blobs, TimeProvider time,
        ILogger<TrustListPublisher> logger)
    {
        if (!publication.Schedule.IsSound)
            throw new ArgumentException("A list is renewed between its first and its last quarter.", nameof(publication));
        (_publication, _approved, _time, _logger) = (publication, approved, time, logger);
        _files = new TrustListFiles(blobs, publication.Name);
        _sequence = new Sequence(records, Table, publication.Name, Lease, time);
    }

    /// <summary>The list in force; null before the first. A read of one small record, and of the list where it is a new one.</summary>
    public async ValueTask<PublishedTrustList?> FindCurrentAsync(CancellationToken cancellationToken)
    {
        if (await _sequence.ReadAsync(cancellationToken) is not { Last: > 0 and var last }) return null;
        if (_held is { } held && held.Sequence == last) return held;
        return _held = await _files.FindAsync(last, cancellationToken)
            ?? throw new StorageException($"The trusted-CA list {last} is missing.");
    }

    /// <summary>A list that was in force once, or is; null: there is none of this sequence.</summary>
    public async ValueTask<PublishedTrustList?> FindAsync(long sequence, CancellationToken cancellationToken) =>
        sequence > 0 && sequence <= (await _sequence.ReadAsync(cancellationToken)).Last
            ? await _files.FindAsync(sequence, cancellationToken) : null;

    /// <summary>
    /// Publishes the next list if the approved roots changed, if the list in force comes near its exp, or if it is forced.
    /// </summary>
    public async ValueTask<Outcome<PublishedTrustList, TrustListPublishFailure>> PublishAsync(
        bool isForced, CancellationToken cancellationToken)
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            if (!isForced && !await IsDueAsync(cancellationToken)) return TrustListPublishFailure.NotDue;
            if (await _sequence.TryClaimAsync(cancellationToken) is not { } claim) return TrustListPublishFailure.Busy;
            var isCompleted = false;
            try
            {
                if (await _files.FindAsync(claim.Number, cancellationToken) is { } left)
                {
                    var newest = await FindNewestAsync(left, cancellationToken);
                    if ((await _sequence.ReadAsync(cancellationToken)).Last >= claim.Number) continue;
                    if (newest.Sequence > claim.Number)
                    {
                        LogBehind(_publication.Name, claim.Number, newest.Sequence);
                        if (!isForced) return TrustListPublishFailure.AheadOfRecords;
                    }

                    var ofNewest = claim with { Number = newest.Sequence };
                    isCompleted = await _sequence.TryCompleteAsync(ofNewest, NoteOf(newest), CancellationToken.None);
                    if (isCompleted) LogAdopted(_publication.Name, newest.Sequence);
                    continue;
                }

                // Read under the claim: a root that was removed before it is on no list after it.
                var roots = await _approved.GetAsync(cancellationToken);
                if (!isForced && !IsDue(await FindCurrentAsync(cancellationToken), roots)) return TrustListPublishFailure.NotDue;
                if (roots.Count > Limits.TrustListEntries)
                    throw new InvalidOperationException($"More than {Limits.TrustListEntries} roots are approved.");
                var list = await SignAsync(claim.Number, roots, cancellationToken);
                if (!await _files.TryPutAsync(list, cancellationToken)) continue;

                // The list is there: the next run would complete it, so a cancelled request must not keep it from being in force.
                var published = new PublishedTrustList(list);
                isCompleted = await _sequence.TryCompleteAsync(claim, NoteOf(published), CancellationToken.None);
                if (!isCompleted
                    && (await _sequence.ReadAsync(CancellationToken.None)).Last < list.Sequence)
                    return TrustListPublishFailure.Busy;
                LogPublished(_publication.Name, list.Sequence, list.Roots.Count, list.ExpiresAt);
                return published;
            }
            finally
            {
                if (!isCompleted) await _sequence.ReleaseAsync(claim, CancellationToken.None);
            }
        }

        return TrustListPublishFailure.Busy;
    }

    private async ValueTask<PublishedTrustList> FindNewestAsync(PublishedTrustList from, CancellationToken cancellationToken)
    {
        while (await _files.FindAsync(from.Sequence + 1, cancellationToken) is { } next) from = next;
        return from;
    }

    private async ValueTask<TrustListFileDocument> SignAsync(
        long number, IReadOnlyList<TrustedRoot> roots, CancellationToken cancellationToken)
    {
        var signedAt = DateTimeOffset.FromUnixTimeSeconds(_time.GetUtcNow().ToUnixTimeSeconds());
        var expiresAt = signedAt + _publication.Schedule.Validity;
        var ordered = roots.OrderBy(root => root.Certificate.Fingerprint, StringComparer.Ordinal).ToList();
        var forms = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var form in Forms)
        {
            forms[PublishedTrustList.KeyOf(form)] =
                await TrustListSigner.SignAsync(ordered, number, expiresAt, _publication.Key, _publication.X5u, form, cancellationToken);
        }

        return new TrustListFileDocument(number, signedAt, expiresAt, FingerprintsOf(ordered), forms);
    }

    private async ValueTask<bool> IsDueAsync(CancellationToken cancellationToken) =>
        IsDue(await FindCurrentAsync(cancellationToken), await _approved.GetAsync(cancellationToken));

    private bool IsDue(PublishedTrustList? current, IReadOnlyList<TrustedRoot> roots) =>
        current is null
        || _time.GetUtcNow() >= current.ExpiresAt - _publication.Schedule.RenewBefore
        || !current.Roots.SequenceEqual(FingerprintsOf(roots), StringComparer.Ordinal);

    private static List<string> FingerprintsOf(IReadOnlyList<TrustedRoot> roots) =>
        [.. roots.Select(root => root.Certificate.Fingerprint).Order(StringComparer.Ordinal)];

    private static string NoteOf(PublishedTrustList list) =>
        list.ExpiresAt.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture);

    [LoggerMessage(
        EventId = 1701, Level = LogLevel.Information,
        Message = "Trusted-CA list {Name} sequence {Sequence} published: {Roots} roots, good until {ExpiresAt:u}")]
    private partial void LogPublished(string name, long sequence, int roots, DateTimeOffset expiresAt);

    [LoggerMessage(EventId = 1702, Level = LogLevel.Warning,
        Message = "Trusted-CA list {Name} sequence {Sequence} was stored by an instance that ended before it was in force; it is now")]
    private partial void LogAdopted(string name, long sequence);

    [LoggerMessage(EventId = 1703, Level = LogLevel.Error,
        Message = "Trusted-CA lists {Name} of sequence {Next} to {Stored} are stored and the records do not know of them: if the records "
            + "were restored from a copy, bring back the newest copy, check the approved CAs, then force the next list")]
    private partial void LogBehind(string name, long next, long stored);
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
