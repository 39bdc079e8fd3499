using Shaken.Core.Foundations;

namespace Shaken.Core.Verification.Verdicts.Proofs;

/// <summary>Members of closed sets by the names that documents have for them.</summary>
internal static class ProofNames
{
    /// <summary>The member of that name. False: there is none.</summary>
    public static bool TryRead<TEnum>(string? name, out TEnum member)
        where TEnum : struct, Enum
    {
        foreach (var candidate in Enum.GetValues<TEnum>())
        {
            member = candidate;
            if (KebabCase.Of(candidate) == name) return true;
        }

        member = default;
        return false;
    }
}
