using System.Globalization;

namespace Shaken.Infra.Tests.Bicep;

/// <summary>What only Azure knows, and only when it is deployed.</summary>
/// <param name="Path">Whose, and which member.</param>
public sealed record RuntimeValue(string Path)
{
    public override string ToString() => $"<{Path}>";
}

/// <summary>Where something is deployed: a resource group of the subscription, or the subscription itself.</summary>
public sealed record Place(string? Group)
{
    public static Place Subscription { get; } = new((string?)null);

    public string Id => Group is null ? Functions.Subscription : $"{Functions.Subscription}/resourceGroups/{Group}";

    /// <param name="name">Of a child with its parents' names before it.</param>
    public static string IdOf(Place place, string type, string name)
    {
        var (types, names) = (type.Split('/'), name.Split('/'));
        if (types.Length != names.Length + 1) throw new FormatException($"{type} does not go with the name {name}.");
        if (type == "Microsoft.Resources/resourceGroups") return $"{Functions.Subscription}/resourceGroups/{name}";
        return $"{place.Id}/providers/{types[0]}/{string.Join('/', types.Skip(1).Zip(names, (kind, its) => $"{kind}/{its}"))}";
    }
}

/// <summary>A resource as one turn of one declaration makes it.</summary>
/// <param name="Body">Everything its declaration says of it, worked out.</param>
/// <param name="IsDeployed">False: it is looked up, or its condition is false.</param>
public sealed record ResourceValue(Resource Declared, string Type, string Name, string Id, Lazy<IReadOnlyDictionary<string, object?>> Body, bool IsDeployed)
{
    /// <summary>What stands under a path of members of its body; null where nothing does.</summary>
    public object? Find(params string[] path) => path.Aggregate((object?)Body.Value, (value, name) => value is IReadOnlyDictionary<string, object?> members && members.TryGetValue(name, out var member) ? member : null);

    public string Text(params string[] path) => Values.ToText(Find(path));
}

/// <summary>Values: texts, numbers, flags, null, lists, objects by their members' names, resources, modules, places and <see cref="RuntimeValue"/>.</summary>
public static class Values
{
    public static Dictionary<string, object?> New(params (string Name, object? Value)[] members) => members.ToDictionary(member => member.Name, member => member.Value);

    public static string ToText(object? value) => value switch
    {
        null => "",
        bool flag => flag ? "true" : "false",
        string or RuntimeValue => value.ToString()!,
        long number => number.ToString(CultureInfo.InvariantCulture),
        _ => throw new FormatException($"{value} is no text."),
    };

    public static List<object?> ToList(object? value) => value as List<object?> ?? throw new FormatException($"{value} is no list.");

    public static bool IsEmpty(object? value) => value switch
    {
        null => true,
        string text => text.Length == 0,
        List<object?> list => list.Count == 0,
        IReadOnlyDictionary<string, object?> members => members.Count == 0,
        RuntimeValue => false,
        _ => throw new FormatException($"{value} is neither empty nor not."),
    };
}
