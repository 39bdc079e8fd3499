namespace Shaken.Azure;

/// <summary>What the names of a deployment's tables and containers begin with, so that several can share an account.</summary>
public static class StoragePrefix
{
    public const string Default = "shaken";

    /// <summary>What a prefix has to be, in the words of a refusal.</summary>
    public const string Rule = "1 to 16 of a-z and 1-9, a letter first; no zero, which ends it";

    public static bool IsValid(string prefix) =>
        prefix.Length is >= 1 and <= 16 && char.IsAsciiLetterLower(prefix[0])
        && prefix.All(letter => char.IsAsciiLetterLower(letter) || letter is >= '1' and <= '9');
}
