using System.CommandLine;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Shaken.Cli.Output;

namespace Shaken.Cli.Shell;

/// <summary><c>shaken version</c>.</summary>
internal static class VersionCommand
{
    public static Command New() => new Command("version", "The version of this program, and the runtime under it.").Runs(RunAsync);

    private static Task<CommandResult> RunAsync(ParseResult parsed, CancellationToken cancellationToken) =>
        Task.FromResult(CommandResult.Good(new JsonObject
        {
            ["version"] = typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion,
            ["runtime"] = RuntimeInformation.FrameworkDescription,
            ["platform"] = RuntimeInformation.RuntimeIdentifier,
        }));
}
