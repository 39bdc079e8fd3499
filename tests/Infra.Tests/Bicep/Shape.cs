namespace Shaken.Infra.Tests.Bicep;

/// <summary>What is known of a value before anything is deployed.</summary>
public abstract record Shape
{
    public static Shape Any { get; } = new AnyShape();

    public static Shape Text { get; } = new PlainShape("string");

    public static Shape Number { get; } = new PlainShape("int");

    public static Shape Flag { get; } = new PlainShape("bool");

    public static Shape Null { get; } = new PlainShape("null");

    public static Shape AnyList { get; } = new ListShape(Any);

    public static Shape AnyObject { get; } = new ObjectShape([], Any);

    /// <summary>Null where a value of the shape <paramref name="given"/> may stand; else why not.</summary>
    public string? Refuses(Shape given)
    {
        if (this is AnyShape || given is AnyShape) return null;
        if (this is MaybeShape maybe) return given == Null ? null : maybe.Inner.Refuses(given is MaybeShape may ? may.Inner : given);
        if (given is OneOfShape some && this is not OneOfShape) return some.Values.Select(value => Refuses(PlainShape.Of(value))).FirstOrDefault(reason => reason is not null);
        return (this, given) switch
        {
            (OneOfShape wanted, OneOfShape values) => values.Values.FirstOrDefault(value => !wanted.Values.Contains(value)) is { } stranger ? $"\"{stranger}\" is none of {wanted}" : null,
            (PlainShape, PlainShape) when this == given => null,
            (ListShape wanted, ListShape list) => wanted.Item.Refuses(list.Item),
            (ObjectShape wanted, ObjectShape value) => wanted.RefusesObject(value),
            _ => $"{this} is wanted, not {given}",
        };
    }

    /// <summary>One shape for what may be either.</summary>
    public static Shape Common(Shape one, Shape other) =>
        one.Refuses(other) is null && one is not AnyShape ? one : other.Refuses(one) is null && other is not AnyShape ? other
        : (one, other) is (OneOfShape left, OneOfShape right) ? new OneOfShape([.. left.Values.Union(right.Values)])
        : Any;
}

public sealed record AnyShape : Shape
{
    public override string ToString() => "anything";
}

public sealed record PlainShape(string Name) : Shape
{
    public static Shape Of(object value) => value switch
    {
        string => Text,
        bool => Flag,
        _ => Number,
    };

    public override string ToString() => Name;
}

/// <summary>One of some values: a literal is one of one.</summary>
public sealed record OneOfShape(IReadOnlyList<object> Values) : Shape
{
    public override string ToString() => string.Join(" | ", Values.Select(value => value is string ? $"'{value}'" : value.ToString()));
}

public sealed record MaybeShape(Shape Inner) : Shape
{
    public override string ToString() => $"{Inner}?";
}

public sealed record ListShape(Shape Item) : Shape
{
    public override string ToString() => $"{Item}[]";
}

/// <param name="Others">Of members that are not named; null where there are none.</param>
public sealed record ObjectShape(IReadOnlyDictionary<string, Shape> Members, Shape? Others) : Shape
{
    public ObjectShape(IEnumerable<KeyValuePair<string, Shape>> members, Shape? others)
        : this(new Dictionary<string, Shape>(members), others)
    {
    }

    public override string ToString() => $"{{ {string.Join(", ", Members.Keys)}{(Others is null ? "" : ", *")} }}";

    internal string? RefusesObject(ObjectShape given)
    {
        foreach (var (name, shape) in Members)
        {
            if (!given.Members.TryGetValue(name, out var its))
            {
                if (shape is not MaybeShape && given.Others is null) return $"{name} is missing";
            }
            else if (shape.Refuses(its) is { } reason)
            {
                return $"{name}: {reason}";
            }
        }

        foreach (var (name, its) in given.Members.Where(member => !Members.ContainsKey(member.Key)))
        {
            if (Others is null) return $"there is no {name}";
            if (Others.Refuses(its) is { } reason) return $"{name}: {reason}";
        }

        return null;
    }
}

/// <summary>A resource, or a loop of them.</summary>
public sealed record ResourceShape(Resource Resource, bool IsMany) : Shape
{
    public override string ToString() => Resource.Type;
}

/// <summary>A module, or a loop of them.</summary>
public sealed record ModuleShape(Module Module, BicepFile? File, bool IsMany) : Shape
{
    public override string ToString() => Module.Path;
}
