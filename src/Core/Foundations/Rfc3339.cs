using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Shaken.Core.Foundations;

/// <summary>
/// Date and time of RFC 3339 section 5.6, as other programs write it: <c>t</c> and <c>z</c> in either case, the leap second 60, any UTC
/// offset.
/// </summary>
public static partial class Rfc3339
{
    private const int MaxLength = 64;
    private const int FractionDigits = 7;

    /// <summary>Reads a moment into UTC. False: another form, no such date, or a moment outside the years 1 to 9999.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out DateTimeOffset? moment)
    {
        moment = null;
        if (text is null || text.Length > MaxLength || Form().Match(text) is not { Success: true } match) return false;
        int Part(string name) => int.Parse(match.Groups[name].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
        if (!IsDate(Part("year"), Part("month"), Part("day")) || Part("hour") > 23 || Part("minute") > 59) return false;

        // A leap second counts as the first second after it (section 5.7).
        var second = Part("second");
        if (second > 60) return false;
        var ticks = new DateTime(Part("year"), Part("month"), Part("day")).Ticks + new TimeSpan(Part("hour"), Part("minute"), 0).Ticks;
        ticks += (second * TimeSpan.TicksPerSecond) + (second == 60 ? 0 : Fraction(match.Groups["fraction"].Value));
        if (match.Groups["sign"] is { Success: true } sign)
        {
            if (Part("offsetHour") > 23 || Part("offsetMinute") > 59) return false;
            var offset = new TimeSpan(Part("offsetHour"), Part("offsetMinute"), 0).Ticks;
            ticks += sign.ValueSpan is "-" ? offset : -offset;
        }

        if (ticks < DateTimeOffset.MinValue.Ticks || ticks > DateTimeOffset.MaxValue.Ticks) return false;
        if (second == 60 && ticks % TimeSpan.TicksPerDay != 0) return false;
        moment = new DateTimeOffset(ticks, TimeSpan.Zero);
        return true;
    }

    private static bool IsDate(int year, int month, int day) =>
        year >= 1 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);

    // Digits beyond a tick are cut off.
    private static long Fraction(string digits)
    {
        var ticks = digits.Length > FractionDigits ? digits[..FractionDigits] : digits.PadRight(FractionDigits, '0');
        return long.Parse(ticks, NumberStyles.None, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(
        @"^(?<year>[0-9]{4})-(?<month>[0-9]{2})-(?<day>[0-9]{2})[Tt](?<hour>[0-9]{2}):(?<minute>[0-9]{2}):(?<second>[0-9]{2})"
        + @"(?:\.(?<fraction>[0-9]+))?(?:[Zz]|(?<sign>[+-])(?<offsetHour>[0-9]{2}):(?<offsetMinute>[0-9]{2}))\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}
