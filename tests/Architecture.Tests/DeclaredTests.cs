using System.Text.RegularExpressions;

namespace Shaken.Architecture.Tests;

/// <summary>The tests of this checkout as documents name them: <c>TestClass.Test_method_name</c>.</summary>
internal static partial class DeclaredTests
{
    private static readonly Lazy<HashSet<string>> All = new(() => [.. Checkout.Files("tests", ".cs").SelectMany(file => In(Checkout.Read(file)))]);

    public static bool Has(string name) => All.Value.Contains(name);

    private static IEnumerable<string> In(string source) =>
        from type in Classes().Matches(source)
        from method in Methods().Matches(source)
        select $"{type.Groups["name"].Value}.{method.Groups["name"].Value}";

    [GeneratedRegex(@"^public (?:abstract |sealed )?(?:partial )?class (?<name>\w+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Classes();

    [GeneratedRegex(@"^    public (?:async )?(?:void|Task|ValueTask|Property) (?<name>\w+_\w+)\(", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Methods();
}
