namespace Shaken.Core.Storage;

/// <summary>Whether a store can be read and written now.</summary>
public interface IStoreHealth
{
    /// <summary>
    /// What keeps the store from being read or written, in words for an operator: cause and remedy, no personal data and no secret; null:
    /// nothing does. An outage of the store is the answer, never an exception. It may ask the store, so the caller keeps the answer for
    /// some seconds.
    /// </summary>
    ValueTask<string?> FindFaultAsync(CancellationToken cancellationToken);
}
