using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Storage;

namespace Shaken.Core.CallPlacement.Mailbox;

/// <summary>A PASSporT that is to be stored.</summary>
/// <param name="Rows">Its row under each secret, that in use first.</param>
/// <param name="Signers">Who signed, hashed under each secret.</param>
internal sealed record OfferedPassport(VerifiedPassport Passport, RecordKey Key, IReadOnlyList<string> Rows, IReadOnlyList<string> Signers);

/// <summary>
/// What lies in the mailbox of one call, waiting or taken, under every secret: what of an offer is new, and whether it fits.
/// </summary>
internal sealed class CallMailbox
{
    private readonly Dictionary<string, Found> _found = new(StringComparer.Ordinal);

    public void Add(StoredRecord record) =>
        _found.TryAdd(record.Key.Row, new Found(record, MailboxDocument.TryRead(record.Document, out var document) ? document : null));

    /// <summary>Whether the PASSporT is to be stored: it is not there, or its publisher wanted it deleted by now.</summary>
    /// <exception cref="StorageException">A record that cannot be read lies in its place. It may be a tombstone, so it is not
    /// replaced.</exception>
    public bool IsMissing(OfferedPassport offered, DateTimeOffset now)
    {
        if (_found.Count == 0) return true;
        foreach (var row in offered.Rows)
        {
            if (!_found.TryGetValue(row, out var found)) continue;
            if (found.Document is not { } document)
                throw new StorageException("A record of the mailbox cannot be read, and lies where the PASSporT belongs.");
            if (document.IsTombstone || document.IsWaitingAt(now)) return false;
        }

        return true;
    }

    /// <summary>What lies at the PASSporT's row though it is missing: no purge has removed it yet.</summary>
    public StoredRecord? FindGone(OfferedPassport offered) => _found.TryGetValue(offered.Key.Row, out var gone) ? gone.Record : null;

    /// <summary>Whether the limits of one call leave no room for these.</summary>
    public bool IsFull(List<OfferedPassport> missing, DateTimeOffset now)
    {
        // So it is with nearly every call's first POST, and no limit is less than one.
        if (_found.Count == 0 && missing.Count == 1) return false;
        var documents = _found.Values.Select(found => found.Document);
        var waiting = documents.OfType<MailboxDocument>().Where(document => document.IsWaitingAt(now)).ToList();
        var fresh = documents.Count(document => document is null || document.StaleAt >= now.ToUnixTimeSeconds());
        return fresh + missing.Count > Limits.MailboxRecordsPerCall
            || waiting.Count + missing.Count > Limits.MailboxPassportsPerCall
            || missing.GroupBy(one => one.Signers[0])
                .Any(group => group.Count() + OfSigner(group.First(), waiting) > Limits.MailboxPassportsPerSigner);
    }

    private static int OfSigner(OfferedPassport offered, List<MailboxDocument> waiting) =>
        waiting.Count(document => offered.Signers.Contains(document.Signer));

    /// <param name="Document">Null: it cannot be read.</param>
    private sealed record Found(StoredRecord Record, MailboxDocument? Document);
}
