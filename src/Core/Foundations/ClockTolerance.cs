namespace Shaken.Core.Foundations;

/// <summary>By how much clocks may differ. Code that compares moments of two clocks takes its tolerance from here.</summary>
public static class ClockTolerance
{
    /// <summary>
    /// Between instances that share a store, or by how much one of their clocks may be set back. A record that says that something was
    /// used is kept so much longer than one clock alone needs: a purge by a clock that is ahead must not remove what a clock that is
    /// behind still needs.
    /// </summary>
    public static readonly TimeSpan Instances = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Between an authority's clock and that of a relying party or of another authority: a document may be dated so far ahead, and a
    /// certificate of ours begins so much earlier, because a verifier's clock may be behind.
    /// </summary>
    public static readonly TimeSpan OtherParties = TimeSpan.FromMinutes(5);

    /// <summary>How far the clock of a provider that signs calls may be ahead, unless the operator sets another bound.</summary>
    public static readonly TimeSpan CallSigners = TimeSpan.FromSeconds(5);

    /// <summary>
    /// More than any clock of ours is ever wrong. Records that cost little, and that must not be removed early, are kept this much
    /// longer than their lifetime.
    /// </summary>
    public static readonly TimeSpan Records = TimeSpan.FromDays(1);
}
