using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Shaken.Core.Delegation.Customers;

/// <summary>The id of a customer to whom numbers are lent: 1 to 64 of <c>a-z 0-9 -</c>, the first a letter.</summary>
public sealed record CustomerId
{
    /// <summary>The rule in words, for messages.</summary>
    public const string Rule = "1 to 64 of a-z 0-9 -, the first a letter";

    private const int MaxLength = 64;

    private static readonly SearchValues<char> Alphabet = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    private CustomerId(string value) => Value = value;

    public string Value { get; }

    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out CustomerId? id)
    {
        id = text is { Length: >= 1 and <= MaxLength } && char.IsAsciiLetterLower(text[0]) && !text.AsSpan().ContainsAnyExcept(Alphabet)
            ? new CustomerId(text)
            : null;
        return id is not null;
    }

    public override string ToString() => Value;
}
