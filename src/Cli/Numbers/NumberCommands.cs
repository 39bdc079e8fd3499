using System.CommandLine;
using Shaken.Cli.Storage;

namespace Shaken.Cli.Numbers;

/// <summary><c>shaken numbers</c>: import, lookup.</summary>
internal static class NumberCommands
{
    public static readonly Option<string> Data = new("--data")
    {
        Description = "Folder of the disk store; no other program may have it open.",
        Required = true,
    };

    public static Command New() => new("numbers", "The number table: which provider a telephone number belongs to.")
    {
        ImportNumbers.New(),
        LookUpNumber.New(),
    };

    /// <summary>Opens the store of <see cref="Data"/>.</summary>
    public static StoreName Open(ParseResult parsed, bool mayMake) =>
        StoreName.Open($"disk:{parsed.GetValue(Data)}", prefix: null, mayMake, acceptsLostJournal: false);
}
