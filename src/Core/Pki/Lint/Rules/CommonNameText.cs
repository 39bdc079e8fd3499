namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>How published verdicts look for a text in a common name.</summary>
internal static class CommonNameText
{
    /// <summary>Whether the word stands there with no letter, digit or underscore of ASCII on either side.</summary>
    public static bool HasWord(this string text, string word)
    {
        for (var at = text.IndexOf(word, StringComparison.Ordinal); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.Ordinal))
        {
            var end = at + word.Length;
            if ((at == 0 || !IsWordCharacter(text[at - 1])) && (end == text.Length || !IsWordCharacter(text[end]))) return true;
        }

        return false;
    }

    private static bool IsWordCharacter(char character) => char.IsAsciiLetterOrDigit(character) || character == '_';
}
