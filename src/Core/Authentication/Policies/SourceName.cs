using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Shaken.Core.Authentication.Policies;

/// <summary>The names that policies give to customers, trunks and rules: 1 to 64 of <c>A-Z a-z 0-9 - _ .</c></summary>
internal static class SourceName
{
    public const string Rule = "1 to 64 of A-Z a-z 0-9 - _ .";

    private const int MaxLength = 64;

    private static readonly SearchValues<char> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    public static bool Is([NotNullWhen(true)] string? text) =>
        text is { Length: >= 1 and <= MaxLength } && !text.AsSpan().ContainsAnyExcept(Alphabet);
}
