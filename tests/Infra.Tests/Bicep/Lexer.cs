using System.Globalization;
using System.Text;

namespace Shaken.Infra.Tests.Bicep;

public enum TokenKind
{
    Name,
    Number,
    Text,
    Symbol,
    NewLine,
    End,
}

/// <summary>A word of the language.</summary>
/// <param name="Value">Of a name or symbol itself; of a text nothing.</param>
/// <param name="Texts">Of a text: what stands before, between and after its holes.</param>
/// <param name="Holes">The tokens of each <c>${…}</c>.</param>
public sealed record Token(TokenKind Kind, string Value, Position At, IReadOnlyList<string> Texts, IReadOnlyList<IReadOnlyList<Token>> Holes)
{
    public bool Is(string symbol) => Kind == TokenKind.Symbol && Value == symbol;

    public bool IsName(string name) => Kind == TokenKind.Name && Value == name;
}

/// <summary>From a file's characters to its tokens. Line ends are tokens, since the language separates by them.</summary>
public sealed class Lexer(string file, string source)
{
    private static readonly string[] Symbols =
    [
        "=>", "==", "!=", "=~", "!~", "<=", ">=", "&&", "||", "??", ".?", "{", "}", "[", "]", "(", ")", ":", ",", ".", "?", "!", "=", "<", ">", "+", "-", "*", "/", "%", "@", "|",
    ];

    private int _at;
    private int _line = 1;
    private int _lineStart;

    public static IReadOnlyList<Token> Read(string file, string source)
    {
        var lexer = new Lexer(file, source);
        var tokens = new List<Token>();
        while (lexer.Next() is { } token)
        {
            if (token.Kind != TokenKind.NewLine || tokens is [.., { Kind: not TokenKind.NewLine }]) tokens.Add(token);
            if (token.Kind == TokenKind.End) return tokens;
        }

        throw new InvalidOperationException("A file ends with its end.");
    }

    private Position Here => new(file, _line, _at - _lineStart + 1);

    private Token Next()
    {
        SkipBlanks();
        var here = Here;
        if (_at == source.Length) return Make(TokenKind.End, "the end of the file", here);
        var letter = source[_at];
        if (letter is '\n' or '\r') return ReadNewLine(here);
        if (letter == '\'') return Starts("'''") ? ReadLongText(here) : ReadText(here);
        if (char.IsAsciiLetter(letter) || letter == '_') return Make(TokenKind.Name, ReadWhile(sign => char.IsAsciiLetterOrDigit(sign) || sign == '_'), here);
        if (char.IsAsciiDigit(letter)) return Make(TokenKind.Number, ReadWhile(char.IsAsciiDigit), here);
        if (Symbols.FirstOrDefault(Starts) is not { } symbol) throw new BicepException(here, $"\"{letter}\" is no part of the language");
        _at += symbol.Length;
        return Make(TokenKind.Symbol, symbol, here);
    }

    private void SkipBlanks()
    {
        while (_at < source.Length)
        {
            if (source[_at] is ' ' or '\t')
            {
                _at++;
            }
            else if (Starts("//"))
            {
                while (_at < source.Length && source[_at] != '\n') _at++;
            }
            else if (Starts("/*"))
            {
                var here = Here;
                var end = source.IndexOf("*/", _at + 2, StringComparison.Ordinal);
                if (end < 0) throw new BicepException(here, "a comment that does not end");
                while (_at < end + 2) Step();
            }
            else
            {
                return;
            }
        }
    }

    private Token ReadNewLine(Position here)
    {
        if (source[_at] == '\r') _at++;
        if (_at == source.Length || source[_at] != '\n') throw new BicepException(here, "a carriage return without a line feed");
        Step();
        return Make(TokenKind.NewLine, "the end of the line", here);
    }

    private Token ReadText(Position here)
    {
        _at++;
        var (texts, holes, text) = (new List<string>(), new List<IReadOnlyList<Token>>(), new StringBuilder());
        while (true)
        {
            if (_at == source.Length || source[_at] is '\n' or '\r') throw new BicepException(here, "a text that does not end on its line");
            if (source[_at] == '\'') break;
            if (source[_at] == '\\')
            {
                text.Append(ReadEscape());
            }
            else if (Starts("${"))
            {
                _at += 2;
                texts.Add(text.ToString());
                text.Clear();
                holes.Add(ReadHole(here));
            }
            else
            {
                text.Append(source[_at++]);
            }
        }

        _at++;
        texts.Add(text.ToString());
        return new Token(TokenKind.Text, "a text", here, texts, holes);
    }

    private string ReadEscape()
    {
        var here = Here;
        var letter = _at + 1 < source.Length ? source[_at + 1] : ' ';
        _at += 2;
        if (letter == 'u')
        {
            var end = source.IndexOf('}', _at);
            if (_at < source.Length && source[_at] == '{' && end > _at && int.TryParse(source.AsSpan(_at + 1, end - _at - 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var rune) && Rune.IsValid(rune))
            {
                _at = end + 1;
                return new Rune(rune).ToString();
            }
        }

        return letter switch
        {
            'n' => "\n",
            'r' => "\r",
            't' => "\t",
            '\\' or '\'' or '$' => letter.ToString(),
            _ => throw new BicepException(here, $"\"\\{letter}\" is no escape"),
        };
    }

    private List<Token> ReadHole(Position text)
    {
        var (tokens, depth) = (new List<Token>(), 0);
        while (true)
        {
            var token = Next();
            if (token.Kind is TokenKind.End or TokenKind.NewLine) throw new BicepException(text, "a text with a hole that does not end on its line");
            if (token.Is("}") && depth == 0)
            {
                tokens.Add(Make(TokenKind.End, "the end of the hole", token.At));
                return tokens;
            }

            depth += token.Is("{") ? 1 : token.Is("}") ? -1 : 0;
            tokens.Add(token);
        }
    }

    private Token ReadLongText(Position here)
    {
        for (var step = 0; step < 3; step++) _at++;
        if (Starts("\r\n")) _at++;
        if (Starts("\n")) Step();
        var start = _at;
        while (!Starts("'''"))
        {
            if (_at == source.Length) throw new BicepException(here, "a text that does not end");
            Step();
        }

        var text = source[start.._at];
        _at += 3;
        return new Token(TokenKind.Text, "a text", here, [text], []);
    }

    private string ReadWhile(Func<char, bool> belongs)
    {
        var start = _at;
        while (_at < source.Length && belongs(source[_at])) _at++;
        return source[start.._at];
    }

    private void Step()
    {
        if (source[_at++] != '\n') return;
        _line++;
        _lineStart = _at;
    }

    private bool Starts(string text) => string.CompareOrdinal(source, _at, text, 0, text.Length) == 0;

    private static Token Make(TokenKind kind, string value, Position at) => new(kind, value, at, [], []);
}
