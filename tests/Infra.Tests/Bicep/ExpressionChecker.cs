namespace Shaken.Infra.Tests.Bicep;

/// <summary>Works out the shapes of a file's expressions, and notes every name, member and argument that is not right.</summary>
public sealed class ExpressionChecker(Workspace workspace, BicepFile file)
{
    private static readonly string[] ResourceMembers = ["id", "name", "type", "apiVersion", "location", "tags", "sku", "kind", "identity", "properties"];

    private readonly ShapeReader _shapes = new(workspace);
    private readonly Dictionary<string, Shape> _known = [];
    private readonly Stack<(string Name, Shape Shape)> _locals = new();
    private readonly HashSet<string> _underWay = [];

    public List<Fault> Faults { get; } = [];

    /// <summary>Names that somebody refers to.</summary>
    public HashSet<string> Used { get; } = [];

    public Shape ShapeOf(TypeSyntax type)
    {
        foreach (var named in Names(type)) Used.Add(named);
        try
        {
            return _shapes.Of(file, type);
        }
        catch (BicepException exception)
        {
            return Refuse(exception.At, exception.Message);
        }
    }

    public Shape ShapeOf(Expression expression) => expression switch
    {
        TextExpression text => OfText(text),
        NumberExpression number => new OneOfShape([number.Value]),
        FlagExpression flag => new OneOfShape([flag.Value]),
        NullExpression => Shape.Null,
        NameExpression name => OfName(name),
        MemberExpression member => OfMember(member),
        IndexExpression index => OfIndex(index),
        CallExpression call => OfCall(call),
        UnaryExpression unary => Operand(unary.Operand, unary.Operator == "!" ? Shape.Flag : Shape.Number),
        BinaryExpression binary => OfBinary(binary),
        ChoiceExpression choice => OfChoice(choice),
        ObjectExpression members => new ObjectShape(Named(members).ToList(), members.Properties.Any(property => property.Name is null) ? Shape.Any : null),
        ArrayExpression array => new ListShape(array.Items.Select(ShapeOf).ToList() is { Count: > 0 } items ? items.Aggregate(Shape.Common) : Shape.Any),
        LoopExpression loop => new ListShape(InLoop(loop, () => ShapeOf(loop.Body))),
        _ => Refuse(expression.At, "a function stands only where one is given to another"),
    };

    /// <summary>Runs with a loop's item and index known.</summary>
    public T InLoop<T>(LoopExpression loop, Func<T> inner)
    {
        var source = ShapeOf(loop.Source);
        if (Shape.AnyList.Refuses(source) is { } reason) Refuse(loop.Source.At, reason);
        var names = new List<(string, Shape)> { (loop.Item, Functions.Item([source])) };
        if (loop.Index is { } index) names.Add((index, Shape.Number));
        return With(loop.At, names, () =>
        {
            if (loop.Condition is { } condition) Operand(condition, Shape.Flag);
            return inner();
        });
    }

    public Shape Operand(Expression expression, Shape wanted)
    {
        if (wanted.Refuses(ShapeOf(expression)) is { } reason) Refuse(expression.At, reason);
        return wanted;
    }

    /// <summary>Entry by entry where the value is written out, so that unlike entries are each compared, and a fault has its own line.</summary>
    public void Fit(Expression value, Shape wanted, string name)
    {
        if (value is ArrayExpression array && wanted is ListShape list)
        {
            foreach (var item in array.Items) Fit(item, list.Item, $"{name}[]");
        }
        else if (value is ObjectExpression written && wanted is ObjectShape members && written.Properties.All(property => property.Name is not null))
        {
            foreach (var property in written.Properties)
            {
                if (members.Members.TryGetValue(property.Name!, out var shape) || (shape = members.Others) is not null) Fit(property.Value, shape, $"{name}.{property.Name}");
                else Refuse(property.At, $"{name}: there is no {property.Name}");
            }

            foreach (var missing in members.Members.Where(member => member.Value is not MaybeShape && written.Find(member.Key) is null)) Refuse(value.At, $"{name}: {missing.Key} is missing");
        }
        else if (wanted.Refuses(ShapeOf(value)) is { } reason)
        {
            Refuse(value.At, $"{name}: {reason}");
        }
    }

    public Shape Refuse(Position at, string message)
    {
        Faults.Add(new Fault(at, message));
        return Shape.Any;
    }

    private IEnumerable<KeyValuePair<string, Shape>> Named(ObjectExpression members)
    {
        foreach (var property in members.Properties)
        {
            var (_, shape) = (ShapeOf(property.Key), ShapeOf(property.Value));
            if (property.Name is { } name) yield return KeyValuePair.Create(name, shape);
        }
    }

    private Shape OfText(TextExpression text)
    {
        foreach (var hole in text.Holes)
        {
            if (ShapeOf(hole) is ListShape or ObjectShape or ResourceShape or ModuleShape) Refuse(hole.At, "a hole of a text holds a text, a number or a flag");
        }

        return text.Literal is { } literal ? new OneOfShape([literal]) : Shape.Text;
    }

    private Shape OfName(NameExpression name)
    {
        if (_locals.FirstOrDefault(local => local.Name == name.Name) is { Name: not null } local) return local.Shape;
        if (_known.TryGetValue(name.Name, out var known))
        {
            Used.Add(name.Name);
            return known;
        }

        if (Find(name.Name) is not (var home, { } declared) || declared is TypeDeclaration) return Refuse(name.At, $"there is no {name.Name}");
        Used.Add(name.Name);
        if (!_underWay.Add(name.Name)) return Refuse(name.At, $"{name.Name} refers to itself");
        var shape = declared switch
        {
            Parameter parameter => ShapeOf(parameter.Type),
            Variable variable => ReferenceEquals(home, file) ? Outside(() => ShapeOf(variable.Value)) : new ExpressionChecker(workspace, home).ShapeOf(variable.Value),
            Resource resource => new ResourceShape(resource, resource.Loop is not null),
            Module module => new ModuleShape(module, workspace.Find(Workspace.Beside(file, module.Path)), module.Loop is not null),
            _ => Refuse(name.At, $"{name.Name} has no value"),
        };
        _underWay.Remove(name.Name);
        return _known[name.Name] = shape;
    }

    // An import that leads nowhere is a fault of the import, and told there.
    private (BicepFile File, Declaration Declaration)? Find(string name)
    {
        try
        {
            return _shapes.Find(file, name);
        }
        catch (BicepException)
        {
            return null;
        }
    }

    // A variable that is first met within a loop does not see the loop's names.
    private Shape Outside(Func<Shape> inner)
    {
        var locals = _locals.Reverse().ToList();
        _locals.Clear();
        var shape = inner();
        foreach (var local in locals) _locals.Push(local);
        return shape;
    }

    private Shape OfMember(MemberExpression member)
    {
        var target = ShapeOf(member.Target);
        if (target is MaybeShape maybe) target = member.IsSafe ? maybe.Inner : Refuse(member.At, $"{member.Name} of what may be null");
        return target switch
        {
            AnyShape => Shape.Any,
            ObjectShape members when members.Members.TryGetValue(member.Name, out var shape) => shape,
            ObjectShape { Others: { } others } => others,
            ResourceShape or ModuleShape when target is ResourceShape { IsMany: true } or ModuleShape { IsMany: true } => Refuse(member.At, $"{member.Name} of a loop: which one of it?"),
            ResourceShape => !ResourceMembers.Contains(member.Name) ? Refuse(member.At, $"a resource has no {member.Name}") : member.Name is "id" or "name" or "type" or "apiVersion" or "location" ? Shape.Text : Shape.Any,
            ModuleShape module => OfModule(member, module),
            _ => Refuse(member.At, $"there is no {member.Name} in {target}"),
        };
    }

    private Shape OfModule(MemberExpression member, ModuleShape module)
    {
        if (member.Name == "name") return Shape.Text;
        if (member.Name != "outputs") return Refuse(member.At, $"a module has outputs and a name, and no {member.Name}");
        return module.File is { } other ? new ObjectShape(other.All<Output>().Select(output => KeyValuePair.Create(output.Name, _shapes.Of(other, output.Type))).ToList(), null) : Shape.Any;
    }

    private Shape OfIndex(IndexExpression index)
    {
        var (target, at) = (ShapeOf(index.Target), ShapeOf(index.Index));
        if (target is ListShape or ResourceShape or ModuleShape && Shape.Number.Refuses(at) is { } reason) return Refuse(index.At, reason);
        return target switch
        {
            AnyShape => Shape.Any,
            ListShape list => list.Item,
            ObjectShape { Others: { } others } => others,
            ResourceShape { IsMany: true } many => many with { IsMany = false },
            ModuleShape { IsMany: true } many => many with { IsMany = false },
            _ => Refuse(index.At, $"{target} is not counted"),
        };
    }

    private Shape OfCall(CallExpression call)
    {
        if (call.Target is not null || call.Name.StartsWith("list", StringComparison.Ordinal)) return Refuse(call.At, $"{call.Name}: what a resource is asked for at the deployment may be a secret, and stays in the deployment's record");
        if (Functions.OverLambdas.TryGetValue(call.Name, out var over)) return OfLambda(call, over);
        var given = call.Arguments.Select(ShapeOf).ToList();
        if (!Functions.All.TryGetValue(call.Name, out var function)) return Refuse(call.At, $"there is no function {call.Name}");
        if (given.Count < function.Least || given.Count > function.Most) return Refuse(call.At, $"{call.Name} takes {function.Least} to {function.Most} arguments, not {given.Count}");
        return function.Result(given);
    }

    private Shape OfLambda(CallExpression call, Func<Shape, Shape, Shape> over)
    {
        if (call.Arguments is not [var source, LambdaExpression { Parameters.Count: 1 or 2 } lambda]) return Refuse(call.At, $"{call.Name} takes a value and a function of one or two parameters");
        var given = ShapeOf(source);
        var item = call.Name == "mapValues" ? given is ObjectShape { Others: { } others } ? others : Shape.Any : Functions.Item([given]);
        if (call.Name != "mapValues" && Shape.AnyList.Refuses(given) is { } reason) Refuse(source.At, reason);
        return With(lambda.At, [.. lambda.Parameters.Zip([item, Shape.Number])], () => over(given, ShapeOf(lambda.Body)));
    }

    private Shape OfBinary(BinaryExpression binary)
    {
        switch (binary.Operator)
        {
            case "&&" or "||":
                Operand(binary.Left, Shape.Flag);
                return Operand(binary.Right, Shape.Flag);
            case "+" or "-" or "*" or "/" or "%":
                Operand(binary.Left, Shape.Number);
                return Operand(binary.Right, Shape.Number);
            case "<" or "<=" or ">" or ">=":
                Operand(binary.Left, Shape.Number);
                Operand(binary.Right, Shape.Number);
                return Shape.Flag;
            case "==" or "!=":
                var (left, right) = (ShapeOf(binary.Left), ShapeOf(binary.Right));
                if (left != Shape.Null && right != Shape.Null && left.Refuses(right) is { } one && right.Refuses(left) is not null) Refuse(binary.At, $"never equal: {one}");
                return Shape.Flag;
            default:
                return Refuse(binary.At, $"the operator {binary.Operator} is not known");
        }
    }

    private Shape OfChoice(ChoiceExpression choice)
    {
        Operand(choice.Condition, Shape.Flag);
        var (one, other) = (ShapeOf(choice.Then), ShapeOf(choice.Else));
        return one == Shape.Null ? new MaybeShape(other) : other == Shape.Null ? new MaybeShape(one) : Shape.Common(one, other);
    }

    private T With<T>(Position at, IReadOnlyList<(string Name, Shape Shape)> names, Func<T> inner)
    {
        foreach (var (name, shape) in names)
        {
            if (_locals.Any(local => local.Name == name) || Find(name) is not null) Refuse(at, $"{name} hides another {name}");
            _locals.Push((name, shape));
        }

        var result = inner();
        foreach (var _ in names) _locals.Pop();
        return result;
    }

    private static IEnumerable<string> Names(TypeSyntax type) => type switch
    {
        NamedType named => [named.Name],
        ArrayOf list => Names(list.Item),
        Nullable nullable => Names(nullable.Type),
        ObjectOf members => members.Properties.SelectMany(member => Names(member.Type)).Concat(members.Others is { } others ? Names(others) : []),
        _ => [],
    };
}
