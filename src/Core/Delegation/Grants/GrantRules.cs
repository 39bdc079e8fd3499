namespace Shaken.Core.Delegation.Grants;

/// <summary>What a deployment sets about grants.</summary>
/// <param name="Longest">From a grant's making to its end.</param>
public sealed record GrantRules(TimeSpan Longest)
{
    /// <summary>Blocks of a thousand numbers that one grant, or one question, may touch: about a million consecutive numbers.</summary>
    internal const int MostBlocks = 1024;

    /// <summary>How long an attempt to reserve numbers keeps others off.</summary>
    internal static readonly TimeSpan ReservationLife = TimeSpan.FromMinutes(10);
}
