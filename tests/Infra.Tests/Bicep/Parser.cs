using System.Globalization;

namespace Shaken.Infra.Tests.Bicep;

/// <summary>A file of Bicep, or of its parameters. Whatever it does not know it refuses, with line and column.</summary>
public sealed class Parser : ExpressionParser
{
    private readonly string _path;

    private Parser(string path, string source)
        : base(Lexer.Read(path, source)) => _path = path;

    public static BicepFile Parse(string path, string source) => new Parser(path, source).File();

    private BicepFile File()
    {
        var (scope, uses, declarations) = ("resourceGroup", (string?)null, new List<Declaration>());
        SkipLines();
        while (Current.Kind != TokenKind.End)
        {
            if (Current.IsName("targetScope") && Following.Is("="))
            {
                Take();
                Take();
                scope = TakeLiteral("a scope");
                if (scope is not ("resourceGroup" or "subscription")) throw Unexpected("resourceGroup or subscription before this");
            }
            else if (TryTakeName("using"))
            {
                uses = TakeLiteral("a file's path");
            }
            else
            {
                declarations.Add(Declare(uses is not null));
            }

            EndLine();
        }

        return new BicepFile(_path, scope, uses, declarations);
    }

    private Declaration Declare(bool isParameterFile)
    {
        var decorators = Decorators();
        var at = Current.At;
        var keyword = TakeName("a declaration");
        if (keyword == "import") return Import(at);
        var name = TakeName("a name");
        if (isParameterFile)
        {
            if (keyword != "param") throw new BicepException(at, $"a parameter file has values for parameters, not \"{keyword}\"");
            Take("=");
            return new Assignment(at, name, Value());
        }

        return keyword switch
        {
            "param" => new Parameter(at, name, decorators, Type(), TryTake("=") ? Value() : null),
            "var" => new Variable(at, name, decorators, AfterEquals(Value)),
            "type" => new TypeDeclaration(at, name, decorators, AfterEquals(Type)),
            "output" => new Output(at, name, decorators, Type(), AfterEquals(Value)),
            "resource" => Resource(at, name, decorators),
            "module" => Module(at, name, decorators),
            _ => throw new BicepException(at, $"\"{keyword}\" declares nothing"),
        };
    }

    private T AfterEquals<T>(Func<T> parse)
    {
        Take("=");
        return parse();
    }

    private List<Decorator> Decorators()
    {
        var decorators = new List<Decorator>();
        while (Current.Is("@"))
        {
            var at = Take().At;
            decorators.Add(new Decorator(at, TakeName("a decorator"), Arguments()));
            EndLine();
        }

        return decorators;
    }

    private Import Import(Position at)
    {
        Take("{");
        var names = new List<string>();
        do names.Add(TakeName("what is imported"));
        while (TryTake(","));
        Take("}");
        if (!TryTakeName("from")) throw Unexpected("from");
        return new Import(at, string.Join(',', names), names, TakeLiteral("a file's path"));
    }

    private Resource Resource(Position at, string name, List<Decorator> decorators)
    {
        var type = TakeLiteral("a resource's type");
        var isExisting = TryTakeName("existing");
        var (condition, loop, body) = Deployable();
        return new Resource(at, name, decorators, type, isExisting, condition, loop, body);
    }

    private Module Module(Position at, string name, List<Decorator> decorators)
    {
        var path = TakeLiteral("a module's path");
        var (condition, loop, body) = Deployable();
        return new Module(at, name, decorators, path, condition, loop, body);
    }

    private (Expression? Condition, LoopExpression? Loop, ObjectExpression Body) Deployable()
    {
        Take("=");
        if (Current.Is("["))
        {
            if (!Following.IsName("for")) throw Unexpected("a loop");
            var loop = Loop(Members, mayHaveCondition: true);
            return (null, loop, (ObjectExpression)loop.Body);
        }

        Expression? condition = null;
        if (TryTakeName("if"))
        {
            Take("(");
            condition = Expression();
            Take(")");
        }

        return (condition, null, Members());
    }

    private TypeSyntax Type()
    {
        var first = Item();
        if (!Current.Is("|")) return first;
        var types = new List<TypeSyntax> { first };
        while (TryTake("|")) types.Add(Item());
        return new OneOf(first.At, types);
    }

    private TypeSyntax Item()
    {
        var at = Current.At;
        TypeSyntax type = Current.Kind switch
        {
            TokenKind.Text => new LiteralType(at, TakeLiteral("a text without holes")),
            TokenKind.Number => new LiteralType(at, long.Parse(Take().Value, CultureInfo.InvariantCulture)),
            TokenKind.Name when Current.Value is "true" or "false" => new LiteralType(at, Take().Value == "true"),
            TokenKind.Name => new NamedType(at, Take().Value),
            TokenKind.Symbol when Current.Is("{") => TypeMembers(),
            _ => throw Unexpected("a type"),
        };
        while (true)
        {
            if (Current.Is("[") && Following.Is("]"))
            {
                Take();
                Take();
                type = new ArrayOf(at, type);
            }
            else if (TryTake("?"))
            {
                type = new Nullable(at, type);
            }
            else
            {
                return type;
            }
        }
    }

    private ObjectOf TypeMembers()
    {
        var at = Take("{").At;
        var (members, others) = (new List<TypeProperty>(), (TypeSyntax?)null);
        SkipLines();
        while (!TryTake("}"))
        {
            _ = Decorators();
            if (TryTake("*"))
            {
                Take(":");
                others = Type();
            }
            else
            {
                var name = TakeName("a property's name");
                Take(":");
                var type = Type();
                members.Add(new TypeProperty(name, type, type is Nullable));
            }

            if (!TryTake(",") && !Current.Is("}")) EndLine();
            SkipLines();
        }

        return new ObjectOf(at, members, others);
    }
}
