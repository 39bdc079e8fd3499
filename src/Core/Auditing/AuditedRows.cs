using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.Auditing;

/// <summary>A change: what stands in the row after it, and what the audit log is told.</summary>
/// <param name="ExpiresAt">From then on a purge may remove the row; null: it stays.</param>
internal sealed record AuditedChange<T>(T Value, AuditAct Act, DateTimeOffset? ExpiresAt = null)
    where T : class;

/// <summary>A row as it is stored.</summary>
/// <param name="Marks">The last requests that changed it.</param>
/// <param name="Pending">What the audit log is still to be told of the last change; null: nothing.</param>
internal sealed record AuditedRowDocument<T>(T Value, IReadOnlyList<string> Marks, AuditActDocument? Pending)
    where T : class;

/// <summary>
/// Rows of which every change stands in the audit log, by the steps of ADR 0044: a change and its act are stored in one write; then the
/// change is carried out where it has effects elsewhere, then the act is appended. Whoever changes the row next does first what an
/// instance left undone, and <see cref="SweepAsync"/> does it otherwise. Safe on any number of instances.
/// </summary>
internal sealed class AuditedRows<T>
    where T : class
{
    // Retries that come later than so many other changes count as new requests.
    private const int RememberedRequests = 8;

    private const char Separator = ':';

    // A row that is announced and not there: it is about to be made, or a crash came before it was.
    private static readonly TimeSpan GraceOfNew = TimeSpan.FromHours(1);

    private readonly AuditLog _audit;
    private readonly IRecords _records;
    private readonly string _table;
    private readonly JsonTypeInfo<AuditedRowDocument<T>> _form;
    private readonly Func<T, CancellationToken, ValueTask>? _carryOut;
    private readonly ChangesUnderWay _underWay;

    /// <param name="table">A table of its own; the announcements take the name with <c>-changes</c>.</param>
    /// <param name="carryOut">The effects of a row elsewhere. It may be called again with the same row. Null: there are none.</param>
    public AuditedRows(
        AuditLog audit, IRecords records, string table, JsonTypeInfo<AuditedRowDocument<T>> form,
        Func<T, CancellationToken, ValueTask>? carryOut, TimeProvider time, IRandom random)
    {
        (_audit, _records, _table, _form, _carryOut) = (audit, records, table, form, carryOut);
        _underWay = new ChangesUnderWay(records, $"{table}-changes", time, random);
    }

    public async ValueTask<T?> FindAsync(string partition, string row, CancellationToken cancellationToken) =>
        (await FindStoredAsync(new RecordKey(_table, partition, row), cancellationToken))?.Document.Value;

    /// <summary>The rows of a partition in the order of their keys.</summary>
    public async IAsyncEnumerable<T> ListAsync(string partition, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? continuation = null;
        do
        {
            var page = await _records.ListAsync(_table, partition, continuation, StorageLimits.Page, cancellationToken);
            foreach (var record in page.Records) yield return Read(record).Document.Value;
            continuation = page.Continuation;
        }
        while (continuation is not null);
    }

    /// <summary>Changes a row. The same request again gives what it made.</summary>
    /// <param name="partition">Without a colon.</param>
    /// <param name="mark">What tells this request with this content from all others (<see cref="ActRequest"/>).</param>
    /// <param name="change">Given the row as it is, or null: the change, or why there is none. It may be called more than once.</param>
    public async ValueTask<Outcome<T, TFailure>> ChangeAsync<TFailure>(
        string partition, string row, string mark, Func<T?, ValueTask<Outcome<AuditedChange<T>, TFailure>>> change,
        CancellationToken cancellationToken)
        where TFailure : notnull
    {
        var key = new RecordKey(_table, partition, row);
        for (var attempt = 0; attempt < StorageLimits.ConditionalTries; attempt++)
        {
            var stored = await FindStoredAsync(key, cancellationToken);
            if (stored?.Document.Pending is not null)
            {
                // What came before is told first, so that the log has changes in their order.
                await TellAsync(stored, cancellationToken);
                continue;
            }

            if (stored?.Document.Marks.Contains(mark, StringComparer.Ordinal) == true) return stored.Document.Value;
            if (!(await change(stored?.Document.Value)).TryGet(out var made, out var refusal)) return refusal;
            IReadOnlyList<string> marks = [.. stored?.Document.Marks.TakeLast(RememberedRequests - 1) ?? [], mark];
            var document = new AuditedRowDocument<T>(made.Value, marks, AuditActDocument.Of(made.Act));
            var underWay = await _underWay.BeginAsync($"{partition}{Separator}{row}", cancellationToken);
            if (await TryWriteAsync(key, document, made.ExpiresAt, stored?.ETag, cancellationToken) is { } version)
            {
                // It is stored: from here on a caller that leaves ends nothing.
                await TellAsync(new StoredRow(key, document, made.ExpiresAt, version), CancellationToken.None);
                await _underWay.EndAsync(underWay, CancellationToken.None);
                return made.Value;
            }

            await _underWay.EndAsync(underWay, cancellationToken);
        }

        throw StorageException.OfContention($"The row {row} of {_table}");
    }

    /// <summary>Carries out and tells what instances left undone. Safe on many instances at once, and to be repeated.</summary>
    public ValueTask SweepAsync(CancellationToken cancellationToken) => _underWay.SweepAsync(
        async (id, age, token) =>
        {
            var at = id.IndexOf(Separator, StringComparison.Ordinal);
            var key = new RecordKey(_table, id[..at], id[(at + 1)..]);
            if (await FindStoredAsync(key, token) is not { } stored) return age >= GraceOfNew;

            // Written again, the row makes a change fail that is still under way: that one begins anew, with an announcement of its own.
            if (stored.Document.Pending is null)
                return await TryWriteAsync(key, stored.Document, stored.ExpiresAt, stored.ETag, token) is not null;
            await TellAsync(stored, token);
            return true;
        },
        cancellationToken);

    private async ValueTask TellAsync(StoredRow stored, CancellationToken cancellationToken)
    {
        if (stored.Document.Pending is not { } pending) return;
        if (!pending.TryToAct(out var act)) throw Unreadable(stored.Key);
        if (_carryOut is not null) await _carryOut(stored.Document.Value, cancellationToken);
        await _audit.AppendAsync(act, cancellationToken);

        // A lost race is another's who told the same, and perhaps changed the row since.
        var told = stored.Document with { Pending = null };
        await TryWriteAsync(stored.Key, told, stored.ExpiresAt, stored.ETag, cancellationToken);
    }

    private async ValueTask<ETag?> TryWriteAsync(
        RecordKey key, AuditedRowDocument<T> document, DateTimeOffset? expiresAt, ETag? expected, CancellationToken cancellationToken)
    {
        var record = new NewRecord(key, JsonSerializer.SerializeToUtf8Bytes(document, _form), expiresAt);
        return expected is { } version
            ? await _records.TryReplaceAsync(record, version, cancellationToken)
            : await _records.TryInsertAsync(record, cancellationToken);
    }

    private async ValueTask<StoredRow?> FindStoredAsync(RecordKey key, CancellationToken cancellationToken) =>
        await _records.FindAsync(key, cancellationToken) is { } record ? Read(record) : null;

    private StoredRow Read(StoredRecord record) =>
        JsonSerializer.Deserialize(record.Document.Span, _form) is { Value: not null } document
            ? new StoredRow(record.Key, document, record.ExpiresAt, record.ETag)
            : throw Unreadable(record.Key);

    private static StorageException Unreadable(RecordKey key) => new($"The row {key.Row} of {key.Table} cannot be read.");

    private sealed record StoredRow(RecordKey Key, AuditedRowDocument<T> Document, DateTimeOffset? ExpiresAt, ETag ETag);
}
