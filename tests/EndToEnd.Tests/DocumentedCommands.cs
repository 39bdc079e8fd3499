namespace Shaken.EndToEnd.Tests;

/// <summary>The commands of a document, as a reader types them: the lines that begin with a prompt.</summary>
internal static class DocumentedCommands
{
    private const string Prompt = "$ ";

    /// <param name="document">From the root of the checkout.</param>
    public static async Task<IReadOnlyList<string>> InAsync(string document) =>
        [.. (await File.ReadAllLinesAsync(Path.Combine(Programs.Root, document), TestContext.Current.CancellationToken))
            .Where(line => line.StartsWith(Prompt, StringComparison.Ordinal)).Select(line => line[Prompt.Length..])];

    /// <summary>Runs commands one after the other in one shell, which ends with the first that fails.</summary>
    public static Task<(int Code, string Output, string Error)> RunAsync(string folder, IEnumerable<string> commands)
    {
        var script = $"set -euo pipefail\nshaken() {{ dotnet '{Programs.Cli}' \"$@\"; }}\n{string.Join('\n', commands)}\n";
        return Programs.RunAsync(folder, "bash", "-c", script);
    }
}
