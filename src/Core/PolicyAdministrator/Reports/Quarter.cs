using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Shaken.Core.PolicyAdministrator.Reports;

/// <summary>Three months of a year in UTC, written <c>2026-Q4</c>.</summary>
public sealed record Quarter
{
    private const int FirstYear = 2000;
    private const int LastYear = 9998;
    private const int Months = 3;

    private Quarter(int year, int number) => (Year, Number) = (year, number);

    /// <summary>2000 to 9998.</summary>
    public int Year { get; }

    /// <summary>1 to 4.</summary>
    public int Number { get; }

    /// <summary>Its first moment.</summary>
    public DateTimeOffset From => new(Year, ((Number - 1) * Months) + 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The first moment after it.</summary>
    public DateTimeOffset Until => From.AddMonths(Months);

    public static bool TryParse(string? text, [NotNullWhen(true)] out Quarter? quarter)
    {
        quarter = text is { Length: 7 } && text[4..6] == "-Q" && text[6] is >= '1' and <= '4'
            && int.TryParse(text[..4], NumberStyles.None, CultureInfo.InvariantCulture, out var year)
            && year is >= FirstYear and <= LastYear
            ? new Quarter(year, text[6] - '0')
            : null;
        return quarter is not null;
    }

    /// <summary>Whether a moment lies in it.</summary>
    public bool Contains(DateTimeOffset moment) => moment >= From && moment < Until;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Year:D4}-Q{Number}");
}
