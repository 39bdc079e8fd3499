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

/// <summary>The content of a row as it is stored.</summary>
/// <param name="Marks">The last requests that changed it.</param>
internal sealed record AuditedRowDocument<T>(T Value, IReadOnlyList<string> Marks)
    where T : class;

/// <summary>Some rows and where to go on; a null continuation is the end.</summary>
internal sealed record AuditedRowPage<T>(IReadOnlyList<T> Values, string? Continuation)
    where T : class;

/// <summary>
/// <see cref="AuditedRecords"/> of one type, which remember the requests that changed them: a request that is sent again changes nothing.
/// Safe on any number of instances.
/// </summary>
internal sealed class AuditedRows<T>
    where T : class
{
    // Retries that come later than so many other changes count as new requests.
    private const int RememberedRequests = 8;

    private readonly AuditedRecords _records;
    private readonly string _table;
    private readonly JsonTypeInfo<AuditedRowDocument<T>> _form;

    /// <param name="table">A table of its own.</param>
    /// <param name="carryOut">The effects of a row elsewhere. It may be called again with the same row. Null: there are none.</param>
    public AuditedRows(
        AuditLog audit, IRecords records, string table, JsonTypeInfo<AuditedRowDocument<T>> form,
        Func<T, CancellationToken, ValueTask>? carryOut, TimeProvider time, IRandom random)
    {
        (_table, _form) = (table, form);
        _records = new AuditedRecords(
            records, audit, table, time, random,
            carryOut is null ? null : (record, cancellationToken) => carryOut(Read(record).Value, cancellationToken));
    }

    public async ValueTask<T?> FindAsync(string partition, string row, CancellationToken cancellationToken) =>
        await _records.FindAsync(partition, row, cancellationToken) is { } record ? Read(record).Value : null;

    /// <summary>The rows of a partition in the order of their keys.</summary>
    public async IAsyncEnumerable<T> ListAsync(string partition, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? continuation = null;
        do
        {
            var page = await _records.ListAsync(partition, continuation, StorageLimits.Page, cancellationToken);
            foreach (var record in page.Records) yield return Read(record).Value;
            continuation = page.Continuation;
        }
        while (continuation is not null);
    }

    /// <summary>Some rows of a partition in the order of their keys.</summary>
    /// <param name="continuation">Null, or what the page before gave.</param>
    /// <param name="maxRows">1 to <see cref="StorageLimits.Page"/>.</param>
    public async ValueTask<AuditedRowPage<T>> ListPageAsync(
        string partition, string? continuation, int maxRows, CancellationToken cancellationToken)
    {
        var page = await _records.ListAsync(partition, continuation, maxRows, cancellationToken);
        return new AuditedRowPage<T>([.. page.Records.Select(record => Read(record).Value)], page.Continuation);
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
        for (var attempt = 0; attempt < StorageLimits.ConditionalTries; attempt++)
        {
            // What came before is told first, so that the log has changes in their order.
            var before = await _records.FindToldAsync(partition, row, cancellationToken);
            var stored = before is null ? null : Read(before);
            if (stored?.Marks.Contains(mark, StringComparer.Ordinal) == true) return stored.Value;
            if (!(await change(stored?.Value)).TryGet(out var made, out var refusal)) return refusal;
            IReadOnlyList<string> marks = [.. stored?.Marks.TakeLast(RememberedRequests - 1) ?? [], mark];
            var content = JsonSerializer.SerializeToElement(new AuditedRowDocument<T>(made.Value, marks), _form);
            var record = new NewAuditedRecord(partition, row, content, made.ExpiresAt);
            if (await _records.TryWriteAsync(before, record, made.Act, cancellationToken)) return made.Value;
        }

        throw StorageException.OfContention($"The row {row} of {_table}");
    }

    /// <summary>Carries out and tells what instances left undone. Safe on many instances at once, and to be repeated.</summary>
    public ValueTask SweepAsync(CancellationToken cancellationToken) => _records.SweepAsync(cancellationToken);

    private AuditedRowDocument<T> Read(AuditedRecord record) =>
        record.Content.Deserialize(_form) is { Value: not null } document
            ? document
            : throw new StorageException($"The row {record.Key.Row} of {record.Key.Table} cannot be read.");
}
