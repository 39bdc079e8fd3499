namespace Shaken.EndToEnd.Tests;

/// <summary>Completion, help and version.</summary>
public sealed class ShellTests
{
    private const string CompleteByBash = """
        source <(shaken completion bash)
        complete_line() {
            COMP_LINE="$1"; COMP_POINT=${#1}; COMP_WORDS=($1); COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            COMPREPLY=(); _shaken; echo "${COMPREPLY[*]}"
        }
        complete_line "shaken passp"
        complete_line "shaken passport ver"
        complete_line "shaken passport sign --ide"
        """;

    [Fact]
    public async Task Completion_InBash_CompletesCommandsAndOptions()
    {
        using var folder = new TemporaryFolder();
        var (code, output, error) = await DocumentedCommands.RunAsync(folder.Path, [CompleteByBash]);
        Assert.True(code == 0, output + error);
        Assert.Equal(["passport", "verify", "--identity"], output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("bash", "complete -o default -F _shaken shaken")]
    [InlineData("zsh", "compdef _shaken shaken")]
    [InlineData("fish", "complete -c shaken")]
    [InlineData("pwsh", "Register-ArgumentCompleter")]
    public async Task Completion_OfEachShell_IsPrinted(string shell, string part)
    {
        using var folder = new TemporaryFolder();
        var (code, output, _) = await Programs.ShakenAsync(folder.Path, "completion", shell);
        Assert.Equal(0, code);
        Assert.Contains(part, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Completion_OfAnUnknownShell_IsRefused()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(2, (await Programs.ShakenAsync(folder.Path, "completion", "csh")).Code);
    }

    [Fact]
    public async Task Help_OfACommand_IsWhatItsOptionPrints()
    {
        using var folder = new TemporaryFolder();
        var (code, output, _) = await Programs.ShakenAsync(folder.Path, "help", "passport", "sign");
        Assert.Equal((0, (await Programs.ShakenAsync(folder.Path, "passport", "sign", "--help")).Output), (code, output));
        Assert.Contains("--x5u", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version_IsThatOfTheProgram()
    {
        using var folder = new TemporaryFolder();
        var (code, output, _) = await Programs.ShakenAsync(folder.Path, "version");
        Assert.Equal(0, code);
        Assert.Contains("version: 0.", output, StringComparison.Ordinal);
    }
}
