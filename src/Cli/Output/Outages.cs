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
            OperatorFailures.RefusalIn(exception, cancellationToken) is { } refusal
                ? $"The host does not answer: {InWords(refusal)}"
                : null,
        IOException or UnauthorizedAccessException or StorageException => exception.Message,
        _ => VaultFaults.InWords(exception),
    };

    /// <summary>Why a host that the user named was not heard, and what helps where that is known.</summary>
    public static string InWords(FetchRefusal refusal) => refusal.Reason == FetchFailure.TlsFailed
        ? $"{refusal.Detail.TrimEnd('.')}. If the host's root is a private one, name its file with --tls-root."
        : refusal.Detail;
}
