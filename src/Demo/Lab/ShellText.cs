namespace Shaken.Demo.Lab;

/// <summary>Text for a shell of the Bourne family, such as sh, bash and zsh.</summary>
internal static class ShellText
{
    /// <summary>One word to the shell, whatever it holds. A word of plain letters stays as it is.</summary>
    public static string Quote(string text) =>
        text.Length > 0 && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '/' or '.' or '-' or '_')
            ? text
            : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
