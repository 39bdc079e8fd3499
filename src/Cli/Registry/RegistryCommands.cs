using System.CommandLine;
using Shaken.Cli.Ceremonies;

namespace Shaken.Cli.Registry;

/// <summary><c>shaken registry</c>: the international registry of countries.</summary>
internal static class RegistryCommands
{
    public static Command New()
    {
        var command = new Command("registry", "The international registry of countries: found it, register with it, run it, follow it.")
        {
            PaCommands.NewInit("Key ceremony of a registry: its root, and the signers of its lists. Never overwrites."),
        };
        foreach (var more in CountryCommands.All.Concat(RegistrationCommands.All).Concat(SubscriptionCommands.All)) command.Add(more);
        return command;
    }
}
