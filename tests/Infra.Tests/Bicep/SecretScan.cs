namespace Shaken.Infra.Tests.Bicep;

/// <summary>Finds what must not leave in an output: keys, passwords, connection strings, and whole resources, which have some of these.</summary>
public static class SecretScan
{
    private static readonly string[] SecretWords = ["key", "keys", "primarykey", "secondarykey", "key1", "key2", "password", "secret", "connectionstring", "primaryconnectionstring", "instrumentationkey", "sastoken", "sharedkey"];

    public static IEnumerable<Fault> Of(BicepFile file) => file.All<Output>().SelectMany(output => In(file, output.Value, []))
        .Concat(file.All<Output>().Where(output => IsWhole(file, output.Value)).Select(output => new Fault(output.At, $"the output {output.Name} is a whole resource, secrets and all")))
        .Concat(file.All<Parameter>().Where(parameter => SecretWords.Contains(parameter.Name.ToLowerInvariant()) && !parameter.Has("secure")).Select(parameter => new Fault(parameter.At, $"{parameter.Name} is a secret without @secure()")));

    private static IEnumerable<Fault> In(BicepFile file, Expression expression, IReadOnlyList<string> followed)
    {
        foreach (var inner in Walk.All(expression))
        {
            if (inner is MemberExpression member && SecretWords.Contains(member.Name.ToLowerInvariant())) yield return new Fault(inner.At, $"an output has the secret {member.Name}");
            if (inner is CallExpression call && call.Name.StartsWith("list", StringComparison.Ordinal)) yield return new Fault(inner.At, $"an output has what {call.Name} gives");
            if (inner is not NameExpression { Name: var name } || followed.Contains(name)) continue;
            foreach (var declaration in file.Declarations.Where(declaration => declaration.Name == name))
            {
                if (declaration is Parameter && declaration.Has("secure")) yield return new Fault(inner.At, $"an output has the parameter {name}, which is secret");
                if (declaration is not Variable variable) continue;
                foreach (var fault in In(file, variable.Value, [.. followed, name])) yield return fault;
            }
        }
    }

    private static bool IsWhole(BicepFile file, Expression value) => value switch
    {
        NameExpression name => file.All<Resource>().Any(resource => resource.Name == name.Name),
        IndexExpression index => IsWhole(file, index.Target),
        MemberExpression { Name: "properties" } member => IsWhole(file, member.Target),
        LoopExpression loop => IsWhole(file, loop.Body),
        _ => false,
    };
}

/// <summary>Every expression within one, itself first.</summary>
public static class Walk
{
    public static IEnumerable<Expression> All(Expression? expression)
    {
        if (expression is null) return [];
        IEnumerable<Expression?> inner = expression switch
        {
            TextExpression text => text.Holes,
            MemberExpression member => (IEnumerable<Expression?>)[member.Target],
            IndexExpression index => [index.Target, index.Index],
            CallExpression call => [call.Target, .. call.Arguments],
            UnaryExpression unary => [unary.Operand],
            BinaryExpression binary => [binary.Left, binary.Right],
            ChoiceExpression choice => [choice.Condition, choice.Then, choice.Else],
            ObjectExpression members => members.Properties.SelectMany(property => (IEnumerable<Expression?>)[property.Key, property.Value]),
            ArrayExpression array => array.Items,
            LambdaExpression lambda => [lambda.Body],
            LoopExpression loop => [loop.Source, loop.Condition, loop.Body],
            _ => [],
        };
        return inner.SelectMany(All).Prepend(expression);
    }

    /// <summary>Every expression of a file.</summary>
    public static IEnumerable<Expression> All(BicepFile file) => file.Declarations.SelectMany(declaration => declaration switch
    {
        Parameter parameter => All(parameter.Default),
        Variable variable => All(variable.Value),
        Output output => All(output.Value),
        Assignment assignment => All(assignment.Value),
        Deployable { Loop: { } loop } => All(loop),
        Deployable one => All(one.Condition).Concat(All(one.Body)),
        _ => [],
    });
}
