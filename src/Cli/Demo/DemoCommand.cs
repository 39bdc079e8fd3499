using System.CommandLine;
using Shaken.Cli.Output;

namespace Shaken.Cli.Demo;

/// <summary>
/// <c>shaken demo</c>: a whole country in one process. Two providers, their services on loopback, a call signed, delivered out of band and verified; then
/// eight attempts that are refused; then real certificates.
/// </summary>
internal static class DemoCommand
{
    public static Command New()
    {
        var command = new Command("demo", "Watch a call being signed, delivered out of band and verified, and forged ones being refused.");
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(Commands.Json), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(bool asJson, CancellationToken cancellationToken)
    {
        var narrator = new Narrator(Console.Out, quiet: asJson, isTerminal: !Console.IsOutputRedirected);
        var folder = Directory.CreateTempSubdirectory("shaken-demo-");
        try
        {
            await using (var country = await DemoCountry.StartAsync(folder.FullName, narrator, cancellationToken))
            {
                await CallFlow.RunAsync(country, narrator, cancellationToken);
                await Refusals.RunAsync(country, narrator, cancellationToken);
            }

            await RealChains.RunAsync(narrator);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        if (asJson) new ResultWriter(Console.Out, isTerminal: false).Write(narrator.ToJson(), asJson: true);
        else narrator.Close();
        return (int)(narrator.IsAsExpected ? ExitCode.Good : ExitCode.Refused);
    }
}
