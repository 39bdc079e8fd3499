namespace Shaken.Azure.KeyVault;

/// <summary>Whoever answered at the vault's address does not behave as the vault: nothing more is sent to it.</summary>
public sealed class VaultUntrustedException(string message) : Exception(message);

/// <summary>
/// This process has used up its share of the vault's rate, or the vault told it to wait for longer than a request may.
/// </summary>
public sealed class VaultBusyException(string message, TimeSpan retryAfter) : Exception(message)
{
    /// <summary>When it is worth asking again.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}
