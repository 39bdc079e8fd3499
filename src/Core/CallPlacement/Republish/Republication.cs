using Shaken.Core.CallPlacement.Bearers;

namespace Shaken.Core.CallPlacement.Republish;

/// <summary>What was published here, verified and stored, and is to be handed on to the other CPSs.</summary>
/// <param name="Authorization">The whole Authorization value of the publication.</param>
/// <param name="Publisher">Its claims, verified.</param>
/// <param name="WorthUntil">From when on no peer would take it.</param>
public sealed record Republication(
    CallNumbers Call, IReadOnlyList<string> Passports, string Authorization, BearerClaims Publisher, DateTimeOffset WorthUntil)
{
    /// <summary>What it holds in memory, roughly.</summary>
    public long Characters => Authorization.Length + Passports.Sum(token => (long)token.Length);
}

/// <summary>What became of a publication at one peer.</summary>
public enum RepublishOutcome
{
    /// <summary>The peer has it.</summary>
    Delivered,

    /// <summary>The peer does not want it; asking again would not help.</summary>
    Refused,

    /// <summary>Its time passed before the peer took it.</summary>
    Expired,

    /// <summary>Too much was waiting for the peer.</summary>
    Dropped,

    /// <summary>The program ended before the peer took it.</summary>
    Abandoned,

    /// <summary>A fault of this program's own, such as a key that does not sign.</summary>
    Failed,
}
