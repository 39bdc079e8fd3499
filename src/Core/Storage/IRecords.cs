namespace Shaken.Core.Storage;

/// <summary>
/// Small JSON documents under a table, a partition key and a row key, each with an ETag. Whatever several instances share
/// goes through here, so every change states what it expects to find.
/// </summary>
/// <remarks>
/// A change that has been answered is durable. A lost race is a result, never an exception; an exception
/// (<see cref="StorageException"/>) is an outage, after which the change may or may not have happened.
/// Keys are 1 to 256 characters of <c>A-Z a-z 0-9 - _ . ~ : =</c>, compared octet by octet.
/// </remarks>
public interface IRecords
{
    /// <summary>The record, or null.</summary>
    ValueTask<StoredRecord?> FindAsync(RecordKey key, CancellationToken cancellationToken);

    /// <summary>Inserts unless a record is there, expired ones included. Null: one is there and nothing changed.</summary>
    ValueTask<ETag?> TryInsertAsync(NewRecord record, CancellationToken cancellationToken);

    /// <summary>
    /// Inserts all of them in one step or none. All share one table and partition; at most <see cref="StorageLimits.InsertAll"/>.
    /// </summary>
    /// <returns>The keys that are taken; empty when all were inserted.</returns>
    ValueTask<IReadOnlyList<RecordKey>> TryInsertAllAsync(IReadOnlyList<NewRecord> records, CancellationToken cancellationToken);

    /// <summary>Replaces the record if it still is the version <paramref name="expected"/>. Null: it is not, or is gone.</summary>
    ValueTask<ETag?> TryReplaceAsync(NewRecord record, ETag expected, CancellationToken cancellationToken);

    /// <summary>Deletes the record if it still is the version <paramref name="expected"/>. False: it is not, or is gone.</summary>
    ValueTask<bool> TryDeleteAsync(RecordKey key, ETag expected, CancellationToken cancellationToken);

    /// <summary>
    /// The records of one partition in ordinal order of their row keys, at most <paramref name="maxRecords"/> a page.
    /// A page may be short before the end: only a null continuation means the end.
    /// </summary>
    /// <param name="continuation">Null, or what the page before gave.</param>
    ValueTask<RecordPage> ListAsync(
        string table, string partition, string? continuation, int maxRecords, CancellationToken cancellationToken);

    /// <summary>
    /// Removes records of the table, whatever their partition, whose <see cref="NewRecord.ExpiresAt"/> has passed, at most
    /// <paramref name="maxRecords"/> of them.
    /// </summary>
    /// <returns>How many were removed; fewer than asked for means that none is left.</returns>
    ValueTask<int> RemoveExpiredAsync(string table, DateTimeOffset now, int maxRecords, CancellationToken cancellationToken);
}

/// <summary>Where a record lies.</summary>
public sealed record RecordKey(string Table, string Partition, string Row);

/// <summary>A record to write.</summary>
/// <param name="Key">Where it goes.</param>
/// <param name="Document">UTF-8 JSON, at most <see cref="StorageLimits.DocumentOctets"/> octets.</param>
/// <param name="ExpiresAt">
/// From then on <see cref="IRecords.RemoveExpiredAsync"/> may remove it, or the store itself when it makes room; null keeps it. Until
/// removed it is found like any other: its owner judges whether it is still good. One that was removed may be found again after a crash.
/// </param>
public sealed record NewRecord(RecordKey Key, ReadOnlyMemory<byte> Document, DateTimeOffset? ExpiresAt = null)
{
    /// <summary>
    /// Takes from the space that a store keeps for the day it is full, when it refuses what makes it grow. For small records without which
    /// nothing can be taken out, such as the used jti of a reader.
    /// </summary>
    public bool MayUseReserve { get; init; }
}

/// <summary>A record as it lies in the store.</summary>
public sealed record StoredRecord(RecordKey Key, ReadOnlyMemory<byte> Document, DateTimeOffset? ExpiresAt, ETag ETag);

/// <summary>Some records of a partition and where to go on; a null continuation is the end.</summary>
public sealed record RecordPage(IReadOnlyList<StoredRecord> Records, string? Continuation);
