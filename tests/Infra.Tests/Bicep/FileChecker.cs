using System.Text.RegularExpressions;

namespace Shaken.Infra.Tests.Bicep;

/// <summary>Everything that can be said against a file without deploying it.</summary>
public sealed partial class FileChecker
{
    private static readonly string[] ResourceProperties = ["name", "location", "tags", "sku", "kind", "identity", "properties", "parent", "scope", "dependsOn"];
    private static readonly string[] ModuleProperties = ["name", "scope", "params", "dependsOn"];
    private static readonly string[] DecoratorNames = ["description", "minLength", "maxLength", "minValue", "maxValue", "allowed", "secure", "export"];

    private readonly Workspace _workspace;
    private readonly BicepFile _file;
    private readonly ExpressionChecker _expressions;

    private FileChecker(Workspace workspace, BicepFile file) => (_workspace, _file, _expressions) = (workspace, file, new ExpressionChecker(workspace, file));

    public static IReadOnlyList<Fault> Check(Workspace workspace, string path)
    {
        var checker = new FileChecker(workspace, workspace.Get(path));
        if (checker._file.Uses is { } used) checker.CheckAssignments(used);
        else checker.CheckDeclarations();
        return [.. checker._expressions.Faults.Distinct(), .. SecretScan.Of(checker._file)];
    }

    private void CheckDeclarations()
    {
        foreach (var twice in _file.Declarations.Where(declaration => declaration is not Output and not Import).GroupBy(declaration => declaration.Name).Where(group => group.Count() > 1)) Refuse(twice.Last().At, $"{twice.Key} is declared twice");
        foreach (var declaration in _file.Declarations)
        {
            foreach (var decorator in declaration.Decorators.Where(decorator => !DecoratorNames.Contains(decorator.Name))) Refuse(decorator.At, $"the decorator {decorator.Name} is not known");
            switch (declaration)
            {
                case Parameter parameter:
                    CheckParameter(parameter);
                    break;
                case Variable variable:
                    _expressions.ShapeOf(variable.Value);
                    break;
                case TypeDeclaration type:
                    _expressions.ShapeOf(type.Type);
                    break;
                case Output output:
                    _expressions.Fit(output.Value, _expressions.ShapeOf(output.Type), output.Name);
                    break;
                case Import import:
                    CheckImport(import);
                    break;
                case Resource resource:
                    CheckResource(resource);
                    break;
                case Module module:
                    CheckModule(module);
                    break;
                default:
                    Refuse(declaration.At, $"{declaration.Name} has no place here");
                    break;
            }
        }

        CheckRoles();
        foreach (var declaration in _file.Declarations.Where(declaration => declaration is Parameter or Variable or TypeDeclaration or Resource { IsExisting: true }))
        {
            if (!_expressions.Used.Contains(declaration.Name) && !declaration.Has("export")) Refuse(declaration.At, $"{declaration.Name} is used by nobody");
        }

        foreach (var import in _file.All<Import>())
        {
            foreach (var name in import.Names.Where(name => !_expressions.Used.Contains(name))) Refuse(import.At, $"{name} is imported and used by nobody");
        }
    }

    private void CheckParameter(Parameter parameter)
    {
        var shape = _expressions.ShapeOf(parameter.Type);
        if (parameter.Default is { } value) _expressions.Fit(value, shape, parameter.Name);
        if (parameter.Default is not null && parameter.Has("secure")) Refuse(parameter.At, $"the secret {parameter.Name} stands in the file");
    }

    private void CheckImport(Import import)
    {
        foreach (var name in import.Names)
        {
            try
            {
                new ShapeReader(_workspace).Find(_file, name);
            }
            catch (BicepException exception)
            {
                Refuse(exception.At, exception.Message);
            }
        }
    }

    private void CheckResource(Resource resource)
    {
        if (!TypeAndVersion().IsMatch(resource.Type)) Refuse(resource.At, $"\"{resource.Type}\" is no type with a version, as Microsoft.Web/sites@2024-04-01");
        var type = resource.Type.Split('@')[0];
        if (!ResourceTypes.All.Contains(type)) Refuse(resource.At, $"the resource type {type} is not known");
        if (type.Count(letter => letter == '/') > 1 && resource.Body.Find("parent") is null) Refuse(resource.At, $"{type} has no parent");
        if (type == "Microsoft.Authorization/roleAssignments" && resource.Body.Find("scope") is null) Refuse(resource.At, "a right on the whole group: it has no scope");
        if (_file.Scope == "subscription" && !resource.IsExisting && type != "Microsoft.Resources/resourceGroups") Refuse(resource.At, $"{type} does not lie in a subscription but in a resource group");
        CheckBody(resource, ResourceProperties, () =>
        {
            if (resource.Body.Find("parent") is { } parent && _expressions.ShapeOf(parent) is not ResourceShape { IsMany: false }) Refuse(parent.At, "a parent is one resource");
        });
    }

    private void CheckModule(Module module)
    {
        if (_workspace.Find(Workspace.Beside(_file, module.Path)) is not { } other)
        {
            Refuse(module.At, $"there is no file {module.Path}");
            return;
        }

        if (other.Scope != _file.Scope && module.Body.Find("scope") is null) Refuse(module.At, $"{module.Path} is deployed to a {other.Scope}, so this module has a scope");
        CheckBody(module, ModuleProperties, () => CheckArguments(module.At, other, (module.Body.Find("params") as ObjectExpression)?.Properties.Select(property => (property.At, property.Name, property.Value)).ToList() ?? []));
    }

    private void CheckBody(Deployable deployable, string[] properties, Action inner)
    {
        if (deployable.Body.Find("name") is null) Refuse(deployable.At, $"{deployable.Name} has no name");
        foreach (var stranger in deployable.Body.Properties.Where(property => !properties.Contains(property.Name))) Refuse(stranger.At, $"there is no {stranger.Name ?? "property by a worked-out name"} here");
        if (deployable.Condition is { } condition) _expressions.Operand(condition, Shape.Flag);
        if (deployable.Loop is { } loop)
        {
            _expressions.InLoop(loop, All);
        }
        else
        {
            All();
        }

        bool All()
        {
            foreach (var property in deployable.Body.Properties) _expressions.ShapeOf(property.Value);
            inner();
            return true;
        }
    }

    private void CheckAssignments(string used)
    {
        if (_workspace.Find(Workspace.Beside(_file, used)) is { } other) CheckArguments(new Position(_file.Path, 1, 1), other, [.. _file.All<Assignment>().Select(assignment => (assignment.At, (string?)assignment.Name, assignment.Value))]);
        else Refuse(new Position(_file.Path, 1, 1), $"there is no file {used}");
    }

    private void CheckArguments(Position at, BicepFile other, IReadOnlyList<(Position At, string? Name, Expression Value)> given)
    {
        var shapes = new ShapeReader(_workspace);
        foreach (var parameter in other.All<Parameter>())
        {
            var shape = shapes.Of(other, parameter.Type);
            if (given.FirstOrDefault(one => one.Name == parameter.Name) is { Name: not null } argument)
            {
                _expressions.Fit(argument.Value, shape, parameter.Name);
                CheckBounds(parameter, argument.At, argument.Value);
            }
            else if (parameter.Default is null && shape is not MaybeShape)
            {
                Refuse(at, $"{other.Path} is not given {parameter.Name}");
            }
        }

        foreach (var (place, name, _) in given.Where(one => other.All<Parameter>().All(parameter => parameter.Name != one.Name))) Refuse(place, $"{other.Path} takes no {name}");
    }

    private void CheckBounds(Parameter parameter, Position at, Expression value)
    {
        long? size = value switch
        {
            NumberExpression number => number.Value,
            ArrayExpression array => array.Items.Count,
            TextExpression { Literal: { } text } => text.Length,
            _ => null,
        };
        if (size is null) return;
        foreach (var (name, isLeast) in (IEnumerable<(string, bool)>)[("minLength", true), ("minValue", true), ("maxLength", false), ("maxValue", false)])
        {
            if (parameter.Decorators.FirstOrDefault(decorator => decorator.Name == name)?.Arguments is not [NumberExpression bound]) continue;
            if (isLeast ? size < bound.Value : size > bound.Value) Refuse(at, $"{parameter.Name}: {name} is {bound.Value}");
        }
    }

    // A role is known by its number alone, so the number's name stands beside it.
    private void CheckRoles()
    {
        foreach (var text in Walk.All(_file).OfType<TextExpression>().Where(text => text.Literal is { } literal && Guid.TryParse(literal, out _)))
        {
            if (!Roles.Names.TryGetValue(text.Literal!, out var role)) Refuse(text.At, $"{text.Literal} is no role that is known here");
            else if (_file.All<Variable>().FirstOrDefault(variable => variable.Value == text) is not { } variable) Refuse(text.At, $"the number of {role} stands in a variable of its name");
            else if (!string.Equals(variable.Name, role.Replace(" ", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase)) Refuse(text.At, $"{text.Literal} is {role}, not {variable.Name}");
        }
    }

    private void Refuse(Position at, string message) => _expressions.Refuse(at, message);

    [GeneratedRegex(@"^Microsoft\.[A-Za-z]+(/[A-Za-z]+)+@20\d\d-[01]\d-[0-3]\d(-preview)?$")]
    private static partial Regex TypeAndVersion();
}
