using System.Globalization;

namespace Shaken.OperatorConsole.Acts;

/// <summary>How a value is entered.</summary>
public enum FieldKind
{
    Text,

    /// <summary>Several values, each on a line of its own.</summary>
    Lines,

    /// <summary>A text of several lines, such as JSON.</summary>
    Block,
    Choice,
    Flag,

    /// <summary>A day, as <c>2027-01-31</c>.</summary>
    Day,
}

/// <summary>A field of a form, with what stands in it.</summary>
/// <param name="Label">What it is.</param>
public sealed record FormField(string Label, FieldKind Kind = FieldKind.Text)
{
    /// <summary>What was entered; of a flag "yes" or nothing.</summary>
    public string Value { get; set; } = "";

    /// <summary>Of a choice: what may be chosen.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>What the field expects; null: its label says it.</summary>
    public string? Help { get; init; }

    public bool IsRequired { get; init; }

    /// <summary>As it is: it says which row is changed.</summary>
    public bool IsFixed { get; init; }

    /// <summary>Null: nothing was entered.</summary>
    public string? Text => Value.Trim() is { Length: > 0 } text ? text : null;

    public bool Flag => Value == "yes";

    public IReadOnlyList<string> Lines =>
        Value.Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>What is wrong with what was entered; null: nothing that this page could know.</summary>
    public string? Fault =>
        IsRequired && Text is null ? $"{Label} is needed"
        : Kind == FieldKind.Day && Text is { } day && !IsDay(day) ? "a day, as 2027-01-31"
        : null;

    private static bool IsDay(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
}
