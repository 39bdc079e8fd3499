using System.CommandLine;
using Shaken.Cli.Output;

namespace Shaken.Cli.Demo;

/// <summary><c>shaken demo</c>: starts the demo and ends with its exit code.</summary>
internal static class DemoCommand
{
    private static readonly Option<string> Keep = new("--keep")
    {
        Description = "A new folder that keeps the demo's authorities with all that they did, as a lab: `lab up` goes on with it.",
        HelpName = "folder",
    };

    public static Command New() =>
        new Command("demo", "Watch a call being signed, delivered out of band and verified, and forged ones being refused.") { Keep }
            .RunsProgram(RunAsync);

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string[] kept = parsed.GetValue(Keep) is { } folder ? ["--keep", folder] : [];
        using var demo = DemoProgram.Start(parsed.GetValue(Commands.Json) ? [.. kept, "--json"] : kept);
        await demo.WaitForExitAsync(cancellationToken);
        return demo.ExitCode;
    }
}
