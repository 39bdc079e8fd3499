using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Shaken.EndToEnd.Tests;

/// <summary>
/// Every command of <c>shaken</c> that a document shows in a block of its own is one that the program has, with the options that it has,
/// also where running it takes a service, a vault or a store of Azure.
/// </summary>
public sealed partial class DocumentedSyntaxTests : IDisposable
{
    private const int HelpsAtOnce = 4;

    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentDictionary<string, Task<string>> _helps = new();
    private readonly SemaphoreSlim _running = new(HelpsAtOnce);

    public void Dispose()
    {
        _running.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Command_InADocument_ExistsWithItsOptions()
    {
        var shown = Commands().ToList();
        Assert.InRange(shown.Count, 60, 500);
        var faults = await Task.WhenAll(shown.Select(one => FindFaultAsync(one.File, one.Words)));
        Assert.Empty(faults.OfType<string>());
    }

    [Fact]
    public async Task Command_ThatFetches_TakesExemptOriginsAndTlsRoots()
    {
        foreach (var path in (string[])["passport verify", "cps get", "acme order", "ca certificates", "delegate verify", "crl publish"])
        {
            var help = await HelpAsync(path);
            Assert.Contains("--exempt-origin", help, StringComparison.Ordinal);
            Assert.Contains("--tls-root", help, StringComparison.Ordinal);
        }
    }

    // Null: in order.
    private async Task<string?> FindFaultAsync(string file, string[] words)
    {
        var path = "";
        var help = await HelpAsync(path);
        foreach (var word in words.TakeWhile(word => CommandName().IsMatch(word)))
        {
            if (!SubcommandsIn(help).Contains(word)) break;
            path = path.Length == 0 ? word : $"{path} {word}";
            help = await HelpAsync(path);
        }

        if (path.Length == 0 || (SubcommandsIn(help).Count > 0 && words.Length > path.Split(' ').Length
            && !help.Contains("Arguments:", StringComparison.Ordinal) && CommandName().IsMatch(words[path.Split(' ').Length])))
            return $"{file}: there is no command {string.Join(' ', words)}";
        var unknown = words.Where(word => word.StartsWith("--", StringComparison.Ordinal)).Select(word => word.Split('=')[0])
            .FirstOrDefault(option => !Regex.IsMatch(help, $@"(?m)(^|[\s,]){Regex.Escape(option)}\b", RegexOptions.None, OneSecond));
        return unknown is null ? null : $"{file}: shaken {path} has no option {unknown}";
    }

    private static TimeSpan OneSecond { get; } = TimeSpan.FromSeconds(1);

    private static HashSet<string> SubcommandsIn(string help)
    {
        var at = help.IndexOf("Commands:\n", StringComparison.Ordinal);
        return at < 0 ? [] : [.. Names().Matches(help[at..]).Select(match => match.Groups[1].Value)];
    }

    private Task<string> HelpAsync(string path) => _helps.GetOrAdd(path, async asked =>
    {
        await _running.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            string[] words = asked.Length == 0 ? [] : asked.Split(' ');
            var (code, output, error) = await Programs.ShakenAsync(_folder.Path, [.. words, "--help"]);
            Assert.True(code == 0, $"shaken {asked} --help ended with {code}: {output}{error}");
            return output.ReplaceLineEndings("\n");
        }
        finally
        {
            _running.Release();
        }
    });

    private static IEnumerable<(string File, string[] Words)> Commands() =>
        from file in Checkout.Files(".", ".md")
        from Match block in Blocks().Matches(Checkout.Read(file).ReplaceLineEndings("\n"))
        from line in block.Groups["lines"].Value.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n')
        from Match command in Uses().Matches(line)
        select (file, WordsOf(command.Groups[1].Value));

    // What stands in quotes is a value.
    private static string[] WordsOf(string command) =>
        Quoted().Replace(command, "value").Split(' ', StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex("```(?:sh|console)\n(?<lines>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();

    [GeneratedRegex(@"(?<![\w/.\-])shaken ([a-z][^|;&)#>]*)")]
    private static partial Regex Uses();

    [GeneratedRegex("\"[^\"]*\"|'[^']*'")]
    private static partial Regex Quoted();

    [GeneratedRegex("^[a-z][a-z-]*$")]
    private static partial Regex CommandName();

    [GeneratedRegex(@"(?m)^  ([a-z][a-z-]*)\b")]
    private static partial Regex Names();
}
