using System.CommandLine;
using Shaken.Cli.Output;
using Shaken.Cli.Storage;

namespace Shaken.Cli.Numbers;

/// <summary><c>shaken numbers</c>: import, lookup.</summary>
internal static class NumberCommands
{
    public static readonly Option<string> Data = new("--data")
    {
        Description = "Folder of the disk store; no other program may have it open.",
    };

    public static Command New() => new("numbers", "The number table: which provider a telephone number belongs to.")
    {
        ImportNumbers.New(),
        LookUpNumber.New(),
    };

    /// <summary>Opens the store of <see cref="Data"/>.</summary>
    public static StoreName Open(ParseResult parsed, bool mayMake) => parsed.GetValue(Data) is { } folder
        ? StoreName.Open($"disk:{folder}", prefix: null, mayMake, acceptsLostJournal: false)
        : throw new UsageException("--data is needed: the folder of the disk store.");
}
