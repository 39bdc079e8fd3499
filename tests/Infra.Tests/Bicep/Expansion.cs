namespace Shaken.Infra.Tests.Bicep;

/// <summary>A deployment worked out: every resource that a parameter file would make, loops turned and conditions decided.</summary>
public sealed class Expansion
{
    private Expansion(IReadOnlyList<ResourceValue> resources, IReadOnlyDictionary<string, object?> parameters, IReadOnlyDictionary<string, object?> outputs) =>
        (Resources, Parameters, Outputs) = (resources, parameters, outputs);

    public IReadOnlyList<ResourceValue> Resources { get; }

    public IReadOnlyDictionary<string, object?> Parameters { get; }

    public IReadOnlyDictionary<string, object?> Outputs { get; }

    public static Expansion Of(Workspace workspace, string parameterFile)
    {
        var values = workspace.Get(parameterFile);
        var file = workspace.Get(Workspace.Beside(values, values.Uses ?? throw new BicepException(new Position(parameterFile, 1, 1), "it does not say what it has values for")));
        var constants = new Instance(workspace, values, Place.Subscription, new Dictionary<string, object?>());
        var parameters = values.All<Assignment>().ToDictionary(assignment => assignment.Name, assignment => constants.Evaluate(assignment.Value));
        var main = new Instance(workspace, file, file.Scope == "subscription" ? Place.Subscription : new Place("group"), parameters);
        var resources = new List<ResourceValue>();
        main.Deploy(resources);
        return new Expansion(resources, parameters, file.All<Output>().ToDictionary(output => output.Name, output => main.Output(output.Name)));
    }

    /// <summary>Those of a type, without its version.</summary>
    public IReadOnlyList<ResourceValue> All(string type) => [.. Resources.Where(resource => resource.Type == type)];
}

/// <summary>A file in one deployment of it: with its arguments, at its place.</summary>
public sealed class Instance(Workspace workspace, BicepFile file, Place place, IReadOnlyDictionary<string, object?> arguments)
{
    private static readonly Dictionary<string, object?> Nothing = [];

    private readonly ShapeReader _shapes = new(workspace);
    private readonly Dictionary<string, object?> _values = [];

    public Place Place { get; } = place;

    public BicepFile File => file;

    public object? Evaluate(Expression expression) => new Evaluator(this, Nothing).Of(expression);

    public object? Output(string name) => Evaluate((file.All<Output>().FirstOrDefault(output => output.Name == name) ?? throw new BicepException(new Position(file.Path, 1, 1), $"there is no output {name}")).Value);

    /// <summary>Adds what is deployed here, and in the modules of this file.</summary>
    public void Deploy(List<ResourceValue> resources)
    {
        foreach (var declared in file.All<Deployable>())
        {
            var values = Get(declared.Name, declared.At) is var value && value is List<object?> list ? list : [value];
            foreach (var one in values)
            {
                if (one is ResourceValue { IsDeployed: true } resource)
                {
                    _ = resource.Body.Value;
                    resources.Add(resource);
                }

                (one as Instance)?.Deploy(resources);
            }
        }
    }

    public object? Get(string name, Position at)
    {
        if (_values.TryGetValue(name, out var known)) return known;
        if (_shapes.Find(file, name) is not (var home, { } declared)) throw new BicepException(at, $"there is no {name}");
        return _values[name] = declared switch
        {
            Parameter parameter => arguments.TryGetValue(name, out var given) ? given : parameter.Default is { } otherwise ? Evaluate(otherwise) : throw new BicepException(at, $"{name} is not given"),
            Variable variable => ReferenceEquals(home, file) ? Evaluate(variable.Value) : new Instance(workspace, home, Place, new Dictionary<string, object?>()).Evaluate(variable.Value),
            Deployable { Loop: { } loop } many => new Evaluator(this, Nothing).Turns(loop).Select(turn => One(many, turn, loop.Condition)).ToList(),
            Deployable one => One(one, new Evaluator(this, Nothing), one.Condition),
            _ => throw new BicepException(at, $"{name} has no value"),
        };
    }

    private object? One(Deployable declared, Evaluator evaluator, Expression? condition)
    {
        var isOn = condition is null || evaluator.Of(condition) is true;
        return declared is Resource resource ? ResourceOf(resource, evaluator, isOn) : isOn ? ModuleOf((Module)declared, evaluator) : null;
    }

    private ResourceValue ResourceOf(Resource resource, Evaluator evaluator, bool isOn)
    {
        var type = resource.Type.Split('@')[0];
        var name = Values.ToText(evaluator.Of(resource.Body.Find("name")!));
        var id = string.Empty;
        if (resource.Body.Find("parent") is { } parent)
        {
            var above = (ResourceValue)evaluator.Of(parent)!;
            if (!type.StartsWith(above.Type + "/", StringComparison.Ordinal)) throw new BicepException(resource.At, $"a {type} is no child of a {above.Type}");
            id = $"{above.Id}/{type[(above.Type.Length + 1)..]}/{name}";
        }
        else
        {
            var scope = resource.Body.Find("scope") is { } given ? evaluator.Of(given) : Place;
            id = scope is ResourceValue on ? $"{on.Id}/providers/{type}/{name}" : Place.IdOf((Place)scope!, type, name);
        }

        return new ResourceValue(resource, type, name, id, new(() => (IReadOnlyDictionary<string, object?>)evaluator.Of(resource.Body)!), isOn && !resource.IsExisting);
    }

    private Instance ModuleOf(Module module, Evaluator evaluator)
    {
        var where = module.Body.Find("scope") is { } scope ? evaluator.Of(scope) switch
        {
            Place there => there,
            ResourceValue { Type: "Microsoft.Resources/resourceGroups" } group => new Place(group.Name),
            _ => throw new BicepException(scope.At, "a module goes to a resource group or a subscription"),
        } : Place;
        var other = workspace.Get(Workspace.Beside(file, module.Path));
        if ((other.Scope == "subscription") != (where.Group is null)) throw new BicepException(module.At, $"{module.Path} is deployed to a {other.Scope}");
        var given = module.Body.Find("params") is { } values ? (IReadOnlyDictionary<string, object?>)evaluator.Of(values)! : new Dictionary<string, object?>();
        return new Instance(workspace, other, where, given);
    }
}
