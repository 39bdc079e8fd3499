using System.Text.RegularExpressions;
using Shaken.Tests;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Modules;

namespace Shaken.Web.Tests.Shared.Configuration;

/// <summary>A module sees its own settings and the shared ones: the settings of a role are named in its folder and nowhere else.</summary>
public sealed class SettingsOwnersTests
{
    private const string Root = "Shaken.Web";

    public static TheoryData<string> OfRoles =>
        [.. Parts().Where(part => RoleModules.All.Any(module => FolderOf(module.GetType()) == FolderOf(part))).Select(part => part.FullName!)];

    [Theory]
    [MemberData(nameof(OfRoles))]
    public void SettingsOfARole_AreNamedInItsFolderAlone(string name)
    {
        var part = typeof(Setting).Assembly.GetType(name)!;
        var role = FolderOf(part).Split('/')[0];
        var named = new Regex($@"\b{part.Name}\b", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(10));
        Assert.Empty(Checkout.Files("src/Web", ".cs")
            .Where(file => !file.StartsWith($"src/Web/{role}/", StringComparison.Ordinal) && named.IsMatch(Checkout.Read(file))));
    }

    [Fact]
    public void EveryPart_IsReadAtTheStart()
    {
        var parsed = SettingsParser.Parse(new Microsoft.Extensions.Configuration.ConfigurationBuilder().Build()).Value;
        Assert.InRange(Parts().Count, 15, 60);
        Assert.Empty(Parts().Except(parsed.Types).Select(part => part.Name));
    }

    private static List<Type> Parts() => [.. typeof(Setting).Assembly.GetTypes().Where(type =>
        type.GetInterfaces().Any(one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(ISettings<>)))];

    private static string FolderOf(Type part) => part.Namespace![(Root.Length + 1)..].Replace('.', '/') + "/";
}
