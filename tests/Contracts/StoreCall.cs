using Shaken.Core.Storage;

namespace Shaken.Contracts;

/// <summary>What is asked of a store.</summary>
public enum StoreOperation
{
    Find,
    Insert,
    InsertAll,
    Replace,
    Delete,
    List,
    RemoveExpired,
}

/// <summary>
/// Runs around an operation of a store: does something before <paramref name="next"/> or after it, or throws. A hook that does not call
/// <paramref name="next"/> keeps the operation from the store, and its caller loses: see <see cref="StoreCall.Loses"/>.
/// </summary>
public delegate ValueTask StoreHook(StoreCall call, Func<ValueTask> next);

/// <summary>One call of a store, as a hook sees it.</summary>
/// <param name="operation">What is asked.</param>
/// <param name="place">The table of records, or the container of blobs.</param>
/// <param name="written">The records that an insert or replace writes; empty for blobs.</param>
public sealed class StoreCall(StoreOperation operation, string place, params IReadOnlyList<NewRecord> written)
{
    public StoreOperation Operation => operation;

    public string Place => place;

    public IReadOnlyList<NewRecord> Written => written;

    public bool IsChange => operation is not (StoreOperation.Find or StoreOperation.List);

    /// <summary>Whether the operation writes if nobody else did: an insert or a replace.</summary>
    public bool IsWrite => operation is StoreOperation.Insert or StoreOperation.InsertAll or StoreOperation.Replace;

    /// <summary>The caller is told that another writer was faster, or that nothing is there, even if the operation was done.</summary>
    public bool Loses { get; set; }

    internal async ValueTask<T> RunAsync<T>(StoreHook? hook, Func<ValueTask<T>> operate, T lost)
    {
        if (hook is null) return await operate();
        var answer = lost;
        await hook(this, async () => answer = await operate());
        return Loses ? lost : answer;
    }
}
