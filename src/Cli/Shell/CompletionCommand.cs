using System.CommandLine;
using System.Text.Json.Nodes;
using Shaken.Cli.Output;

namespace Shaken.Cli.Shell;

/// <summary><c>shaken completion</c>: the script by which a shell completes commands and options, by asking this program.</summary>
internal static class CompletionCommand
{
    private static readonly Argument<string> Shell = new("shell") { Description = $"{string.Join(", ", CompletionScripts.ByShell.Keys)}." };

    public static Command New() =>
        new Command("completion", "Print the script by which a shell completes commands and options.") { Shell }.Runs(RunAsync);

    private static Task<CommandResult> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var shell = parsed.GetValue(Shell)!;
        return CompletionScripts.ByShell.TryGetValue(shell, out var script)
            ? Task.FromResult(CommandResult.Good(new JsonObject { ["script"] = script }))
            : throw new UsageException(
                $"\"{shell}\" is not a shell that is known here: {string.Join(", ", CompletionScripts.ByShell.Keys)}.");
    }
}
