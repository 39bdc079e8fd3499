using System.Diagnostics.CodeAnalysis;
using Shaken.Core.Foundations;
using Shaken.Core.Numbering;

namespace Shaken.Core.Authentication.Policies;

/// <summary>A row of a number table: who may use which numbers, and why.</summary>
/// <param name="Rule">The name of the row, or of a group of rows, for decisions.</param>
/// <param name="Customer">Whose calls may use the numbers; null: all calls of the tenant.</param>
/// <param name="Evidence">Why.</param>
/// <param name="Line">In the table that was imported.</param>
public sealed record Assignment(AssignedBlock Block, string Rule, string? Customer, AttestationEvidence Evidence, int Line);

/// <summary>Numbers that are assigned together: one number, all numbers with a prefix, or a range of numbers of one length.</summary>
/// <remarks>Personal data: <see cref="ToString"/> hides the digits as that of a telephone number does.</remarks>
public sealed record AssignedBlock
{
    private AssignedBlock(TelephoneNumber first, TelephoneNumber last, bool isPrefix) => (First, Last, IsPrefix) = (first, last, isPrefix);

    /// <summary>The first number, or the digits of the prefix.</summary>
    public TelephoneNumber First { get; }

    /// <summary>The last number; that of a prefix, or of one number, is <see cref="First"/>.</summary>
    public TelephoneNumber Last { get; }

    public bool IsPrefix { get; }

    /// <summary>As a table has it: <c>14155550100</c>, <c>1415*</c> or <c>14155550100-14155550199</c>.</summary>
    public string Text => IsPrefix ? $"{First.Value}*" : First == Last ? First.Value : $"{First.Value}-{Last.Value}";

    // The digits as 15 places. A range has the prefixes of its numbers, so that ranges and prefixes lie within each other or apart;
    // Contains then looks at the length.
    internal ulong Start => PathOf(First);

    internal ulong End => PathOf(Last) + NumberKey.Step(Limits.TelephoneNumberLength - Last.Value.Length);

    /// <summary>Reads what <see cref="Text"/> writes; a plus sign before a number is dropped.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out AssignedBlock? block)
    {
        block = null;
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        if (dash >= 0)
        {
            if (!TryReadNumber(text[..dash], out var first) || !TryReadNumber(text[(dash + 1)..], out var last)) return false;
            if (first.Value.Length != last.Value.Length || string.CompareOrdinal(first.Value, last.Value) > 0) return false;
            block = new AssignedBlock(first, last, isPrefix: false);
            return true;
        }

        var isPrefix = text.Length > 1 && text[^1] == '*';
        if (!TryReadNumber(isPrefix ? text[..^1] : text, out var digits)) return false;
        block = new AssignedBlock(digits, digits, isPrefix);
        return true;
    }

    /// <summary>Whether a number whose path lies between <see cref="Start"/> and <see cref="End"/> is one of the block.</summary>
    internal bool HasLength(int digits) => IsPrefix || digits == First.Value.Length;

    public override string ToString() => IsPrefix ? $"{First}*" : First == Last ? First.ToString() : $"{First}-{Last}";

    private static bool TryReadNumber(string text, [NotNullWhen(true)] out TelephoneNumber? number)
    {
        var digits = text.StartsWith('+') ? text[1..] : text;
        number = null;
        return digits.Length > 0 && digits.All(char.IsAsciiDigit) && TelephoneNumber.TryParseCanonical(digits, out number);
    }

    private static ulong PathOf(TelephoneNumber number) =>
        NumberKey.TryGetPath(number, out var path) ? path : throw new InvalidOperationException("A block is made of digits.");
}
