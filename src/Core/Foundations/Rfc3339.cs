using System.Diagnostics.CodeAnalysis;

namespace Shaken.Core.Foundations;

/// <summary>
/// Date and time of RFC 3339 section 5.6, as other programs write it: <c>t</c> and <c>z</c> in either case, the leap second 60, any UTC
/// offset.
/// </summary>
public static class Rfc3339
{
    private const int MaxLength = 64;

    // "2026-12-20T00:00:00": what stands before the fraction and the offset.
    private const int FixedLength = 19;
    private const int OffsetLength = 6;

    /// <summary>Reads a moment into UTC. False: another form, no such date, or a moment outside the years 1 to 9999.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out DateTimeOffset? moment)
    {
        moment = null;
        if (text is null || text.Length is > MaxLength or <= FixedLength) return false;
        var rest = text.AsSpan();
        if (!TryReadDate(rest, out var ticks) || rest[10] is not ('T' or 't') || !TryReadTime(rest[11..], out var time, out var isLeap))
            return false;
        rest = rest[FixedLength..];
        if (!TryReadFraction(ref rest, out var fraction) || !TryReadOffset(rest, out var offset)) return false;

        // A leap second counts as the first second after it (section 5.7).
        ticks += time + (isLeap ? 0 : fraction) - offset;
        if (ticks < DateTimeOffset.MinValue.Ticks || ticks > DateTimeOffset.MaxValue.Ticks) return false;
        if (isLeap && ticks % TimeSpan.TicksPerDay != 0) return false;
        moment = new DateTimeOffset(ticks, TimeSpan.Zero);
        return true;
    }

    private static bool TryReadDate(ReadOnlySpan<char> text, out long ticks)
    {
        ticks = 0;
        if (text[4] != '-' || text[7] != '-') return false;
        if (!TryReadNumber(text[..4], out var year)) return false;
        if (!TryReadNumber(text[5..7], out var month) || !TryReadNumber(text[8..10], out var day)) return false;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return false;
        ticks = new DateTime(year, month, day).Ticks;
        return true;
    }

    // Hours, minutes and seconds; 60 seconds are a leap second.
    private static bool TryReadTime(ReadOnlySpan<char> text, out long ticks, out bool isLeap)
    {
        (ticks, isLeap) = (0, false);
        if (!TryReadMinutes(text, out var minutes) || text[5] != ':') return false;
        if (!TryReadNumber(text[6..8], out var second) || second > 60) return false;
        ticks = (minutes * TimeSpan.TicksPerMinute) + (second * TimeSpan.TicksPerSecond);
        isLeap = second == 60;
        return true;
    }

    // Digits beyond a tick are cut off.
    private static bool TryReadFraction(ref ReadOnlySpan<char> rest, out long ticks)
    {
        ticks = 0;
        if (rest is not ['.', ..]) return true;
        var digits = 0;
        var unit = TimeSpan.TicksPerSecond / 10;
        for (rest = rest[1..]; rest is [>= '0' and <= '9', ..]; rest = rest[1..], unit /= 10, digits++) ticks += (rest[0] - '0') * unit;
        return digits > 0;
    }

    private static bool TryReadOffset(ReadOnlySpan<char> text, out long ticks)
    {
        ticks = 0;
        if (text is "Z" or "z") return true;
        if (text is not ['+' or '-', ..] || text.Length != OffsetLength || !TryReadMinutes(text[1..], out var minutes)) return false;
        ticks = text[0] == '-' ? -minutes * TimeSpan.TicksPerMinute : minutes * TimeSpan.TicksPerMinute;
        return true;
    }

    // "23:59", as minutes.
    private static bool TryReadMinutes(ReadOnlySpan<char> text, out long minutes)
    {
        minutes = 0;
        if (!TryReadNumber(text[..2], out var hour) || text[2] != ':' || !TryReadNumber(text[3..5], out var minute)) return false;
        if (hour > 23 || minute > 59) return false;
        minutes = (hour * 60) + minute;
        return true;
    }

    private static bool TryReadNumber(ReadOnlySpan<char> text, out int number)
    {
        number = 0;
        foreach (var digit in text)
        {
            if (!char.IsAsciiDigit(digit)) return false;
            number = (number * 10) + (digit - '0');
        }

        return true;
    }
}
