namespace Shaken.Cli.Shell;

/// <summary>
/// Scripts for shells. Each gives this program the line without its first word, and the place of the cursor in it, by the directive
/// <c>[suggest:PLACE]</c> of System.CommandLine; the answer is a word a line.
/// </summary>
internal static class CompletionScripts
{
    private const string Bash = """
        # shaken: completion for bash. In ~/.bashrc: source <(shaken completion bash)
        _shaken() {
            local line="${COMP_LINE#* }" place=$((COMP_POINT - ${#COMP_WORDS[0]} - 1)) IFS=$'\n'
            COMPREPLY=($(compgen -W "$(shaken "[suggest:$place]" "$line" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _shaken shaken
        """;

    private const string Zsh = """
        # shaken: completion for zsh. In ~/.zshrc, after compinit: source <(shaken completion zsh)
        _shaken() {
            local line="${BUFFER#* }" place=$((CURSOR - ${#words[1]} - 1))
            local -a found=("${(@f)$(shaken "[suggest:$place]" "$line" 2>/dev/null)}")
            compadd -- $found || _files
        }
        compdef _shaken shaken
        """;

    private const string Fish = """
        # shaken: completion for fish. In ~/.config/fish/completions/shaken.fish: shaken completion fish | source
        function __shaken_complete
            set -l line (string replace -r '^\S+\s' '' -- (commandline -cp))
            shaken "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        complete -c shaken -a '(__shaken_complete)'
        """;

    private const string PowerShell = """
        # shaken: completion for PowerShell. In $PROFILE: shaken completion pwsh | Out-String | Invoke-Expression
        Register-ArgumentCompleter -Native -CommandName shaken -ScriptBlock {
            param($wordToComplete, $commandAst, $cursorPosition)
            $whole = $commandAst.ToString()
            $line = $whole -replace '^\S+\s*', ''
            $place = [Math]::Max(0, [Math]::Min($line.Length, $cursorPosition - ($whole.Length - $line.Length)))
            shaken "[suggest:$place]" $line | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object {
                [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
            }
        }
        """;

    public static IReadOnlyDictionary<string, string> ByShell { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["bash"] = Bash, ["zsh"] = Zsh, ["fish"] = Fish, ["pwsh"] = PowerShell,
    };
}
