using FsCheck;
using FsCheck.Fluent;
using Shaken.Core.Numbering;

namespace Shaken.Core.Tests.Numbering;

/// <summary>What a number table must answer, found the plain way; and rows that try it.</summary>
internal static class RowOracle
{
    /// <summary>Digits drawn from few, so that numbers are prefixes of each other and neighbours.</summary>
    public static readonly Gen<string> Digits =
        Gen.Choose(1, 15).SelectMany(length => Gen.Elements('0', '1', '5', '9').ArrayOf(length)).Select(digits => new string(digits));

    /// <summary>Rows by pattern text; a value is a provider.</summary>
    public static readonly Gen<Dictionary<string, string>> Tables =
        Digits.SelectMany(_ => Gen.Elements("", "*"), (digits, star) => digits + star)
            .SelectMany(_ => Gen.Choose(0, 9), (pattern, provider) => (pattern, Provider: $"OCN{provider}"))
            .ListOf().Select(rows => rows.GroupBy(row => row.pattern).ToDictionary(row => row.Key, row => row.First().Provider));

    public static string LookUp(IReadOnlyDictionary<string, string> rows, string number)
    {
        if (rows.TryGetValue(number, out var exact)) return $"{number} US/{exact}";
        for (var length = number.Length; length > 0; length--)
        {
            var prefix = number[..length] + "*";
            if (rows.TryGetValue(prefix, out var provider)) return $"{prefix} US/{provider}";
        }

        return "-";
    }

    /// <summary>Numbers at the edges of the rows, and what is beside and below them.</summary>
    public static IEnumerable<string> NumbersAround(IEnumerable<string> patterns) => patterns.Select(pattern => pattern.TrimEnd('*'))
        .SelectMany(digits =>
            (string[])[digits, digits[..^1], digits[..^1] + "9", digits[..^1] + "0", digits + "0", digits + "5",
            digits.PadRight(15, '9')])
        .Where(digits => digits.Length is > 0 and <= 15).Distinct();

    public static ulong KeyOf(string pattern) =>
        NumberKey.Of(NumberKey.PathOf(System.Text.Encoding.ASCII.GetBytes(pattern.TrimEnd('*'))), pattern.EndsWith('*'));

    public static string ToCsv(IEnumerable<KeyValuePair<string, string>> rows) =>
        string.Concat(rows.Select(row => $"{row.Key},{row.Value}\n"));
}
