using System.Globalization;

namespace Shaken.Infra.Tests.Bicep;

/// <summary>Expressions, by the language's order of operators.</summary>
public class ExpressionParser(IReadOnlyList<Token> tokens) : TokenReader(tokens)
{
    // From what binds least to what binds most.
    private static readonly string[][] Levels = [["??"], ["||"], ["&&"], ["==", "!=", "=~", "!~"], ["<", "<=", ">", ">="], ["+", "-"], ["*", "/", "%"]];

    public Expression Expression()
    {
        if (Lambda() is { } lambda) return lambda;
        var condition = Binary(0);
        if (!Current.Is("?")) return condition;
        var at = Take().At;
        var then = Expression();
        Take(":");
        return new ChoiceExpression(at, condition, then, Expression());
    }

    public void End()
    {
        if (Current.Kind != TokenKind.End) throw Unexpected("the end");
    }

    protected ObjectExpression Members()
    {
        var at = Take("{").At;
        var properties = new List<Property>();
        SkipLines();
        while (!TryTake("}"))
        {
            var here = Current.At;
            Expression key = Current.Kind switch
            {
                TokenKind.Name => new TextExpression(here, [Take().Value], []),
                TokenKind.Text => Text(),
                _ => throw Unexpected("a property's name"),
            };
            Take(":");
            if ((key as TextExpression)?.Literal is { } name && properties.Any(property => property.Name == name)) throw new BicepException(here, $"the property {name} stands here twice");
            properties.Add(new Property(here, key, Value()));
            if (!TryTake(",") && !Current.Is("}")) EndLine();
            SkipLines();
        }

        return new ObjectExpression(at, properties);
    }

    /// <summary>An expression, or a loop over one.</summary>
    protected Expression Value() => Current.Is("[") && Following.IsName("for") ? Loop(Expression, mayHaveCondition: false) : Expression();

    protected LoopExpression Loop(Func<Expression> body, bool mayHaveCondition)
    {
        var at = Take("[").At;
        Take();
        var (item, index) = (string.Empty, (string?)null);
        if (TryTake("("))
        {
            item = TakeName("a loop's item");
            Take(",");
            index = TakeName("a loop's index");
            Take(")");
        }
        else
        {
            item = TakeName("a loop's item");
        }

        if (!TryTakeName("in")) throw Unexpected("in");
        var source = Expression();
        Take(":");
        Expression? condition = null;
        if (mayHaveCondition && TryTakeName("if"))
        {
            Take("(");
            condition = Expression();
            Take(")");
        }

        var inner = body();
        SkipLines();
        Take("]");
        return new LoopExpression(at, item, index, source, condition, inner);
    }

    private LambdaExpression? Lambda()
    {
        if (Current.Kind == TokenKind.Name && Following.Is("=>"))
        {
            var name = Take();
            Take();
            return new LambdaExpression(name.At, [name.Value], Expression());
        }

        if (!Current.Is("(")) return null;
        var mark = Mark();
        var (at, parameters) = (Take().At, new List<string>());
        while (Current.Kind == TokenKind.Name)
        {
            parameters.Add(Take().Value);
            if (!TryTake(",")) break;
        }

        if (TryTake(")") && TryTake("=>")) return new LambdaExpression(at, parameters, Expression());
        Return(mark);
        return null;
    }

    private Expression Binary(int level)
    {
        if (level == Levels.Length) return Unary();
        var left = Binary(level + 1);
        while (Current.Kind == TokenKind.Symbol && Levels[level].Contains(Current.Value))
        {
            var sign = Take();
            left = new BinaryExpression(sign.At, sign.Value, left, Binary(level + 1));
        }

        return left;
    }

    private Expression Unary() => Current.Is("!") || Current.Is("-") ? Take() is var sign ? new UnaryExpression(sign.At, sign.Value, Unary()) : null! : Postfix();

    private Expression Postfix()
    {
        var value = Primary();
        while (true)
        {
            if (Current.Is(".") || Current.Is(".?"))
            {
                var isSafe = Take().Value == ".?";
                var at = Current.At;
                var name = TakeName("a member's name");
                value = Current.Is("(") ? new CallExpression(at, value, name, Arguments()) : new MemberExpression(at, value, name, isSafe);
            }
            else if (Current.Is("["))
            {
                var at = Take().At;
                var index = Expression();
                Take("]");
                value = new IndexExpression(at, value, index);
            }
            else if (Current.Is("!") && !Following.Is("="))
            {
                Take();
            }
            else
            {
                return value;
            }
        }
    }

    private Expression Primary()
    {
        var token = Current;
        if (token.Is("{")) return Members();
        if (token.Is("[")) return Following.IsName("for") ? throw new BicepException(token.At, "a loop stands only where a whole value stands") : Array();
        if (token.Kind == TokenKind.Text) return Text();
        if (TryTake("("))
        {
            SkipLines();
            var inner = Expression();
            SkipLines();
            Take(")");
            return inner;
        }

        if (token.Kind == TokenKind.Number) return new NumberExpression(token.At, long.Parse(Take().Value, CultureInfo.InvariantCulture));
        var name = TakeName("a value");
        return name switch
        {
            "true" or "false" => new FlagExpression(token.At, name == "true"),
            "null" => new NullExpression(token.At),
            _ => Current.Is("(") ? new CallExpression(token.At, null, name, Arguments()) : new NameExpression(token.At, name),
        };
    }

    private ArrayExpression Array()
    {
        var at = Take("[").At;
        var items = new List<Expression>();
        SkipLines();
        while (!TryTake("]"))
        {
            items.Add(Expression());
            if (!TryTake(",") && !Current.Is("]")) EndLine();
            SkipLines();
        }

        return new ArrayExpression(at, items);
    }

    protected List<Expression> Arguments()
    {
        Take("(");
        var arguments = new List<Expression>();
        SkipLines();
        while (!TryTake(")"))
        {
            arguments.Add(Expression());
            SkipLines();
            if (!Current.Is(")")) Take(",");
            SkipLines();
        }

        return arguments;
    }

    private TextExpression Text()
    {
        var token = Take();
        return new TextExpression(token.At, token.Texts, [.. token.Holes.Select(hole =>
        {
            var parser = new ExpressionParser(hole);
            var inner = parser.Expression();
            parser.End();
            return inner;
        })]);
    }
}
