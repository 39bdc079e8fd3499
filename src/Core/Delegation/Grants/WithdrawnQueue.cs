using System.Text.Json;
using Shaken.Core.Storage;

namespace Shaken.Core.Delegation.Grants;

/// <summary>A withdrawn grant whose certificates are still to be revoked.</summary>
/// <param name="Since">When it was withdrawn.</param>
internal sealed record WaitingGrant(GrantId Id, DateTimeOffset Since, StoredRecord Record);

/// <summary>Withdrawn grants whose certificates are still to be revoked: each stays until that is done.</summary>
internal sealed class WithdrawnQueue(IRecords records, TimeProvider time)
{
    private const string Table = "delegation-withdrawn";
    private const string Partition = "withdrawn";

    /// <summary>Adds a grant; adding it again changes nothing.</summary>
    public async ValueTask AddAsync(GrantId id, CancellationToken cancellationToken) => await records.TryInsertAsync(
        new NewRecord(
            KeyOf(id),
            JsonSerializer.SerializeToUtf8Bytes(new WithdrawnDocument(time.GetUtcNow()), GrantJson.Default.WithdrawnDocument)),
        cancellationToken);

    public async ValueTask<WaitingGrant?> FindAsync(GrantId id, CancellationToken cancellationToken) =>
        await records.FindAsync(KeyOf(id), cancellationToken) is { } record ? Read(record) : null;

    /// <summary>Some of what waits, from a place on.</summary>
    /// <param name="continuation">Null, or what the page before gave.</param>
    /// <returns>The grants, and where to go on; null is the end.</returns>
    public async ValueTask<(IReadOnlyList<WaitingGrant> Grants, string? Continuation)> ListAsync(
        string? continuation, int most, CancellationToken cancellationToken)
    {
        var page = await records.ListAsync(Table, Partition, continuation, most, cancellationToken);
        return ([.. page.Records.Select(Read)], page.Continuation);
    }

    public async ValueTask RemoveAsync(WaitingGrant done, CancellationToken cancellationToken) =>
        await records.TryDeleteAsync(done.Record.Key, done.Record.ETag, cancellationToken);

    private static RecordKey KeyOf(GrantId id) => new(Table, Partition, id.Value);

    private static WaitingGrant Read(StoredRecord record) =>
        JsonSerializer.Deserialize(record.Document.Span, GrantJson.Default.WithdrawnDocument) is { } document
            && GrantId.TryParse(record.Key.Row, out var id)
                ? new WaitingGrant(id, document.At, record)
                : throw new StorageException("A withdrawn grant cannot be read.");
}
