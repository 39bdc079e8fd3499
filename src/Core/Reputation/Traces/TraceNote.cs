using Shaken.Core.Foundations;

namespace Shaken.Core.Reputation.Traces;

/// <summary>The words of an answer. A trace tells four digits of a number and no more, so its words may not tell them either.</summary>
public static class TraceNote
{
    /// <summary>Characters of a note.</summary>
    public const int MaxLength = 500;

    private const int MostDigits = 4;
    private const string Separators = " -.()/+";

    /// <summary>Whether a text is plain and has no run of more than four digits, whatever separates them.</summary>
    public static bool IsAllowed(string? text) => PlainText.IsPlain(text, MaxLength) && !TellsNumber(text!);

    /// <summary>Whether a text has a run of more than four digits, whatever separates them.</summary>
    public static bool TellsNumber(string text)
    {
        var run = 0;
        foreach (var character in text)
        {
            if (char.IsDigit(character)) run++;
            else if (!Separators.Contains(character, StringComparison.Ordinal)) run = 0;
            if (run > MostDigits) return true;
        }

        return false;
    }
}
