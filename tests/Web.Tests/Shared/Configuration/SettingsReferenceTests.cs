using System.Reflection;
using Shaken.Tests;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Tests.Shared.Configuration;

/// <summary>
/// The table of settings in docs/operations/settings.md is written from the declarations. <c>SHAKEN_WRITE_TABLES=1</c> makes the test write
/// it; review
/// the change and commit it with the declaration.
/// </summary>
public sealed class SettingsReferenceTests
{
    private const string Page = "docs/operations/settings.md";
    private const string Heading = "| name | meaning | values | default | example |\n| --- | --- | --- | --- | --- |\n";

    [Fact]
    public void PageOfSettings_EndsWithTheTable()
    {
        var page = Checkout.Read(Page);
        var start = page.IndexOf(Heading, StringComparison.Ordinal) + Heading.Length;
        var table = string.Concat(Rows().Select(row => row + "\n"));
        if (Environment.GetEnvironmentVariable("SHAKEN_WRITE_TABLES") == "1")
            File.WriteAllText(Path.Combine(Checkout.Root, Page), page[..start] + table);
        Assert.Equal(table, Checkout.Read(Page)[start..]);
    }

    [Fact]
    public void EveryDeclaration_BelongsToAPart_AndEveryNameIsDeclaredOnce()
    {
        var declared = SettingsParts.Settings<Setting>().ToList();
        Assert.Equal(
            declared.Select(setting => setting.Name).Distinct(StringComparer.OrdinalIgnoreCase), declared.Select(setting => setting.Name));
        var statics = typeof(Setting).Assembly.GetTypes()
            .Where(type => !type.ContainsGenericParameters)
            .SelectMany(type => type.GetProperties(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(property => property.PropertyType.IsAssignableTo(typeof(Setting)))
            .Select(property => (Setting)property.GetValue(null)!)
            .ToList();
        Assert.InRange(statics.Count, 90, 400);
        Assert.Empty(statics.Except(declared, ReferenceEqualityComparer.Instance).Cast<Setting>().Select(setting => setting.Name));
    }

    [Fact]
    public void DefaultOfANumber_IsWithinItsBounds() =>
        Assert.Empty(SettingsParts.Settings<NumberSetting>()
            .Where(setting => setting.Otherwise < setting.Least || setting.Otherwise > setting.Most).Select(setting => setting.Name));

    // Neighbours with one meaning share a row.
    private static IEnumerable<string> Rows()
    {
        var group = new List<Setting>();
        foreach (var setting in SettingsParts.Settings<Setting>())
        {
            if (group.Count > 0 && group[0].Meaning != setting.Meaning)
            {
                yield return RowOf(group);
                group.Clear();
            }

            group.Add(setting);
        }

        yield return RowOf(group);
    }

    private static string RowOf(List<Setting> group)
    {
        var names = string.Join(", ", group.Select(setting => $"`{setting.Name}`"));
        var examples = string.Join(
            ", ", group.Select(setting => setting.Example).Where(text => text.Length > 0).Distinct().Select(text => $"`{text}`"));
        var row = $"| {names} | {group[0].Meaning} | {group[0].Values} | {group[0].Without} | {examples} |";
        return row.Replace("|  |", "| |", StringComparison.Ordinal);
    }
}
