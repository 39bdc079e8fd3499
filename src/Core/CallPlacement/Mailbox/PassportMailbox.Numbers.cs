using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.CallPlacement.Mailbox;

// Reads by called number alone (RFC 8816 section 9, RFC 9888). A pair of numbers is written before its first PASSporT, so that none waits
// that a reader cannot find; where the PASSporT is never stored, the pair is found for a while and holds nothing.
public sealed partial class PassportMailbox
{
    /// <summary>
    /// Takes what waits for any call to a number and is for this reader, <see cref="Limits.MailboxPassportsPerCall"/> at most, or a few
    /// more of the last call: what is left waits for the next request.
    /// </summary>
    /// <param name="readers">The providers that the reader stands for; null: the reader has authority over the number itself.</param>
    /// <param name="requestId">As in <see cref="TakeAsync"/>.</param>
    public async ValueTask<TakenPassports> TakeCalledAsync(
        TelephoneNumber dest, IReadOnlyList<ProviderId>? readers, string requestId, CancellationToken cancellationToken)
    {
        if (!_readsByCalledNumber) throw new InvalidOperationException("This mailbox keeps no record of who calls a number.");
        var calls = new HashSet<CallNumbers>();
        foreach (var seal in _seals) await AddCallsAsync(seal, dest, calls, cancellationToken);

        var taken = new List<string>();
        foreach (var call in calls)
        {
            if (taken.Count >= Limits.MailboxPassportsPerCall) break;
            try
            {
                taken.AddRange((await TakeAsync(call, readers, publisher: null, requestId, cancellationToken)).Passports);
            }
            catch (Exception exception) when (taken.Count > 0)
            {
                // Tombstones stand for these: an error instead of them would lose them, whatever it is.
                LogCutShort(exception, taken.Count);
                break;
            }
        }

        return new TakenPassports(taken);
    }

    private async ValueTask AddCallsAsync(
        MailboxSeal seal, TelephoneNumber dest, HashSet<CallNumbers> calls, CancellationToken cancellationToken)
    {
        var partition = seal.PartitionOf(dest);
        string? continuation = null;
        do
        {
            var page = await _records.ListAsync(Table, partition, continuation, PageSize, cancellationToken);
            foreach (var record in page.Records)
            {
                if (record.ExpiresAt <= _time.GetUtcNow()) continue;
                if (!CalledPair.TryRead(record.Document, out var pair)) LogNotRead();
                else if (seal.TryOpenOrig(pair.SealedOrig, record.Key, out var orig)) calls.Add(new CallNumbers(dest, orig));
                else LogNotOpened(seal.SecretId);
            }

            continuation = page.Continuation;
        }
        while (continuation is not null && calls.Count < Limits.MailboxCallsPerNumber);
    }

    // It lasts as long as the longest of what it leads to. One that is there already is prolonged, never shortened.
    private async ValueTask WriteCalledPairAsync(CallNumbers call, DateTimeOffset until, CancellationToken cancellationToken)
    {
        if (!_readsByCalledNumber) return;
        var seal = _seals[0];
        var key = new RecordKey(Table, seal.PartitionOf(call.Dest), seal.RowOf(call));
        var pair = new NewRecord(key, new CalledPair(seal.SealOrig(call.Orig, key)).Write(), until);
        for (var attempt = 0; attempt < StorageLimits.ConditionalTries; attempt++)
        {
            if (await _records.TryInsertAsync(pair, cancellationToken) is not null) return;
            if (await _records.FindAsync(key, cancellationToken) is not { } present) continue;
            if (present.ExpiresAt is null || present.ExpiresAt >= until) return;
            if (await _records.TryReplaceAsync(pair, present.ETag, cancellationToken) is not null) return;
        }

        throw StorageException.OfContention("The record of a called number");
    }
}
