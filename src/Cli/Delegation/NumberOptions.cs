using System.CommandLine;
using System.Globalization;
using System.Numerics;
using Shaken.Cli.Output;
using Shaken.Core.Delegation.Grants;
using Shaken.Core.Foundations;

namespace Shaken.Cli.Delegation;

/// <summary>Sets of numbers on the command line.</summary>
internal static class NumberOptions
{
    private const StringSplitOptions Parts = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;

    private const string Forms = "a number, FIRST-LAST or START:COUNT, as 12155550100, 12155550100-12155550199 or 12155550100:100";

    public static readonly Option<string[]> Required = New(isRequired: true);

    public static readonly Option<string[]> Optional = New(isRequired: false);

    /// <summary>The set that an option gives; null: it is not there.</summary>
    public static NumberSet? Find(ParseResult parsed, Option<string[]> option)
    {
        if (parsed.GetValue(option) is not { Length: > 0 } texts) return null;
        var (plain, blocks) = (new List<string>(), new List<NumberSet>());
        foreach (var text in texts.SelectMany(one => one.Split(',', Parts)))
        {
            if (text.Contains(':', StringComparison.Ordinal)) blocks.Add(BlockOf(text));
            else plain.Add(text);
        }

        if (!NumberTexts.TryParse(plain, out var numbers, out var failure)) throw new UsageException($"--numbers: {failure}.");
        return NumberSet.Of(
            [.. numbers.Ranges, .. blocks.SelectMany(block => block.Ranges)],
            [.. numbers.Singles, .. blocks.SelectMany(block => block.Singles)]);
    }

    /// <summary>The set of the option that must be there.</summary>
    public static NumberSet Of(ParseResult parsed) =>
        Find(parsed, Required) is { IsEmpty: false } numbers ? numbers : throw new UsageException($"--numbers must be {Forms}.");

    private static NumberSet BlockOf(string text) =>
        text.Split(':') is [var start, var many]
        && TelephoneNumber.TryParseCanonical(start.StartsWith('+') ? start[1..] : start, out var first)
        && BigInteger.TryParse(many, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        && NumberTexts.TryCreate(first, count, out var numbers)
            ? numbers
            : throw new UsageException($"--numbers: \"{text}\" must be START:COUNT, so many numbers from START on, as 12155550100:100.");

    private static Option<string[]> New(bool isRequired) => new("--numbers")
    {
        Description = $"Numbers, each {Forms}; separated by commas, or repeated.",
        Required = isRequired,
        AllowMultipleArgumentsPerToken = true,
    };
}
