using System.Diagnostics.CodeAnalysis;

namespace Shaken.Core.Keys;

/// <summary>Who holds a key where the key itself gives the right: a name for logs.</summary>
public sealed record KeyOwner
{
    private const int MaxLength = 64;

    private KeyOwner(string value) => Value = value;

    public string Value { get; }

    /// <summary>Takes 1 to 64 letters, digits, <c>-</c>, <c>.</c> and <c>_</c>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out KeyOwner? owner)
    {
        owner = text.Length is > 0 and <= MaxLength && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_')
            ? new KeyOwner(text)
            : null;
        return owner is not null;
    }

    public override string ToString() => Value;
}
