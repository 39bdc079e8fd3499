using System.CommandLine;
using Shaken.Cli.Output;
using Shaken.Core.Numbering;
using Shaken.Core.Registry.Countries;
using Shaken.Core.Trust.Registry;

namespace Shaken.Cli.Registry;

/// <summary>What a country says of itself, on the command line.</summary>
internal static class RegistrationOptions
{
    public static readonly Argument<string> Country = new("country")
    {
        Description = "ISO 3166-1 alpha-2 code, such as CA; or a code that ISO leaves to its users, such as XK.",
    };

    private static readonly Option<string> Name = new("--name") { Description = "Name of the country or group.", Required = true };
    private static readonly Option<string> Regulator = new("--regulator") { Description = "Its national authority.", Required = true };
    private static readonly Option<string> Contact = new("--contact") { Description = "Somebody there.", Required = true };
    private static readonly Option<string> Email = new("--email") { Description = "That person's address.", Required = true };
    private static readonly Option<string?> ListUrl = new("--list-url")
    {
        Description = "https URL of its trusted-CA list; left out with --unrestricted.",
    };

    private static readonly Option<bool> Unrestricted = new("--unrestricted")
    {
        Description = "The country names no limited list of CAs.",
    };

    private static readonly Option<string[]> AdministratorRoot = new("--pa-root")
    {
        Description = "File with a root of its STI-PA, below which its list and its requests are signed; may be repeated.", Required = true,
    };

    private static readonly Option<string[]> Prefix = new("--prefix")
    {
        Description = "First digits of its numbers; may be repeated. Without it those of the numbering plan.",
    };

    public static IReadOnlyList<Symbol> All { get; } =
        [Country, Name, Regulator, Contact, Email, ListUrl, Unrestricted, AdministratorRoot, Prefix];

    public static Registration Of(ParseResult parsed)
    {
        var url = parsed.GetValue(ListUrl);
        if (url is null != parsed.GetValue(Unrestricted)) throw new UsageException("Give either --list-url URL or --unrestricted.");
        var country = PublicRegistry.CountryOf(parsed.GetValue(Country)!);
        CallingPrefixes? prefixes = null;
        if (parsed.GetValue(Prefix) is { Length: > 0 } texts && !CallingPrefixes.TryParse(texts, out prefixes, out var failure))
            throw new UsageException($"--prefix: {failure}.");
        var roots = Inputs.Roots(parsed.GetValue(AdministratorRoot)!);
        if (!RegistryEntry.TryCreate(country, parsed.GetValue(Name)!, url, roots, prefixes, out var entry, out failure)
            || !RegulatorContact.TryCreate(
                parsed.GetValue(Regulator), parsed.GetValue(Contact), parsed.GetValue(Email), out var contact, out failure))
            throw new UsageException($"{failure}.");
        return new Registration(entry, contact);
    }

    /// <summary>Adds them to a command.</summary>
    public static Command AddTo(Command command)
    {
        foreach (var symbol in All)
        {
            if (symbol is Argument argument) command.Add(argument);
            else command.Add((Option)symbol);
        }

        return command;
    }
}
