using System.Collections.Immutable;
using Shaken.Core.Storage;

namespace Shaken.Local.Records;

/// <summary>
/// The next set of records in the making: each change sees what the ones before it did. Dropping the draft undoes them all.
/// </summary>
internal sealed class RecordDraft
{
    private readonly ImmutableSortedSet<StoredRecord>.Builder _records;
    private readonly ImmutableSortedSet<Expiry>.Builder _expiries;
    private readonly List<RecordEdit> _edits = [];
    private long _lastVersion;
    private long _octets;

    public RecordDraft(RecordSet set)
    {
        (_records, _expiries) = (set.Records.ToBuilder(), set.Expiries.ToBuilder());
        (_lastVersion, _octets) = (set.LastVersion, set.Octets);
    }

    /// <summary>What the changes did, in their order.</summary>
    public IReadOnlyList<RecordEdit> Edits => _edits;

    /// <summary>What the edits take in a journal.</summary>
    public long EditOctets { get; private set; }

    public RecordSet ToSet() => new(_records.ToImmutable(), _expiries.ToImmutable(), _lastVersion, _octets);

    public ETag? TryInsert(NewRecord record) => Find(record.Key) is null ? Put(record) : null;

    public IReadOnlyList<RecordKey> TryInsertAll(IReadOnlyList<NewRecord> records)
    {
        var taken = records.Select(record => record.Key).Where(key => Find(key) is not null).ToList();
        if (taken.Count > 0) return taken;
        foreach (var record in records) Put(record);
        return [];
    }

    public ETag? TryReplace(NewRecord record, ETag expected) => IsAt(record.Key, expected) ? Put(record) : null;

    public bool TryDelete(RecordKey key, ETag expected)
    {
        if (!IsAt(key, expected)) return false;
        Edit(RecordEdit.Delete(key));
        return true;
    }

    public int RemoveExpired(string table, DateTimeOffset now, int maxRecords)
    {
        var keys = ToSet().ListExpired(table, now, maxRecords);
        foreach (var key in keys) Edit(RecordEdit.Delete(key));
        return keys.Count;
    }

    /// <summary>Carries out an edit that was decided before, as a replayed journal has them.</summary>
    public void Apply(RecordEdit edit)
    {
        if (Find(edit.Key) is { } old) Remove(old);
        if (edit.Record is { } record) Add(record);
    }

    /// <summary>Says that versions up to this one have been given, by records that may be gone.</summary>
    public void SkipVersions(long last) => _lastVersion = Math.Max(_lastVersion, last);

    private StoredRecord? Find(RecordKey key) => _records.TryGetValue(RecordOrder.Probe(key), out var record) ? record : null;

    private bool IsAt(RecordKey key, ETag expected) => Find(key) is { } record && record.ETag == expected;

    private ETag Put(NewRecord record)
    {
        var etag = RecordVersion.ToETag(_lastVersion + 1);
        Edit(RecordEdit.Put(new StoredRecord(record.Key, record.Document, record.ExpiresAt?.ToUniversalTime(), etag)));
        return etag;
    }

    private void Edit(RecordEdit edit)
    {
        Apply(edit);
        _edits.Add(edit);
        EditOctets += RecordOctets.Count(edit);
    }

    private void Remove(StoredRecord record)
    {
        _records.Remove(record);
        if (record.ExpiresAt is { } at) _expiries.Remove(new Expiry(at, record.Key));
        _octets -= RecordOctets.Count(RecordEdit.Put(record));
    }

    private void Add(StoredRecord record)
    {
        _records.Add(record);
        if (record.ExpiresAt is { } at) _expiries.Add(new Expiry(at, record.Key));
        _octets += RecordOctets.Count(RecordEdit.Put(record));
        SkipVersions(RecordVersion.FromETag(record.ETag));
    }
}
