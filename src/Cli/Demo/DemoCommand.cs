using System.CommandLine;
using Shaken.Cli.Output;

namespace Shaken.Cli.Demo;

/// <summary><c>shaken demo</c>: starts the demo and ends with its exit code.</summary>
internal static class DemoCommand
{
    public static Command New() =>
        new Command("demo", "Watch a call being signed, delivered out of band and verified, and forged ones being refused.")
            .RunsProgram(RunAsync);

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var demo = DemoProgram.Start(parsed.GetValue(Commands.Json) ? ["--json"] : []);
        await demo.WaitForExitAsync(cancellationToken);
        return demo.ExitCode;
    }
}
