using System.Reflection;
using System.Runtime.CompilerServices;

namespace Shaken.Architecture.Tests;

/// <summary>
/// The public members of Core's documented namespaces as text, a line each. What the compiler adds to records is left out: it follows from
/// the rest.
/// </summary>
internal static class PublicSurface
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>The documented namespaces, below <c>Shaken.Core</c>, as the package's README lists them.</summary>
    public static IReadOnlyList<string> Namespaces { get; } =
    [
        "Foundations", "Fetching", "Keys", "Keys.Software", "Passports", "Passports.Diversions", "Passports.Extensions",
        "Pki.Certificates", "Pki.Der", "Pki.Lint", "Pki.Paths", "Trust", "Trust.Lists", "Trust.Sources", "Trust.Verdicts", "Tokens",
        "CallPlacement", "CallPlacement.Bearers",
    ];

    /// <summary>One line for each type and member, in ordinal order.</summary>
    public static string Of(Assembly assembly)
    {
        var lines = assembly.GetExportedTypes()
            .Where(type => Namespaces.Any(name => type.Namespace == $"Shaken.Core.{name}"))
            .SelectMany(LinesOf).Order(StringComparer.Ordinal);
        return string.Join('\n', lines) + "\n";
    }

    private static IEnumerable<string> LinesOf(Type type)
    {
        var name = NameOf(type);
        var bases = new[] { type.BaseType }.OfType<Type>().Where(one => one != typeof(object)).Concat(type.GetInterfaces())
            .Where(one => one.IsVisible && !one.Name.StartsWith("IEquatable", StringComparison.Ordinal)).Select(NameOf)
            .Order(StringComparer.Ordinal).ToList();
        yield return $"{name} = {KindOf(type)}{(bases.Count == 0 ? "" : $" : {string.Join(", ", bases)}")}";
        foreach (var member in type.GetMembers(Declared))
        {
            if (LineOf(type, member) is { } line) yield return $"{name}.{line}";
        }
    }

    // Null: no user sees it, or it follows from the rest.
    private static string? LineOf(Type type, MemberInfo member) => member switch
    {
        FieldInfo { IsSpecialName: true } => null,
        FieldInfo field when IsSeen(field) => type.IsEnum ? field.Name
            : $"{field.Name} -> {(field.IsLiteral ? "const " : "")}{NameOf(field.FieldType)}",
        PropertyInfo { Name: "EqualityContract" } => null,
        PropertyInfo property when AccessorsOf(property) is { Length: > 0 } accessors =>
            $"{property.Name}{IndexOf(property)} {{ {accessors} }} -> {NameOf(property.PropertyType)}",
        ConstructorInfo { IsStatic: false } constructor when IsSeen(constructor) && !IsMade(constructor) =>
            $"new({ParametersOf(constructor)})",
        MethodInfo method when IsSeen(method) && !IsMade(method) && !IsAccessor(method) =>
            $"{method.Name}{GenericsOf(method)}({ParametersOf(method)}) -> {(method.IsStatic ? "static " : "")}{NameOf(method.ReturnType)}",
        _ => null,
    };

    private static bool IsSeen(FieldInfo field) => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly;

    private static bool IsSeen(MethodBase? method) => method is { IsPublic: true } or { IsFamily: true } or { IsFamilyOrAssembly: true };

    private static bool IsMade(MethodBase method) => method.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);

    private static bool IsAccessor(MethodInfo method) =>
        method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal);

    private static string AccessorsOf(PropertyInfo property)
    {
        var set = IsSeen(property.SetMethod) ? property.SetMethod : null;
        var isInit = set?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) == true;
        string?[] accessors = [IsSeen(property.GetMethod) ? "get;" : null, set is null ? null : isInit ? "init;" : "set;"];
        return string.Join(' ', accessors.OfType<string>());
    }

    private static string IndexOf(PropertyInfo property) => property.GetIndexParameters() is { Length: > 0 } index
        ? $"[{string.Join(", ", index.Select(one => NameOf(one.ParameterType)))}]" : "";

    private static string GenericsOf(MethodInfo method) =>
        method.IsGenericMethodDefinition ? $"<{string.Join(", ", method.GetGenericArguments().Select(one => one.Name))}>" : "";

    private static string ParametersOf(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
        $"{DirectionOf(parameter)}{NameOf(parameter.ParameterType)} {parameter.Name}{(parameter.IsOptional ? "?" : "")}"));

    private static string DirectionOf(ParameterInfo parameter) =>
        !parameter.ParameterType.IsByRef ? "" : parameter.IsOut ? "out " : parameter.IsIn ? "in " : "ref ";

    private static string KindOf(Type type) =>
        type.IsEnum ? "enum" : type.IsInterface ? "interface" : type.IsValueType ? "struct"
        : type is { IsAbstract: true, IsSealed: true } ? "static class" : type.IsAbstract ? "abstract class"
        : type.IsSealed ? "sealed class" : "class";

    private static string NameOf(Type type)
    {
        if (type.IsByRef) return NameOf(type.GetElementType()!);
        if (type.IsArray) return $"{NameOf(type.GetElementType()!)}[]";
        if (type.IsGenericParameter) return type.Name;
        var outer = type.DeclaringType is { } declaring ? $"{NameOf(declaring)}." : type.Namespace is { } space ? $"{space}." : "";
        var name = type.Name.Split('`')[0];
        var inherited = type.DeclaringType?.GetGenericArguments().Length ?? 0;
        var own = type.GetGenericArguments().Skip(inherited).Select(NameOf).ToList();
        return own.Count == 0 ? outer + name : $"{outer}{name}<{string.Join(", ", own)}>";
    }
}
