using System.Diagnostics.CodeAnalysis;
using Shaken.Core.Foundations;

namespace Shaken.Core.Principals;

/// <summary>Roles and kinds as texts carry them, in lower case.</summary>
public static class PrincipalNames
{
    /// <summary>Reads <c>administrator</c>, <c>registrar</c>, <c>auditor</c> or <c>governance</c>, in any case.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out OperatorRole? role) => TryParse<OperatorRole>(text, out role);

    /// <summary>Reads a kind such as <c>account-user</c>, in any case.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out PrincipalKind? kind) => TryParse<PrincipalKind>(text, out kind);

    private static bool TryParse<T>(string? text, [NotNullWhen(true)] out T? member)
        where T : struct, Enum
    {
        member = null;
        foreach (var candidate in Enum.GetValues<T>())
            if (string.Equals(KebabCase.Of(candidate), text, StringComparison.OrdinalIgnoreCase)) member = candidate;
        return member is not null;
    }
}
