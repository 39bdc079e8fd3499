using Shaken.Azure.KeyVault;
using Shaken.Core.Fetching;
using Shaken.Core.Storage;

namespace Shaken.Cli.Output;

/// <summary>What an exception that no command caught means for its user: one table.</summary>
internal static class Outages
{
    /// <summary>The outage in words; null: a bug, or the user's own cancellation.</summary>
    /// <param name="cancellationToken">The command's own. Only its cancellation counts as one.</param>
    public static string? InWords(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        // A vault's client may report its time-out by the same exception; the words fit both.
        HttpRequestException or OperationCanceledException =>
            OperatorFailures.RefusalIn(exception, cancellationToken) is { } refusal ? $"The host does not answer: {refusal.Detail}" : null,
        IOException or UnauthorizedAccessException or StorageException => exception.Message,
        _ => VaultFaults.InWords(exception),
    };
}
