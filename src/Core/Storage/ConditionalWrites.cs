using Shaken.Core.Foundations;

namespace Shaken.Core.Storage;

/// <summary>Bounds the loops that repeat a conditional write after another writer won.</summary>
public static class ConditionalWrites
{
    /// <summary>Reports that every attempt lost. Callers answer 503 and clients retry.</summary>
    /// <param name="what">What was to be written, as the subject of a sentence.</param>
    public static StorageException GaveUp(string what) =>
        new($"{what} changed during each of {Limits.WriteAttempts} attempts to write it.");
}
