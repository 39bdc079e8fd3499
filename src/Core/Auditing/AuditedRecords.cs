using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.Auditing;

/// <summary>
/// Records of one table that change together with the act that tells of it (ADR 0044): the act is stored in the same write; then the
/// change is carried out where it has effects elsewhere; then the act is appended to the audit log, and taken off. What an instance left
/// untold is told by the next who changes the record, or by <see cref="SweepAsync"/>.
/// </summary>
internal sealed class AuditedRecords
{
    // A record whose row is there and which itself is not: it is about to be made, or a crash came before it was.
    private static readonly TimeSpan GraceOfNew = TimeSpan.FromHours(1);

    private readonly IRecords _records;
    private readonly AuditLog _audit;
    private readonly string _table;
    private readonly Func<AuditedRecord, CancellationToken, ValueTask>? _carryOut;
    private readonly ChangesUnderWay _underWay;

    /// <param name="table">A table of its own, whose partitions hold no colon. Changes under way take the name with
    /// <c>-changes</c>.</param>
    /// <param name="carryOut">The effects of a record elsewhere. It may be called again with the same record. Null: there are none.</param>
    public AuditedRecords(
        IRecords records, AuditLog audit, string table, TimeProvider time, IRandom random,
        Func<AuditedRecord, CancellationToken, ValueTask>? carryOut = null)
    {
        (_records, _audit, _table, _carryOut) = (records, audit, table, carryOut);
        _underWay = new ChangesUnderWay(records, $"{table}-changes", time, random);
    }

    /// <summary>The record, or null.</summary>
    public async ValueTask<AuditedRecord?> FindAsync(string partition, string row, CancellationToken cancellationToken) =>
        await _records.FindAsync(new RecordKey(_table, partition, row), cancellationToken) is { } record ? Read(record) : null;

    /// <summary>The record, after the act of its last change was told; null: there is none.</summary>
    public async ValueTask<AuditedRecord?> FindToldAsync(string partition, string row, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < StorageLimits.ConditionalTries; attempt++)
        {
            var record = await FindAsync(partition, row, cancellationToken);
            if (record?.Untold is null) return record;
            await TellAsync(record, cancellationToken);
        }

        throw StorageException.OfContention($"A record of {_table}");
    }

    /// <summary>Records of a partition in the order of their rows.</summary>
    public async ValueTask<AuditedPage> ListAsync(
        string partition, string? continuation, int maxRecords, CancellationToken cancellationToken)
    {
        var page = await _records.ListAsync(_table, partition, continuation, maxRecords, cancellationToken);
        return new AuditedPage([.. page.Records.Select(Read)], page.Continuation);
    }

    /// <summary>Writes a record and tells of it. It is answered when the audit log has the act. False: another was quicker.</summary>
    /// <param name="before">As <see cref="FindToldAsync"/> gave it; null: the record is new.</param>
    public async ValueTask<bool> TryWriteAsync(
        AuditedRecord? before, NewAuditedRecord record, AuditAct act, CancellationToken cancellationToken)
    {
        if (before?.Untold is not null) throw new ArgumentException("The last change is not told of yet.", nameof(before));
        var underWay = await _underWay.BeginAsync(IdOf(record.Partition, record.Row), cancellationToken);
        if (await TryPutAsync(record, act, before?.ETag, cancellationToken) is { } version)
        {
            // It is stored: from here on a caller that leaves ends nothing.
            var key = new RecordKey(_table, record.Partition, record.Row);
            await TellAsync(new AuditedRecord(key, record.Content, record.ExpiresAt, act, version), CancellationToken.None);
            await _underWay.EndAsync(underWay, CancellationToken.None);
            return true;
        }

        await _underWay.EndAsync(underWay, cancellationToken);
        return false;
    }

    /// <summary>Writes what nobody audits, such as the next token of a session. False: another was quicker.</summary>
    /// <param name="before">As <see cref="FindToldAsync"/> gave it; null: the record is new.</param>
    public async ValueTask<bool> TryWriteSilentlyAsync(
        AuditedRecord? before, NewAuditedRecord record, CancellationToken cancellationToken)
    {
        if (before?.Untold is not null) throw new ArgumentException("The last change is not told of yet.", nameof(before));
        return await TryPutAsync(record, act: null, before?.ETag, cancellationToken) is not null;
    }

    /// <summary>Tells of all changes that an instance left untold. Safe on many instances at once, and to be repeated.</summary>
    public ValueTask SweepAsync(CancellationToken cancellationToken) => _underWay.SweepAsync(
        async (id, age, token) =>
        {
            var separator = id.IndexOf(':', StringComparison.Ordinal);
            if (await FindAsync(id[..separator], id[(separator + 1)..], token) is not { } record) return age >= GraceOfNew;

            // Written again, the record makes a change fail that is still under way: that one begins anew, with a row of its own.
            if (record.Untold is null) return await TryWriteSilentlyAsync(record, SameAs(record), token);
            await TellAsync(record, token);
            return true;
        },
        cancellationToken);

    // Many may do so at once: the log holds one entry of an act, and a lost race is another's who told the same.
    private async ValueTask TellAsync(AuditedRecord record, CancellationToken cancellationToken)
    {
        if (record.Untold is not { } act) return;
        if (_carryOut is not null) await _carryOut(record, cancellationToken);
        await _audit.AppendAsync(act, cancellationToken);
        await TryPutAsync(SameAs(record), act: null, record.ETag, cancellationToken);
    }

    private async ValueTask<ETag?> TryPutAsync(NewAuditedRecord record, AuditAct? act, ETag? expected, CancellationToken cancellationToken)
    {
        var document = new AuditedDocument(act is null ? null : AuditActDocument.Of(act), record.Content);
        var octets = JsonSerializer.SerializeToUtf8Bytes(document, AuditJson.Default.AuditedDocument);
        var stored = new NewRecord(new RecordKey(_table, record.Partition, record.Row), octets, record.ExpiresAt);
        return expected is { } version
            ? await _records.TryReplaceAsync(stored, version, cancellationToken)
            : await _records.TryInsertAsync(stored, cancellationToken);
    }

    private static NewAuditedRecord SameAs(AuditedRecord record) =>
        new(record.Key.Partition, record.Key.Row, record.Content, record.ExpiresAt);

    private static AuditedRecord Read(StoredRecord record)
    {
        try
        {
            AuditAct? act = null;
            if (JsonSerializer.Deserialize(record.Document.Span, AuditJson.Default.AuditedDocument) is { } document
                && (document.Act is null || document.Act.TryToAct(out act)))
                return new AuditedRecord(record.Key, document.Content, record.ExpiresAt, act, record.ETag);
        }
        catch (JsonException exception)
        {
            throw Unreadable(record.Key, exception);
        }

        throw Unreadable(record.Key, cause: null);
    }

    private static StorageException Unreadable(RecordKey key, JsonException? cause)
    {
        var message = $"The record {key.Row} of {key.Table} cannot be read.";
        return cause is null ? new StorageException(message) : new StorageException(message, cause);
    }

    private static string IdOf(string partition, string row) => $"{partition}:{row}";
}

/// <summary>A record to write with its act.</summary>
internal sealed record NewAuditedRecord(string Partition, string Row, JsonElement Content, DateTimeOffset? ExpiresAt = null);

/// <summary>A record as it lies in the store.</summary>
/// <param name="Untold">What is still to be told of its last change; null: nothing.</param>
internal sealed record AuditedRecord(RecordKey Key, JsonElement Content, DateTimeOffset? ExpiresAt, AuditAct? Untold, ETag ETag);

/// <summary>Some records and where to go on; a null continuation is the end.</summary>
internal sealed record AuditedPage(IReadOnlyList<AuditedRecord> Records, string? Continuation);

/// <summary>A record as it is stored.</summary>
internal sealed record AuditedDocument(AuditActDocument? Act, JsonElement Content);
