namespace Shaken.Core.Reputation.Observations;

/// <summary>The bounds of what a reporter sends.</summary>
public static class ObservationLimits
{
    /// <summary>Observations of one batch.</summary>
    public const int PerBatch = 1000;

    /// <summary>Octets of one batch.</summary>
    public const int BatchOctets = 512 * 1024;

    /// <summary>Characters of an origid; a UUID has 36.</summary>
    public const int OrigIdLength = 64;

    /// <summary>How old an observation may be: a reporter that was cut off over a weekend can still send what it saw.</summary>
    public static readonly TimeSpan OldestAge = TimeSpan.FromHours(72);

    /// <summary>How long a batch that was counted is remembered: no observation in it could be sent again after that.</summary>
    public static readonly TimeSpan BatchMemory = OldestAge + TimeSpan.FromDays(4);
}
