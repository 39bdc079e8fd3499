using Azure;
using Azure.Identity;
using Shaken.Core.Storage;

namespace Shaken.Azure.KeyVault;

/// <summary>What answers at the vault's address does not behave as a vault: nothing more is sent to it.</summary>
public class VaultUntrustedException(string message) : Exception(message);

/// <summary>
/// This process has used up its share of the vault's rate, or the vault told it to wait for longer than a request may.
/// </summary>
public sealed class VaultBusyException(string message, TimeSpan retryAfter) : Exception(message)
{
    /// <summary>When it is worth asking again.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}

/// <summary>What went wrong with a vault, for an operator.</summary>
public static class VaultFaults
{
    /// <summary>In words, without anything secret; null where it is no fault of a vault or of the way there.</summary>
    public static string? InWords(Exception exception) => exception switch
    {
        RequestFailedException { Status: 0 } => "the vault cannot be reached",
        RequestFailedException refused => $"the vault answers {refused.Status} {refused.ErrorCode}",
        AuthenticationFailedException noToken => $"there is no token for the vault: {noToken.Message.Split('\n')[0].Trim()}",
        VaultUntrustedException or VaultBusyException or StorageException => exception.Message,

        // Azure.Core's, after the last of several tries.
        AggregateException or OperationCanceledException => "the vault does not answer",
        _ => null,
    };
}
