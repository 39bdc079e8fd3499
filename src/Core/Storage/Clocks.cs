namespace Shaken.Core.Storage;

/// <summary>What is expected of the clocks of all who share a store.</summary>
public static class Clocks
{
    /// <summary>
    /// How far two of them may differ, or one be set back. What says that something was used is kept so much longer than one clock alone would
    /// want: a purge by a clock that is ahead removes nothing that one behind still needs.
    /// </summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);
}
