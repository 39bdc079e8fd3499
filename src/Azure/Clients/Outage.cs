using Azure;
using Shaken.Core.Storage;

namespace Shaken.Azure.Clients;

/// <summary>Where the service's exceptions become the port's: whatever no adapter understood is an outage.</summary>
internal static class Outage
{
    public static async ValueTask<T> GuardAsync<T>(string what, Func<ValueTask<T>> operation, CancellationToken cancellationToken)
    {
        try
        {
            return await operation();
        }
        catch (Exception exception) when (
            exception is not (StorageException or ArgumentException)
            && !(exception is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            throw new StorageException($"{what} failed: {Reason(exception)}", exception);
        }
    }

    // The status and the code alone: a message of the SDK holds the answer's headers.
    private static string Reason(Exception exception) => exception switch
    {
        RequestFailedException { Status: > 0 } refusal => $"the service answered {refusal.Status} {refusal.ErrorCode}".TrimEnd(),
        RequestFailedException or AggregateException or OperationCanceledException => "the service did not answer",
        _ => exception.GetType().Name,
    };
}
