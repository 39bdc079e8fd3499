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
