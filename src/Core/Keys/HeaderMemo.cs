using System.Diagnostics.CodeAnalysis;

namespace Shaken.Core.Keys;

/// <summary>
/// Headers that were read lately, by their encoded text. All tokens of one certificate have the same header, letter by letter, so most
/// headers are not decoded and read again, and their tokens share one x5u. Safe for many threads at once.
/// </summary>
/// <remarks>
/// A header is a function of its text, so a hit never changes an answer. A place holds one text, and the next text of the same place
/// replaces it: a stranger who floods the memo with texts makes headers be read as if there were none, and no more.
/// </remarks>
internal sealed class HeaderMemo
{
    /// <summary>Characters of a text that is kept; real PASSporTs have 120 to 280. All places together hold at most 10 MB.</summary>
    public const int MaxLength = 512;

    private const int Places = 4096;

    private readonly Entry?[] _entries = new Entry?[Places];

    public static HeaderMemo Shared { get; } = new();

    public bool TryGet(ReadOnlySpan<char> encoded, [NotNullWhen(true)] out JwsHeader? header)
    {
        header = encoded.Length <= MaxLength && Volatile.Read(ref PlaceOf(encoded)) is { } entry && encoded.SequenceEqual(entry.Encoded)
            ? entry.Header
            : null;
        return header is not null;
    }

    public void Keep(ReadOnlySpan<char> encoded, JwsHeader header)
    {
        if (encoded.Length <= MaxLength) Volatile.Write(ref PlaceOf(encoded), new Entry(encoded.ToString(), header));
    }

    // The hash has a seed of the process, so nobody can aim at another's place.
    private ref Entry? PlaceOf(ReadOnlySpan<char> encoded) =>
        ref _entries[string.GetHashCode(encoded, StringComparison.Ordinal) & (Places - 1)];

    private sealed record Entry(string Encoded, JwsHeader Header);
}
