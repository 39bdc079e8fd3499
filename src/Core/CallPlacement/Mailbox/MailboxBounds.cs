namespace Shaken.Core.CallPlacement.Mailbox;

/// <summary>
/// Octets of PASSporTs that wait in the mailbox, by the count of one instance; each counts with what it takes in the store and in memory.
/// </summary>
public sealed record MailboxBounds
{
    public static MailboxBounds Default { get; } = new();

    /// <summary>Of all.</summary>
    public long InAll { get; init; } = 1024L * 1024 * 1024;

    /// <summary>Of one signer; and no signer may hold more than a third of what is left free.</summary>
    public long PerSigner { get; init; } = 256L * 1024 * 1024;

    /// <summary>Of those that were published for one served provider.</summary>
    public long PerProvider { get; init; } = 1024L * 1024 * 1024;
}
