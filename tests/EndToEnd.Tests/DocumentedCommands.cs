using System.Text.RegularExpressions;

namespace Shaken.EndToEnd.Tests;

/// <summary>The commands of a document, as a reader types them: the lines that begin with a prompt.</summary>
internal static partial class DocumentedCommands
{
    private const string Prompt = "$ ";

    /// <param name="document">From the root of the checkout.</param>
    public static async Task<IReadOnlyList<string>> InAsync(string document)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Programs.Root, document), TestContext.Current.CancellationToken);
        return
        [
            .. text.ReplaceLineEndings("\n").Replace("\\\n", " ", StringComparison.Ordinal).Split('\n')
                .Where(line => line.StartsWith(Prompt, StringComparison.Ordinal)).Select(line => line[Prompt.Length..]),
        ];
    }

    /// <summary>Commands of <c>shaken</c> that a document shows without a prompt, in blocks of their own: without the comments behind them.</summary>
    /// <param name="document">From the root of the checkout.</param>
    public static async Task<IReadOnlyList<string>> WithoutPromptAsync(string document)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Programs.Root, document), TestContext.Current.CancellationToken);
        return
        [
            .. from Match block in Blocks().Matches(text.ReplaceLineEndings("\n"))
               from line in block.Groups["lines"].Value.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n')
               where line.StartsWith("shaken ", StringComparison.Ordinal)
               select Comment().Replace(line, ""),
        ];
    }

    /// <summary>Runs commands one after the other in one shell, which ends with the first that fails.</summary>
    public static Task<(int Code, string Output, string Error)> RunAsync(string folder, IEnumerable<string> commands) =>
        Programs.RunAsync(folder, "bash", "-c", ScriptOf(commands));

    /// <summary>
    /// The same as a person sees it, at a terminal of 80 columns by the program script: what the commands print, without colours.
    /// </summary>
    public static async Task<(int Code, string Output, string Error)> RunAtTerminalAsync(string folder, IEnumerable<string> commands)
    {
        var file = Path.Combine(folder, "typed.sh");
        await File.WriteAllTextAsync(file, $"stty cols 80\n{ScriptOf(commands)}", TestContext.Current.CancellationToken);
        var (code, output, error) = await Programs.RunAsync(
            folder, "script", "-qec", "TERM=dumb NO_COLOR=1 bash typed.sh", "/dev/null");
        return (code, output.Replace("\r", "", StringComparison.Ordinal), error);
    }

    private static string ScriptOf(IEnumerable<string> commands) =>
        $"set -euo pipefail\nshaken() {{ dotnet '{Programs.Cli}' \"$@\"; }}\n{string.Join('\n', commands)}\n";

    [GeneratedRegex("```(?:sh|console)\n(?<lines>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();

    [GeneratedRegex(" +# .*$")]
    private static partial Regex Comment();
}
