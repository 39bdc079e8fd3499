using Microsoft.Extensions.Logging;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Storage;

namespace Shaken.Core.CallPlacement;

/// <summary>What one request took from a mailbox: tokens that nobody else gets.</summary>
public sealed record TakenPassports(IReadOnlyList<string> Passports);

/// <summary>
/// PASSporTs that wait for their call. Each is handed out once at most, whichever of many instances and readers asks; at rest it lies
/// under a keyed hash of its numbers, sealed.
/// </summary>
/// <remarks>
/// Partition: the secret's id and a keyed hash of called and calling number. Row: a keyed hash of the PASSporT's identity. Taking replaces the record by a tombstone
/// that stays until a repeated POST would be stale by every instance's clock, so that what was taken cannot be put back. The answer that carries a
/// PASSporT can be lost; the PASSporT is lost with it, as is one that two readers took at once under two secrets. The limits per signer and call are looked at before the insert: as many as post at the very
/// same moment can pass them together.
/// </remarks>
public sealed partial class PassportMailbox
{
    /// <summary>The table of the mailbox, for the purge.</summary>
    public const string Table = "mailbox";

    private const int PageSize = 200;

    private readonly IRecords _records;
    private readonly IReadOnlyList<MailboxSeal> _seals;
    private readonly TimeProvider _time;
    private readonly TimeSpan _freshness;
    private readonly ILogger<PassportMailbox> _logger;

    /// <param name="freshness">How far iat may lie from now: a PASSporT waits until iat and this have passed, its tombstone stays <see cref="Clocks.Tolerance"/> longer.</param>
    public PassportMailbox(IRecords records, DeploymentSecrets secrets, IRandom random, TimeProvider time, TimeSpan freshness, ILogger<PassportMailbox> logger)
    {
        _records = records;
        _seals = [.. secrets.All.Select(secret => new MailboxSeal(secret, random))];
        _time = time;
        _freshness = freshness;
        _logger = logger;
    }

    /// <summary>
    /// Stores all of them or none. One that is there already, waiting or taken, counts as stored: posting twice is posting once. For whom it was
    /// posted first stands, whatever a second post says: else who saw a PASSporT could turn it to another reader.
    /// </summary>
    /// <param name="call">The numbers that every one of them names.</param>
    /// <param name="destinations">Who alone may take them; null: any reader.</param>
    /// <param name="deleteAt">The publisher's wish; null: until they are stale.</param>
    /// <returns>How many are new; or MailboxFull.</returns>
    public async ValueTask<Outcome<int, CpsRefusal>> StoreAsync(
        CallNumbers call, IReadOnlyList<VerifiedPassport> passports, IReadOnlyList<string> publishers, IReadOnlyList<ProviderId>? destinations, DateTimeOffset? deleteAt,
        CancellationToken cancellationToken)
    {
        var destinationTexts = destinations?.Select(destination => destination.ToString()).ToArray();
        var partition = _seals[0].PartitionOf(call);
        var offered = OfferedOf(call, partition, passports);
        while (true)
        {
            var now = _time.GetUtcNow();
            var present = await FindAllAsync(call, partition, cancellationToken);
            var missing = offered.FindAll(one => IsMissing(one, present, now));
            if (missing.Count == 0) return 0;
            if (IsFull(missing, present, now)) return new CpsRefusal(CpsFailure.MailboxFull, "too many PASSporTs wait for this call");

            // What its publisher wanted deleted by now, and no purge has removed yet, makes way.
            foreach (var one in missing)
            {
                if (present.TryGetValue(one.Key.Row, out var gone)) await _records.TryDeleteAsync(gone.Record.Key, gone.Record.ETag, cancellationToken);
            }

            var records = missing.ConvertAll(one => NewRecord(one, publishers, destinationTexts, deleteAt));
            if ((await _records.TryInsertAllAsync(records, cancellationToken)).Count == 0) return missing.Count;

            // Somebody stored one of them in between: look again.
        }
    }

    /// <summary>Takes what waits for the call and is for this reader: each PASSporT goes to one caller only.</summary>
    /// <param name="readers">The providers that the reader stands for.</param>
    /// <param name="publisher">Only those that this provider published; null: all.</param>
    /// <param name="requestId">Names the request: the same one recognises what it took already, after a lost answer of the store.</param>
    public async ValueTask<TakenPassports> TakeAsync(
        CallNumbers call, IReadOnlyList<ProviderId> readers, ServiceProviderCode? publisher, string requestId, CancellationToken cancellationToken)
    {
        // All is read before anything is taken: until then a failure or a reader that goes away costs nothing.
        var waiting = new IReadOnlyList<StoredRecord>[_seals.Count];
        for (var index = 0; index < waiting.Length; index++) waiting[index] = await ListAsync(_seals[index].PartitionOf(call), cancellationToken);

        var taken = new List<string>();
        var tried = _seals.Count == 1 ? null : new HashSet<string>(StringComparer.Ordinal);
        try
        {
            for (var index = 0; index < waiting.Length; index++)
            {
                foreach (var record in waiting[index])
                    if (await TryTakeAsync(call, _seals[index], record, readers, publisher, requestId, tried) is { } passport) taken.Add(passport);
            }
        }
        catch (StorageException exception) when (taken.Count > 0)
        {
            // Tombstones stand for these: an error instead of them would lose them.
            LogCutShort(exception, taken.Count);
        }

        return new TakenPassports(taken);
    }

    /// <summary>The PASSporT of a record, if it is for this reader and nobody else got it.</summary>
    /// <param name="tried">The identities that this request met under either of two secrets; null where there is one.</param>
    private async ValueTask<string?> TryTakeAsync(
        CallNumbers call, MailboxSeal seal, StoredRecord record, IReadOnlyList<ProviderId> readers, ServiceProviderCode? publisher, string requestId, HashSet<string>? tried)
    {
        var document = MailboxDocument.Read(record.Document);
        if (document.Sealed is not { } content || !document.IsWaitingAt(_time.GetUtcNow())) return null;
        if (!seal.TryOpen(content, record.Key, out var waiting))
        {
            LogNotOpened(seal.SecretId);
            return null;
        }

        if (!waiting.IsFor(readers)) return null;
        if (publisher is not null && !waiting.Publishers.Contains(publisher.Value)) return null;

        var identity = tried is null ? null : IdentityOf(waiting.Passport);
        if (identity is not null && !tried!.Add(identity)) return null;

        // From here on the PASSporT may be gone from the store: the request is not cancelled any more.
        if (!await TryTakeAsync(record, document, requestId)) return null;
        if (identity is not null && !await TryTakeElsewhereAsync(call, seal, identity, requestId)) return null;

        // What was looked at elsewhere too late may have been purged.
        return identity is null || document.IsWaitingAt(_time.GetUtcNow()) ? waiting.Passport : null;
    }

    /// <summary>
    /// Takes the same PASSporT under the other secret too: instances that write under different ones, while these change, can both store one that
    /// is posted to both at once. After the first taking, never before: of two readers one at least then sees the other's tombstone.
    /// </summary>
    /// <returns>False: another request took it there.</returns>
    private async ValueTask<bool> TryTakeElsewhereAsync(CallNumbers call, MailboxSeal takenUnder, string identity, string requestId)
    {
        foreach (var seal in _seals)
        {
            if (seal == takenUnder) continue;
            var key = new RecordKey(Table, seal.PartitionOf(call), seal.RowOf(identity));
            while (await _records.FindAsync(key, CancellationToken.None) is { } record)
            {
                var document = MailboxDocument.Read(record.Document);
                if (document.IsTombstone && document.TakenBy != requestId) return false;
                if (document.IsTombstone || await TryTakeAsync(record, document, requestId)) break;
            }
        }

        return true;
    }

    private static string IdentityOf(string compact) =>
        UntrustedPassport.TryParse(compact, out var passport, out _) ? passport.Identity : throw new InvalidOperationException("What was sealed as a PASSporT is none.");

    private async ValueTask<bool> TryTakeAsync(StoredRecord record, MailboxDocument document, string requestId)
    {
        var tombstone = new NewRecord(record.Key, (document with { Sealed = null, TakenBy = requestId }).Write(), After(document.StaleAt) + Clocks.Tolerance);
        if (await _records.TryReplaceAsync(tombstone, record.ETag, CancellationToken.None) is not null) return true;

        // Lost the race, or won it in a try whose answer was lost.
        return await _records.FindAsync(record.Key, CancellationToken.None) is { } now && MailboxDocument.Read(now.Document).TakenBy == requestId;
    }

    private List<Offered> OfferedOf(CallNumbers call, string partition, IReadOnlyList<VerifiedPassport> passports)
    {
        var offered = new List<Offered>(passports.Count);
        foreach (var passport in passports)
        {
            var row = _seals[0].RowOf(passport.Identity);
            if (!HasRow(offered, row)) offered.Add(new Offered(passport, new RecordKey(Table, partition, row), SignersOf(call, passport)));
        }

        return offered;
    }

    private static bool HasRow(List<Offered> offered, string row)
    {
        foreach (var one in offered)
            if (one.Key.Row == row) return true;
        return false;
    }

    private string[] SignersOf(CallNumbers call, VerifiedPassport passport)
    {
        var signers = new string[_seals.Count];
        for (var index = 0; index < signers.Length; index++) signers[index] = _seals[index].SignerOf(call, passport);
        return signers;
    }

    private NewRecord NewRecord(Offered one, IReadOnlyList<string> publishers, IReadOnlyList<string>? destinations, DateTimeOffset? deleteAt)
    {
        var stale = one.Passport.Claims.IssuedAt + _freshness;
        var waitsUntil = deleteAt < stale ? deleteAt.Value : stale;
        var content = _seals[0].Seal(new MailboxContent(one.Passport.Compact, publishers, destinations), one.Key);
        var document = new MailboxDocument(one.Signers[0], waitsUntil.ToUnixTimeSeconds(), stale.ToUnixTimeSeconds(), content, TakenBy: null);
        return new NewRecord(one.Key, document.Write(), After(document.WaitsUntil));
    }

    // Under the secret before this one it has another row.
    private bool IsMissing(Offered one, Dictionary<string, Found> present, DateTimeOffset now) =>
        present.Count == 0
        || !_seals.Any(seal => present.TryGetValue(seal == _seals[0] ? one.Key.Row : seal.RowOf(one.Passport.Identity), out var found) && !IsGone(found.Document, now));

    private static bool IsGone(MailboxDocument document, DateTimeOffset now) => !document.IsTombstone && !document.IsWaitingAt(now);

    private static DateTimeOffset After(long unixSeconds) => DateTimeOffset.FromUnixTimeSeconds(unixSeconds + 1);

    private static bool IsFull(List<Offered> missing, Dictionary<string, Found> present, DateTimeOffset now)
    {
        // So it is with nearly every call's first POST, and no limit is less than one.
        if (present.Count == 0 && missing.Count == 1) return false;
        var waiting = present.Values.Select(found => found.Document).Where(document => document.IsWaitingAt(now)).ToList();
        var fresh = present.Values.Count(found => found.Document.StaleAt >= now.ToUnixTimeSeconds());
        return fresh + missing.Count > Limits.MailboxRecordsPerCall
            || waiting.Count + missing.Count > Limits.MailboxPassportsPerCall
            || missing.GroupBy(one => one.Signers[0]).Any(group =>
                group.Count() + waiting.Count(document => group.First().Signers.Contains(document.Signer)) > Limits.MailboxPassportsPerSigner);
    }

    private async ValueTask<Dictionary<string, Found>> FindAllAsync(CallNumbers call, string partition, CancellationToken cancellationToken)
    {
        var present = new Dictionary<string, Found>(StringComparer.Ordinal);
        foreach (var seal in _seals)
        {
            foreach (var record in await ListAsync(seal == _seals[0] ? partition : seal.PartitionOf(call), cancellationToken))
                present.TryAdd(record.Key.Row, new Found(record, MailboxDocument.Read(record.Document)));
        }

        return present;
    }

    // Bounded by the limits of a call; nearly always one page, which then needs no copy.
    private async ValueTask<IReadOnlyList<StoredRecord>> ListAsync(string partition, CancellationToken cancellationToken)
    {
        var page = await _records.ListAsync(Table, partition, continuation: null, PageSize, cancellationToken);
        if (page.Continuation is null) return page.Records;
        var all = new List<StoredRecord>(page.Records);
        while (page.Continuation is not null)
        {
            page = await _records.ListAsync(Table, partition, page.Continuation, PageSize, cancellationToken);
            all.AddRange(page.Records);
        }

        return all;
    }

    /// <param name="Signers">Who signed, hashed under the secret in use and under the one before it.</param>
    private sealed record Offered(VerifiedPassport Passport, RecordKey Key, IReadOnlyList<string> Signers);

    private sealed record Found(StoredRecord Record, MailboxDocument Document);

    [LoggerMessage(EventId = 2202, Level = LogLevel.Error, Message = "The store failed while the PASSporTs of a call were taken: {Count} that were taken before are handed out, the others wait or are lost")]
    private partial void LogCutShort(Exception exception, int count);

    [LoggerMessage(EventId = 2201, Level = LogLevel.Error, Message = "A waiting PASSporT does not open under the secret {SecretId}: it was changed, moved, or sealed under another secret of that id")]
    private partial void LogNotOpened(string secretId);
}
