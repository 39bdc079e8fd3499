namespace Shaken.Infra.Tests.Bicep;

/// <summary>Goes through tokens, one after the other.</summary>
public class TokenReader(IReadOnlyList<Token> tokens)
{
    private int _at;

    protected Token Current => tokens[_at];

    protected Token Following => tokens[Math.Min(_at + 1, tokens.Count - 1)];

    protected Token Take()
    {
        var token = Current;
        if (token.Kind != TokenKind.End) _at++;
        return token;
    }

    protected bool TryTake(string symbol)
    {
        if (!Current.Is(symbol)) return false;
        Take();
        return true;
    }

    protected bool TryTakeName(string name)
    {
        if (!Current.IsName(name)) return false;
        Take();
        return true;
    }

    protected Token Take(string symbol) => Current.Is(symbol) ? Take() : throw Unexpected($"\"{symbol}\"");

    protected string TakeName(string what) => Current.Kind == TokenKind.Name ? Take().Value : throw Unexpected(what);

    protected string TakeLiteral(string what) => Current is { Kind: TokenKind.Text, Holes.Count: 0 } ? Take().Texts[0] : throw Unexpected(what);

    protected void SkipLines()
    {
        while (Current.Kind == TokenKind.NewLine) Take();
    }

    protected void EndLine()
    {
        if (Current.Kind is not (TokenKind.NewLine or TokenKind.End)) throw Unexpected("the end of the line");
        SkipLines();
    }

    // Where the tokens from here are found again, for a second try.
    protected int Mark() => _at;

    protected void Return(int mark) => _at = mark;

    protected BicepException Unexpected(string wanted) =>
        new(Current.At, $"{wanted} is wanted, not {(Current.Kind is TokenKind.Name or TokenKind.Number or TokenKind.Symbol ? $"\"{Current.Value}\"" : Current.Value)}");
}
