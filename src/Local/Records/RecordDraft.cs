using Shaken.Core.Storage;

namespace Shaken.Local.Records;

/// <summary>
/// Changes of a set in the making: each sees what the ones before it did, nobody else sees any of them before <see cref="Commit"/>, and <see cref="Drop"/>
/// undoes them all. One draft serves batch after batch.
/// </summary>
internal sealed class RecordDraft
{
    private readonly RecordSet _set;
    private readonly Dictionary<PartitionKey, RecordPartition> _changed = [];
    private readonly List<(StoredRecord? Before, StoredRecord? After)> _steps = [];
    private readonly List<RecordEdit> _edits = [];

    public RecordDraft(RecordSet set) => (_set, LastVersion) = (set, set.LastVersion);

    /// <summary>What the changes did, in their order.</summary>
    public IReadOnlyList<RecordEdit> Edits => _edits;

    /// <summary>What the edits take in a journal.</summary>
    public long EditOctets { get; private set; }

    /// <summary>The newest version given, by this draft too.</summary>
    public long LastVersion { get; private set; }

    /// <summary>
    /// The disk is full: what makes the records grow is refused, unless it may use the reserve, and expired records are forgotten without
    /// an edit. They are found again after a crash, and have expired then too.
    /// </summary>
    public bool OnlyFrees { get; set; }

    /// <summary>Shows the changes to readers, a partition at a time.</summary>
    public void Commit()
    {
        foreach (var (key, partition) in _changed) _set.Show(key, partition);
        foreach (var (before, after) in _steps) _set.Count(before, after);
        _set.SkipVersions(LastVersion);
        Drop();
    }

    /// <summary>Forgets what was not committed.</summary>
    public void Drop()
    {
        _changed.Clear();
        _steps.Clear();
        _edits.Clear();
        EditOctets = 0;
        LastVersion = _set.LastVersion;
    }

    public ETag? TryInsert(NewRecord record)
    {
        if (Find(record.Key) is not null) return null;
        CheckRoom([record], freed: null);
        return Put(record);
    }

    public IReadOnlyList<RecordKey> TryInsertAll(IReadOnlyList<NewRecord> records)
    {
        List<RecordKey>? taken = null;
        foreach (var record in records)
            if (Find(record.Key) is not null) (taken ??= []).Add(record.Key);
        if (taken is not null) return taken;
        CheckRoom(records, freed: null);
        foreach (var record in records) Put(record);
        return [];
    }

    public ETag? TryReplace(NewRecord record, ETag expected)
    {
        if (Find(record.Key) is not { } present || present.ETag != expected) return null;
        CheckRoom([record], present);
        return Put(record);
    }

    public bool TryDelete(RecordKey key, ETag expected)
    {
        if (!IsAt(key, expected)) return false;
        Edit(RecordEdit.Delete(key));
        return true;
    }

    /// <summary>Removes of what was committed. A record of this same draft was answered to nobody yet: the next purge has it.</summary>
    public int RemoveExpired(string table, DateTimeOffset now, int maxRecords)
    {
        var gone = _set.Expired(table, now).Where(record => ReferenceEquals(Find(record.Key), record)).Take(maxRecords).ToList();
        foreach (var record in gone)
        {
            if (OnlyFrees) Apply(RecordEdit.Delete(record.Key));
            else Edit(RecordEdit.Delete(record.Key));
        }

        return gone.Count;
    }

    /// <summary>Forgets all that has expired, without edits: for a journal that is about to be written anew.</summary>
    public void ForgetExpired(DateTimeOffset now)
    {
        foreach (var record in _set.Expired(now).ToList()) Apply(RecordEdit.Delete(record.Key));
    }

    /// <summary>Carries out an edit that was decided before, as a replayed journal has them.</summary>
    public void Apply(RecordEdit edit)
    {
        var place = PartitionKey.Of(edit.Key);
        var partition = Partition(place);
        var before = partition.Find(edit.Key);
        if (before is not null) partition = partition.Without(before);
        if (edit.Record is { } record)
        {
            partition = partition.With(record);
            SkipVersions(RecordVersion.FromETag(record.ETag));
        }

        _changed[place] = partition;
        _steps.Add((before, edit.Record));
    }

    /// <summary>Says that versions up to this one have been given, by records that may be gone.</summary>
    public void SkipVersions(long last) => LastVersion = Math.Max(LastVersion, last);

    private RecordPartition Partition(PartitionKey key) => _changed.Count > 0 && _changed.TryGetValue(key, out var partition) ? partition : _set.Partition(key);

    private StoredRecord? Find(RecordKey key) => Partition(PartitionKey.Of(key)).Find(key);

    /// <exception cref="StorageException">The disk is full, and these records make it fuller.</exception>
    private void CheckRoom(IReadOnlyList<NewRecord> records, StoredRecord? freed)
    {
        if (!OnlyFrees || records.All(record => record.MayUseReserve)) return;
        var room = freed?.Document.Length ?? -1;
        if (records.Sum(record => (long)record.Document.Length) > room)
            throw new StorageException("The disk is full: nothing new is stored until there is space again.");
    }

    private bool IsAt(RecordKey key, ETag expected) => Find(key) is { } record && record.ETag == expected;

    private ETag Put(NewRecord record)
    {
        var etag = RecordVersion.ToETag(LastVersion + 1);
        Edit(RecordEdit.Put(new StoredRecord(record.Key, record.Document, record.ExpiresAt?.ToUniversalTime(), etag)));
        return etag;
    }

    private void Edit(RecordEdit edit)
    {
        Apply(edit);
        _edits.Add(edit);
        EditOctets += RecordOctets.Count(edit);
    }
}
