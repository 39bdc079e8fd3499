namespace Shaken.Core.Storage;

/// <summary>
/// All that a store holds, for moving it to another: no role calls this, for it reads everything. What changes meanwhile may be seen or
/// not, so a move is made while nobody writes.
/// </summary>
public interface IInventory
{
    /// <summary>The names of the tables that hold a record, in ordinal order.</summary>
    IAsyncEnumerable<string> TablesAsync(CancellationToken cancellationToken);

    /// <summary>
    /// The records of a table, in no promised order, at most <paramref name="maxRecords"/> a page; only a null continuation means the end.
    /// </summary>
    ValueTask<RecordPage> ListAllAsync(string table, string? continuation, int maxRecords, CancellationToken cancellationToken);

    /// <summary>The names of the containers that hold a document, in ordinal order.</summary>
    IAsyncEnumerable<string> ContainersAsync(CancellationToken cancellationToken);
}
