using Azure;
using Azure.Data.Tables;
using Shaken.Azure.Clients;

namespace Shaken.Azure.Tables;

/// <summary>
/// The conditional writes of a table, over Azure's client. Tries are counted, a deletion of what is not there is refused like any other,
/// and an answer that does not say what was stored is an error.
/// </summary>
internal static class TableWrites
{
    /// <summary>Operations in one transaction.</summary>
    public const int TransactionActions = 100;

    /// <summary>Inserts. Refused with 409 where a row is.</summary>
    /// <returns>The version that was made.</returns>
    public static ValueTask<ETag> InsertAsync(this TableClient table, TableEntity row, CancellationToken cancellationToken) =>
        Tries.CountAsync(async () => VersionIn(await table.AddEntityAsync(row, cancellationToken)));

    /// <summary>Replaces a version. Refused with 412 where it is another, with 404 where it is gone.</summary>
    /// <returns>The version that was made.</returns>
    public static ValueTask<ETag> ReplaceAsync(
        this TableClient table, TableEntity row, ETag expected, CancellationToken cancellationToken) =>
        Tries.CountAsync(async () => VersionIn(await table.UpdateEntityAsync(row, expected, TableUpdateMode.Replace, cancellationToken)));

    /// <summary>Deletes a version. Refused with 412 where it is another, with 404 where it is gone.</summary>
    public static async ValueTask DeleteAsync(
        this TableClient table, string partition, string row, ETag expected, CancellationToken cancellationToken) =>
        await Tries.CountAsync(async () =>
        {
            var answer = await table.DeleteEntityAsync(partition, row, expected, cancellationToken);

            // The client takes a 404 for a success.
            return answer.Status is >= 200 and < 300 ? answer : throw new RequestFailedException(answer);
        });

    /// <summary>Does all of the operations, which share one partition, or none. Refused with the code of the first one that was.</summary>
    public static async ValueTask SubmitAsync(
        this TableClient table, IReadOnlyList<TableTransactionAction> actions, CancellationToken cancellationToken) =>
        await Tries.CountAsync(async () =>
        {
            var answer = await table.SubmitTransactionAsync(actions, cancellationToken);

            // The client looks for operations that failed, and an empty answer has none.
            return answer.Value.Count == actions.Count
                ? answer
                : throw new RequestFailedException(answer.GetRawResponse().Status, "A transaction was answered in part.");
        });

    private static ETag VersionIn(Response answer) =>
        answer.Headers.ETag ?? throw new RequestFailedException(answer.Status, "A row was written, and the answer has no entity tag.");
}
