using System.CommandLine;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Cli.Output;
using Shaken.Core.Numbering;

namespace Shaken.Cli.Numbers;

/// <summary><c>shaken numbers lookup</c>.</summary>
internal static class LookUpNumber
{
    private static readonly Argument<string> Number = new("number") { Description = "Telephone number with its country code." };

    public static Command New() => new Command(
        "lookup", "Show which provider a telephone number belongs to, and the row that says so: the number itself or the longest prefix.")
    {
        Number, NumberCommands.Data,
    }.Runs(RunAsync);

    private static async Task<CommandResult> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var number = Inputs.Number(parsed.GetValue(Number)!, "number");
        await using var opened = NumberCommands.Open(parsed, mayMake: false);
        using var directory = new NumberTableDirectory(
            opened.Store.Records, opened.Store.Blobs, Clock.System, new NumberingOptions(), NullLogger<NumberTableDirectory>.Instance);
        if (await directory.FindAsync(number, cancellationToken) is not { } found)
            return CommandResult.Refused(new JsonObject { ["number"] = number.Value, ["found"] = false });
        return CommandResult.Good(new JsonObject
        {
            ["number"] = number.Value,
            ["found"] = true,
            ["country"] = found.Provider.Country.Value,
            ["spc"] = found.Provider.Code.Value,
            ["match"] = found.Pattern.Text,
        });
    }
}
