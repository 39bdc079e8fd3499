namespace Shaken.Infra.Tests.Bicep;

/// <summary>What has a value.</summary>
public abstract record Expression(Position At);

/// <summary>A text with holes: one more of texts than of holes.</summary>
public sealed record TextExpression(Position At, IReadOnlyList<string> Texts, IReadOnlyList<Expression> Holes) : Expression(At)
{
    /// <summary>What it says, where it has no holes.</summary>
    public string? Literal => Holes.Count == 0 ? Texts[0] : null;
}

public sealed record NumberExpression(Position At, long Value) : Expression(At);

public sealed record FlagExpression(Position At, bool Value) : Expression(At);

public sealed record NullExpression(Position At) : Expression(At);

public sealed record NameExpression(Position At, string Name) : Expression(At);

public sealed record MemberExpression(Position At, Expression Target, string Name, bool IsSafe) : Expression(At);

public sealed record IndexExpression(Position At, Expression Target, Expression Index) : Expression(At);

/// <param name="Target">Null for a function of the language itself.</param>
public sealed record CallExpression(Position At, Expression? Target, string Name, IReadOnlyList<Expression> Arguments) : Expression(At);

public sealed record UnaryExpression(Position At, string Operator, Expression Operand) : Expression(At);

public sealed record BinaryExpression(Position At, string Operator, Expression Left, Expression Right) : Expression(At);

public sealed record ChoiceExpression(Position At, Expression Condition, Expression Then, Expression Else) : Expression(At);

public sealed record Property(Position At, Expression Key, Expression Value)
{
    public string? Name => (Key as TextExpression)?.Literal;
}

public sealed record ObjectExpression(Position At, IReadOnlyList<Property> Properties) : Expression(At)
{
    public Expression? Find(string name) => Properties.FirstOrDefault(property => property.Name == name)?.Value;
}

public sealed record ArrayExpression(Position At, IReadOnlyList<Expression> Items) : Expression(At);

public sealed record LambdaExpression(Position At, IReadOnlyList<string> Parameters, Expression Body) : Expression(At);

/// <param name="Index">Null where the loop does not count.</param>
/// <param name="Condition">Of each turn; only resources and modules have one.</param>
public sealed record LoopExpression(Position At, string Item, string? Index, Expression Source, Expression? Condition, Expression Body) : Expression(At);

/// <summary>What a value may be.</summary>
public abstract record TypeSyntax(Position At);

public sealed record NamedType(Position At, string Name) : TypeSyntax(At);

public sealed record ArrayOf(Position At, TypeSyntax Item) : TypeSyntax(At);

public sealed record TypeProperty(string Name, TypeSyntax Type, bool IsOptional);

/// <param name="Others">Of properties that are not named; null where there may be none.</param>
public sealed record ObjectOf(Position At, IReadOnlyList<TypeProperty> Properties, TypeSyntax? Others) : TypeSyntax(At);

/// <param name="Value">A text, number or flag.</param>
public sealed record LiteralType(Position At, object Value) : TypeSyntax(At);

public sealed record OneOf(Position At, IReadOnlyList<TypeSyntax> Types) : TypeSyntax(At);

public sealed record Nullable(Position At, TypeSyntax Type) : TypeSyntax(At);

public sealed record Decorator(Position At, string Name, IReadOnlyList<Expression> Arguments);

public abstract record Declaration(Position At, string Name, IReadOnlyList<Decorator> Decorators)
{
    public bool Has(string decorator) => Decorators.Any(one => one.Name == decorator);
}

public sealed record Parameter(Position At, string Name, IReadOnlyList<Decorator> Decorators, TypeSyntax Type, Expression? Default) : Declaration(At, Name, Decorators);

public sealed record Variable(Position At, string Name, IReadOnlyList<Decorator> Decorators, Expression Value) : Declaration(At, Name, Decorators);

/// <summary>A resource or a module: one, one under a condition, or a loop of them.</summary>
public abstract record Deployable(Position At, string Name, IReadOnlyList<Decorator> Decorators, Expression? Condition, LoopExpression? Loop, ObjectExpression Body) : Declaration(At, Name, Decorators);

/// <param name="Type">With its version: <c>Microsoft.Web/sites@2024-04-01</c>.</param>
/// <param name="IsExisting">It is looked up and not made.</param>
public sealed record Resource(Position At, string Name, IReadOnlyList<Decorator> Decorators, string Type, bool IsExisting, Expression? Condition, LoopExpression? Loop, ObjectExpression Body)
    : Deployable(At, Name, Decorators, Condition, Loop, Body);

public sealed record Module(Position At, string Name, IReadOnlyList<Decorator> Decorators, string Path, Expression? Condition, LoopExpression? Loop, ObjectExpression Body)
    : Deployable(At, Name, Decorators, Condition, Loop, Body);

public sealed record Output(Position At, string Name, IReadOnlyList<Decorator> Decorators, TypeSyntax Type, Expression Value) : Declaration(At, Name, Decorators);

public sealed record TypeDeclaration(Position At, string Name, IReadOnlyList<Decorator> Decorators, TypeSyntax Type) : Declaration(At, Name, Decorators);

public sealed record Import(Position At, string Name, IReadOnlyList<string> Names, string Path) : Declaration(At, Name, []);

/// <summary>One value of a parameter file.</summary>
public sealed record Assignment(Position At, string Name, Expression Value) : Declaration(At, Name, []);

/// <summary>A file, taken apart.</summary>
/// <param name="Scope">What it is deployed to; resourceGroup where it does not say.</param>
/// <param name="Uses">Of a parameter file: what it has values for.</param>
public sealed record BicepFile(string Path, string Scope, string? Uses, IReadOnlyList<Declaration> Declarations)
{
    public IEnumerable<T> All<T>()
        where T : Declaration => Declarations.OfType<T>();
}
