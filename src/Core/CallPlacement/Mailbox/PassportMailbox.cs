using Microsoft.Extensions.Logging;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Storage;

namespace Shaken.Core.CallPlacement.Mailbox;

/// <summary>What one request took from a mailbox: tokens that nobody else gets.</summary>
public sealed record TakenPassports(IReadOnlyList<string> Passports);

/// <summary>
/// PASSporTs that wait for their call. Each is handed out once at most, whichever of many instances and readers asks; at rest it lies
/// under a keyed hash of its numbers, sealed.
/// </summary>
/// <remarks>
/// Partition: the secret's id and a keyed hash of called and calling number. Row: a keyed hash of the PASSporT's identity. Taking replaces
/// the record by a tombstone that stays until a repeated POST would be stale by every instance's clock, so that what was taken cannot be
/// put back. The answer that carries a PASSporT can be lost; the PASSporT is lost with it, as is one that two readers took at once under
/// two secrets. The limits per signer and call are looked at before the insert: as many as post at the very same moment can pass them
/// together. The bounds of the whole mailbox are those of <see cref="MailboxShares"/>.
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
    private readonly MailboxShares _shares;
    private readonly bool _readsByCalledNumber;
    private readonly ILogger<PassportMailbox> _logger;

    /// <param name="freshness">
    /// How far iat may lie from now: a PASSporT waits until iat and this have passed, its tombstone stays
    /// <see cref="ClockTolerance.Instances"/> longer.
    /// </param>
    /// <param name="readsByCalledNumber">Whether a reader may ask by called number alone, which costs one more write a PASSporT.</param>
    public PassportMailbox(
        IRecords records,
        DeploymentSecrets secrets,
        IRandom random,
        TimeProvider time,
        TimeSpan freshness,
        MailboxBounds bounds,
        ILogger<PassportMailbox> logger,
        bool readsByCalledNumber = false)
    {
        _readsByCalledNumber = readsByCalledNumber;
        _records = records;
        _seals = [.. secrets.All.Select(secret => new MailboxSeal(secret, random))];
        _time = time;
        _freshness = freshness;
        _shares = new MailboxShares(bounds, time);
        _logger = logger;
    }

    /// <summary>
    /// Stores all of them or none. One that is there already, waiting or taken, counts as stored: posting twice is posting once. For whom
    /// it was posted first stands, whatever a second post says: else who saw a PASSporT could turn it to another reader.
    /// </summary>
    /// <param name="call">The numbers that every one of them names.</param>
    /// <param name="destinations">Who alone may take them; null: any reader.</param>
    /// <param name="deleteAt">The publisher's wish; null: until they are stale.</param>
    /// <returns>How many are new; or MailboxFull.</returns>
    public async ValueTask<Outcome<int, CpsRefusal>> StoreAsync(
        CallNumbers call, IReadOnlyList<VerifiedPassport> passports, IReadOnlyList<string> publishers,
        IReadOnlyList<ProviderId>? destinations, DateTimeOffset? deleteAt,
        CancellationToken cancellationToken)
    {
        var destinationTexts = destinations?.Select(destination => destination.ToString()).ToArray();
        var partition = _seals[0].PartitionOf(call);
        var offered = OfferedOf(call, partition, passports);
        for (var attempt = 0; attempt < StorageLimits.ConditionalTries; attempt++)
        {
            var now = _time.GetUtcNow();
            var mailbox = await OpenAsync(call, partition, cancellationToken);
            var missing = offered.FindAll(one => mailbox.IsMissing(one, now));
            if (missing.Count == 0) return 0;
            if (mailbox.IsFull(missing, now)) return new CpsRefusal(CpsFailure.MailboxFull, "too many PASSporTs wait for this call");
            var records = missing.ConvertAll(one => NewRecord(one, publishers, destinationTexts, deleteAt));
            if (TryCount(missing, records, destinationTexts, now) is not { } counted)
                return new CpsRefusal(CpsFailure.MailboxFull, "too many PASSporTs of this signer wait here");
            if (await TryInsertAsync(call, mailbox, missing, records, counted, cancellationToken)) return missing.Count;

            // Somebody stored one of them in between: look again.
        }

        throw StorageException.OfContention("The mailbox of a call");
    }

    /// <summary>Takes what waits for the call and is for this reader: each PASSporT goes to one caller only.</summary>
    /// <param name="readers">
    /// The providers that the reader stands for; null: the reader has authority over the called number itself.
    /// </param>
    /// <param name="publisher">Only those that this provider published; null: all.</param>
    /// <param name="requestId">Names the request: the same one recognises what it took already, after a lost answer of the store.</param>
    public async ValueTask<TakenPassports> TakeAsync(
        CallNumbers call, IReadOnlyList<ProviderId>? readers, ServiceProviderCode? publisher, string requestId,
        CancellationToken cancellationToken)
    {
        // All is read before anything is taken: until then a failure or a reader that goes away costs nothing.
        var waiting = new IReadOnlyList<StoredRecord>[_seals.Count];
        for (var index = 0; index < waiting.Length; index++)
            waiting[index] = await ListAsync(_seals[index].PartitionOf(call), cancellationToken);

        var taken = new List<string>();
        var tried = _seals.Count == 1 ? null : new HashSet<string>(StringComparer.Ordinal);
        try
        {
            for (var index = 0; index < waiting.Length; index++)
            {
                foreach (var record in waiting[index])
                    if (await TryTakeAsync(call, _seals[index], record, readers, publisher, requestId, tried) is { } passport)
                        taken.Add(passport);
            }
        }
        catch (Exception exception) when (taken.Count > 0)
        {
            // Tombstones stand for these: an error instead of them would lose them, whatever it is.
            LogCutShort(exception, taken.Count);
        }

        return new TakenPassports(taken);
    }

    /// <summary>The PASSporT of a record, if it is for this reader and nobody else got it.</summary>
    /// <param name="tried">The identities that this request met under either of two secrets; null where there is one.</param>
    private async ValueTask<string?> TryTakeAsync(
        CallNumbers call, MailboxSeal seal, StoredRecord record, IReadOnlyList<ProviderId>? readers, ServiceProviderCode? publisher,
        string requestId, HashSet<string>? tried)
    {
        if (!MailboxDocument.TryRead(record.Document, out var document))
        {
            LogNotRead();
            return null;
        }

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
        _shares.Taken(record.Key.Row);
        if (identity is not null && !await TryTakeElsewhereAsync(call, seal, identity, requestId)) return null;

        // What was looked at elsewhere too late may have been purged.
        return identity is null || document.IsWaitingAt(_time.GetUtcNow()) ? waiting.Passport : null;
    }

    /// <summary>
    /// Takes the same PASSporT under the other secret too: instances that write under different ones, while these change, can both store
    /// one that is posted to both at once. After the first taking, never before: of two readers one at least then sees the other's
    /// tombstone.
    /// </summary>
    /// <returns>False: another request took it there.</returns>
    private async ValueTask<bool> TryTakeElsewhereAsync(CallNumbers call, MailboxSeal takenUnder, string identity, string requestId)
    {
        foreach (var seal in _seals)
        {
            if (seal == takenUnder) continue;
            var key = new RecordKey(Table, seal.PartitionOf(call), seal.RowOf(identity));
            if (!await TryTakeAtAsync(key, requestId)) return false;
        }

        return true;
    }

    /// <summary>Takes what lies at a place, if anything does. False: another request took it, or what lies there cannot be read.</summary>
    private async ValueTask<bool> TryTakeAtAsync(RecordKey key, string requestId)
    {
        for (var attempt = 0; attempt < StorageLimits.ConditionalTries; attempt++)
        {
            if (await _records.FindAsync(key, CancellationToken.None) is not { } record) return true;
            if (!MailboxDocument.TryRead(record.Document, out var document))
            {
                LogNotRead();
                return false;
            }

            if (document.IsTombstone) return document.TakenBy == requestId;
            if (await TryTakeAsync(record, document, requestId)) return true;
        }

        throw StorageException.OfContention("A PASSporT under the other secret");
    }

    private static string IdentityOf(string compact) =>
        UntrustedPassport.TryParse(compact, out var passport, out _)
            ? passport.Identity
            : throw new InvalidOperationException("What was sealed as a PASSporT is none.");

    private async ValueTask<bool> TryTakeAsync(StoredRecord record, MailboxDocument document, string requestId)
    {
        var left = document with { Sealed = null, TakenBy = requestId };
        var tombstone = new NewRecord(
            record.Key, left.Write(), After(document.StaleAt) + ClockTolerance.Instances) { MayUseReserve = true };
        if (await _records.TryReplaceAsync(tombstone, record.ETag, CancellationToken.None) is not null) return true;

        // Lost the race, or won it in a try whose answer was lost.
        return await _records.FindAsync(record.Key, CancellationToken.None) is { } now
            && MailboxDocument.TryRead(now.Document, out var lying) && lying.TakenBy == requestId;
    }

    private List<OfferedPassport> OfferedOf(CallNumbers call, string partition, IReadOnlyList<VerifiedPassport> passports)
    {
        var offered = new List<OfferedPassport>(passports.Count);
        foreach (var passport in passports)
        {
            var rows = OfEach(seal => seal.RowOf(passport.Identity));
            if (HasRow(offered, rows[0])) continue;
            var signers = OfEach(seal => seal.SignerOf(call, passport));
            offered.Add(new OfferedPassport(passport, new RecordKey(Table, partition, rows[0]), rows, signers));
        }

        return offered;
    }

    private static bool HasRow(List<OfferedPassport> offered, string row)
    {
        foreach (var one in offered)
            if (one.Key.Row == row) return true;
        return false;
    }

    private string[] OfEach(Func<MailboxSeal, string> what)
    {
        var texts = new string[_seals.Count];
        for (var index = 0; index < texts.Length; index++) texts[index] = what(_seals[index]);
        return texts;
    }

    // Null: they do not fit into what the signer, the provider or all may hold.
    private IReadOnlyList<MailboxParcel>? TryCount(
        List<OfferedPassport> missing, List<NewRecord> records, IReadOnlyList<string>? destinations, DateTimeOffset now)
    {
        var parcels =
            missing.ConvertAll(one => MailboxParcel.Of(records.Find(record => record.Key == one.Key)!, one.Passport, destinations));
        return _shares.TryAdd(parcels, records.Max(record => record.ExpiresAt!.Value) - now);
    }

    private async ValueTask<bool> TryInsertAsync(
        CallNumbers call,
        CallMailbox mailbox,
        List<OfferedPassport> missing,
        List<NewRecord> records,
        IReadOnlyList<MailboxParcel> counted,
        CancellationToken cancellationToken)
    {
        var isStored = false;
        try
        {
            await WriteCalledPairAsync(call, records.Max(record => record.ExpiresAt!.Value), cancellationToken);

            // What its publisher wanted deleted by now, and no purge has removed yet, makes way.
            foreach (var one in missing)
                if (mailbox.FindGone(one) is { } gone) await _records.TryDeleteAsync(gone.Key, gone.ETag, cancellationToken);
            isStored = (await _records.TryInsertAllAsync(records, cancellationToken)).Count == 0;
            return isStored;
        }
        finally
        {
            if (!isStored) _shares.GiveBack(counted);
        }
    }

    private NewRecord NewRecord(OfferedPassport one, IReadOnlyList<string> publishers, IReadOnlyList<string>? destinations,
        DateTimeOffset? deleteAt)
    {
        var stale = one.Passport.Claims.IssuedAt + _freshness;
        var waitsUntil = deleteAt < stale ? deleteAt.Value : stale;
        var content = _seals[0].Seal(new MailboxContent(one.Passport.Compact, publishers, destinations), one.Key);
        var document = new MailboxDocument(
            one.Signers[0], waitsUntil.ToUnixTimeSeconds(), stale.ToUnixTimeSeconds(), content, TakenBy: null);
        return new NewRecord(one.Key, document.Write(), After(document.WaitsUntil));
    }

    private static DateTimeOffset After(long unixSeconds) => DateTimeOffset.FromUnixTimeSeconds(unixSeconds + 1);
}
