using System.Diagnostics.CodeAnalysis;

namespace Shaken.Core.Authentication.Policies;

/// <summary>The text of an origid: a UUID (RFC 4122 section 3) as it is signed.</summary>
public static class OrigIdText
{
    /// <summary>Whether it is a UUID with hyphens, in lower case: the form in which UUIDs are written.</summary>
    public static bool Is([NotNullWhen(true)] string? text) =>
        Guid.TryParseExact(text, "D", out _) && !text.AsSpan().ContainsAnyInRange('A', 'F');

    /// <summary>Reads a UUID with hyphens in any case, which RFC 4122 lets a writer choose, into lower case.</summary>
    public static bool TryRead([NotNullWhen(true)] string? text, [NotNullWhen(true)] out string? origId)
    {
        origId = Guid.TryParseExact(text, "D", out var uuid) ? uuid.ToString("D") : null;
        return origId is not null;
    }
}
