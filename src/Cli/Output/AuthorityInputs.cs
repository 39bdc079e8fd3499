using System.CommandLine;
using System.Globalization;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Der;

namespace Shaken.Cli.Output;

/// <summary>A TNAuthList on the command line: codes, then ranges, then numbers, each in the order given.</summary>
internal static class AuthorityInputs
{
    public static readonly Option<string[]> Spc = new("--spc") { Description = "A service provider code to have authority over; may be repeated." };
    public static readonly Option<string[]> Number = new("--tn") { Description = "A telephone number to have authority over; may be repeated." };
    public static readonly Option<string[]> Range = new("--range") { Description = "A block of numbers, as START:COUNT; may be repeated." };

    public static TnAuthList Of(ParseResult parsed)
    {
        var entries = new List<TnAuthListEntry>();
        entries.AddRange((parsed.GetValue(Spc) ?? []).Select(text => new SpcEntry(Inputs.Code(text, "--spc"))));
        entries.AddRange((parsed.GetValue(Range) ?? []).Select(RangeOf));
        entries.AddRange((parsed.GetValue(Number) ?? []).Select(text => new NumberEntry(Inputs.Number(text, "--tn"))));
        return entries.Count is > 0 and <= Limits.TnAuthListEntries
            ? TnAuthList.Of([.. entries])
            : throw new UsageException($"A TNAuthList must have 1 to {Limits.TnAuthListEntries} entries: give --spc, --tn or --range.");
    }

    private static RangeEntry RangeOf(string text)
    {
        if (text.Split(':') is not [var start, var many] || !int.TryParse(many, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || !TelephoneNumberRange.TryCreate(Inputs.Number(start, "--range"), count, out var range))
            throw new UsageException($"--range: \"{text}\" is not a block START:COUNT of 2 or more numbers, such as 12025550100:50.");
        return range.EndsOnTheLastNumber ? throw new UsageException($"--range: \"{text}\" includes the last number of its length, which RFC 8226 section 9 excludes from ranges: end the range before it.") : new RangeEntry(range);
    }
}
