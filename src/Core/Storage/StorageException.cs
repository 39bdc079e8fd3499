namespace Shaken.Core.Storage;

/// <summary>
/// The store did not answer, or could not do what it was told. The change may or may not have happened: nothing has been
/// acknowledged, so the caller answers with an error and the client tries again.
/// </summary>
public class StorageException : Exception
{
    public StorageException(string message)
        : base(message)
    {
    }

    public StorageException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>For a conditional write that lost the race <see cref="StorageLimits.ConditionalTries"/> times.</summary>
    /// <param name="what">What was to be written, as "The mailbox of a call".</param>
    public static StorageException OfContention(string what) =>
        new($"{what} was changed by others each of {StorageLimits.ConditionalTries} times that it was to be written.");
}
