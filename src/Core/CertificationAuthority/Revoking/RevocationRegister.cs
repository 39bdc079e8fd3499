using System.Globalization;
using System.Runtime.CompilerServices;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Pki.Der;
using Shaken.Core.Storage;
using Shaken.Core.Trust.Revocation;

namespace Shaken.Core.CertificationAuthority.Revoking;

/// <summary>
/// Every revoked certificate that is to stand on a CRL. A revocation is never taken back: the first one of a certificate stands. A hold
/// (RFC 5280 section 5.3.1) is no revocation yet: it can be released, and gives way to one.
/// </summary>
public sealed class RevocationRegister
{
    /// <summary>The table, for the purge of what expired long ago.</summary>
    public const string Table = "revocations";

    // Spread by hash, so that no partition grows hot or long; a listing walks them one after another, a page at a time.
    private const int Partitions = 256;
    private const int MaxWho = 256;
    private const int ReadAtOnce = 16;

    // A record outlives its certificate by far longer than any list that may still have to carry it.
    private static readonly TimeSpan KeptAfterExpiry = TimeSpan.FromDays(400);

    private readonly IRecords _records;
    private readonly RevocationOutbox? _outbox;
    private readonly TimeProvider _time;

    /// <param name="outbox">
    /// Where reports to a policy administrator elsewhere wait; null: this register is the one that its CRL is made of.
    /// </param>
    public RevocationRegister(IRecords records, TimeProvider time, RevocationOutbox? outbox = null) =>
        (_records, _time, _outbox) = (records, time, outbox);

    /// <summary>Revokes a certificate.</summary>
    public async ValueTask<Outcome<RevocationEntry, RevocationRefusal>> RevokeAsync(
        RevocationNotice notice, CancellationToken cancellationToken)
    {
        var now = Seconds(_time.GetUtcNow());
        if (RefusalOf(notice, now) is { } refusal) return refusal;
        var serial = notice.Serial[SuperfluousZeros(notice.Serial.Span)..];
        var who = notice.RevokedBy.Length <= MaxWho ? notice.RevokedBy : notice.RevokedBy[..MaxWho];
        var entry = new RevocationEntry(
            notice.Issuer, serial, notice.Reason, Seconds(notice.RevokedAt ?? now), notice.CertificateNotAfter, who, now);

        // The report first: a crash between the two steps leaves a report too many, which its receiver knows, and not one too few.
        if (_outbox is not null && await FindAsync(entry.Id, cancellationToken) is null) await _outbox.AddAsync(entry, cancellationToken);
        for (var attempt = 0; attempt < StorageLimits.ConditionalTries; attempt++)
        {
            if (await _records.TryInsertAsync(RecordOf(entry), cancellationToken) is not null) return entry;
            if (await _records.FindAsync(KeyOf(entry.Id), cancellationToken) is not { } record) continue;
            var present = Read(record, names: null);
            var givesWay = present.ReleasedAt is not null || (present.IsHeld && entry.Reason != RevocationReason.CertificateHold);
            if (!givesWay)
                return new RevocationRefusal(RevocationFailure.AlreadyRevoked, $"the certificate {entry.SerialText} is revoked already");
            if (await _records.TryReplaceAsync(RecordOf(entry), record.ETag, cancellationToken) is not null) return entry;
        }

        throw StorageException.OfContention($"The revocation {entry.Id}");
    }

    /// <summary>Releases a hold: from the next list on the certificate is good again. Released again, nothing changes.</summary>
    /// <returns>False: the certificate is not on hold and was not released: it is revoked for good, or is not in the register.</returns>
    public async ValueTask<bool> ReleaseAsync(DistinguishedName issuer, ReadOnlyMemory<byte> serial, CancellationToken cancellationToken)
    {
        var id = RevocationEntry.IdOf(issuer, serial.Span[SuperfluousZeros(serial.Span)..]);
        for (var attempt = 0; attempt < StorageLimits.ConditionalTries; attempt++)
        {
            if (await _records.FindAsync(KeyOf(id), cancellationToken) is not { } record) return false;
            var present = Read(record, names: null);
            if (present.ReleasedAt is not null) return true;
            if (!present.IsHeld) return false;
            var released = RecordOf(present with { ReleasedAt = Seconds(_time.GetUtcNow()) });
            if (await _records.TryReplaceAsync(released, record.ETag, cancellationToken) is not null) return true;
        }

        throw StorageException.OfContention($"The revocation {id}");
    }

    /// <summary>
    /// Takes over every entry of a list of our own that is not there, as nothing that was published may be taken back. Doing it again
    /// changes nothing.
    /// </summary>
    /// <returns>How many were not there.</returns>
    internal async ValueTask<int> TakeOverAsync(UntrustedCrl published, CancellationToken cancellationToken)
    {
        // Read page by page and once, as for a list: to ask for each entry would take longer than the claim under which this is done.
        var (keys, present) = (new RevokedKeys(), new HashSet<RevokedKey>());
        await foreach (var entry in ListAllAsync(cancellationToken)) present.Add(keys.Of(entry));
        var missing = new MissingRevocations(_records);
        foreach (var entry in PublishedEntries.Read(published, Seconds(_time.GetUtcNow())))
        {
            if (!present.Add(keys.Of(entry))) continue;

            // What the register lost its outbox may have lost too; the receiver knows what it has.
            if (_outbox is not null) await _outbox.AddAsync(entry, cancellationToken);
            await missing.AddAsync(RecordOf(entry), cancellationToken);
        }

        await missing.EndAsync(cancellationToken);
        return missing.Count;
    }

    /// <summary>The revocation of a certificate, or its hold; null: it is good, or a hold was released.</summary>
    public async ValueTask<RevocationEntry?> FindAsync(
        DistinguishedName issuer, ReadOnlyMemory<byte> serial, CancellationToken cancellationToken) =>
        await FindAsync(RevocationEntry.IdOf(issuer, serial.Span[SuperfluousZeros(serial.Span)..]), cancellationToken)
            is { ReleasedAt: null } entry ? entry : null;

    /// <summary>All entries for a list, in no order of meaning; holds a page of them at a time.</summary>
    public async IAsyncEnumerable<RevocationEntry> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var entry in ListAllAsync(cancellationToken))
        {
            if (entry.ReleasedAt is null) yield return entry;
        }
    }

    /// <summary>Some entries, released holds left out, in no order of meaning. A page may be short before the last.</summary>
    /// <param name="cursor">Null, or what the page before gave.</param>
    /// <returns>Null: the cursor is none of this register.</returns>
    public async ValueTask<RevocationPage?> ListPageAsync(string? cursor, int maxEntries, CancellationToken cancellationToken)
    {
        if (!RevocationCursor.TryRead(cursor, Partitions, out var place)) return null;
        var entries = new List<RevocationEntry>();
        while (place.Partition < Partitions)
        {
            // Most partitions of most registers are empty or short: some are read at once.
            var count = place.Continuation is null ? Math.Min(ReadAtOnce, Partitions - place.Partition) : 1;
            var pages = await Task.WhenAll(Enumerable.Range(place.Partition, count).Select(partition => _records.ListAsync(
                Table, PartitionName(partition), place.Continuation, maxEntries, cancellationToken).AsTask()));
            foreach (var page in pages)
            {
                if (entries.Count > 0 && entries.Count + page.Records.Count > maxEntries)
                    return new RevocationPage(entries, place.ToString());
                entries.AddRange(page.Records.Select(record => Read(record, names: null)).Where(entry => entry.ReleasedAt is null));
                if (page.Continuation is not null)
                    return new RevocationPage(entries, (place with { Continuation = page.Continuation }).ToString());
                place = new RevocationCursor(place.Partition + 1, null);
            }
        }

        return new RevocationPage(entries, null);
    }

    /// <summary>What stands under the id of an entry, a hold that was released included.</summary>
    internal async ValueTask<RevocationEntry?> FindAsync(string id, CancellationToken cancellationToken) =>
        await _records.FindAsync(KeyOf(id), cancellationToken) is { } record ? Read(record, names: null) : null;

    /// <summary>Why a notice cannot be registered, whatever is in the register; null: nothing speaks against it.</summary>
    internal RevocationRefusal? RefusalOf(RevocationNotice notice) => RefusalOf(notice, Seconds(_time.GetUtcNow()));

    private async IAsyncEnumerable<RevocationEntry> ListAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var names = new Dictionary<string, DistinguishedName>(StringComparer.Ordinal);
        for (var partition = 0; partition < Partitions; partition++)
        {
            string? continuation = null;
            do
            {
                var page = await _records.ListAsync(Table, PartitionName(partition), continuation, StorageLimits.Page, cancellationToken);
                foreach (var record in page.Records) yield return Read(record, names);
                continuation = page.Continuation;
            }
            while (continuation is not null);
        }
    }

    private static RevocationRefusal? RefusalOf(RevocationNotice notice, DateTimeOffset now)
    {
        var serial = notice.Serial.Span[SuperfluousZeros(notice.Serial.Span)..];
        if (serial.Length is 0 or > CertificateSerial.MaxOctets || (serial[0] & 0x80) != 0 || serial is [0])
            return new RevocationRefusal(RevocationFailure.SerialNotAllowed, "a serial number is positive and has at most 20 octets");
        if (notice.Reason == RevocationReason.RemoveFromCrl)
            return new RevocationRefusal(RevocationFailure.ReasonNotAllowed, "removeFromCRL belongs to delta CRLs");
        return notice.RevokedAt > now + ClockTolerance.OtherParties
            ? new RevocationRefusal(RevocationFailure.MomentNotAllowed, "the moment of revocation lies in the future")
            : notice.RevokedAt < RevocationEntry.Earliest
            ? new RevocationRefusal(RevocationFailure.MomentNotAllowed, "the moment of revocation lies before 1950")
            : null;
    }

    // A zero octet is needed only before a first bit of one (X.690 section 8.3.2).
    private static int SuperfluousZeros(ReadOnlySpan<byte> serial)
    {
        var zeros = 0;
        while (zeros + 1 < serial.Length && serial[zeros] == 0 && (serial[zeros + 1] & 0x80) == 0) zeros++;
        return zeros;
    }

    private static DateTimeOffset Seconds(DateTimeOffset moment) => DateTimeOffset.FromUnixTimeSeconds(moment.ToUnixTimeSeconds());

    private static string PartitionName(int partition) => partition.ToString("x2", CultureInfo.InvariantCulture);

    // A certificate that never expires (99991231235959Z, RFC 5280 section 4.1.2.5) is kept for good.
    private static NewRecord RecordOf(RevocationEntry entry)
    {
        var last = entry.NotAfter > entry.RegisteredAt ? entry.NotAfter : entry.RegisteredAt;
        return new NewRecord(
            KeyOf(entry.Id), RevocationDocument.Write(entry),
            last < DateTimeOffset.MaxValue - KeptAfterExpiry ? last + KeptAfterExpiry : null);
    }

    private static RecordKey KeyOf(string id) => new(Table, id[..2], id);

    private static RevocationEntry Read(StoredRecord record, Dictionary<string, DistinguishedName>? names) =>
        RevocationDocument.TryRead(record.Document, names, out var entry)
            ? entry
            : throw new StorageException($"The revocation {record.Key.Row} cannot be read.");
}
