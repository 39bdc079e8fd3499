using Microsoft.Extensions.Configuration;
using Shaken.Core.Foundations;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Tests.Shared.Configuration;

/// <summary>A misspelt setting is refused by its name, and what belongs to other programs is left alone.</summary>
public sealed class UnknownSettingTests
{
    [Theory]
    [InlineData("Shaken:Rols", "Shaken:Roles")]
    [InlineData("shaken:storag", "Shaken:Storage")]
    [InlineData("Countries:0:Contry", "Countries:0:Country")]
    [InlineData("Signing:Certificates:north:X5", "Signing:Certificates:north:X5u")]
    [InlineData("Cps:ServedSpcs:first", "Cps:ServedSpcs")]
    public void Parse_UnknownName_IsRefusedWithTheNearest(string name, string nearest)
    {
        Assert.False(Parse(name).TryGet(out _, out var errors));
        Assert.Contains($"{name}: is no setting; the nearest is {nearest}", errors.Lines);
    }

    [Theory]
    [InlineData("Logging:LogLevel:Default")]
    [InlineData("AzureWebJobsStorage:accountName")]
    [InlineData("Shaken")]
    [InlineData("Shaken:IsolatedWorker")]
    [InlineData("PATH")]
    public void Parse_NameOfAnotherProgram_IsLeftAlone(string name)
    {
        var lines = Parse(name).TryGet(out _, out var errors) ? [] : errors.Lines;
        Assert.DoesNotContain(lines, line => line.Contains("is no setting", StringComparison.Ordinal));
    }

    [Fact]
    public void Parse_EveryDeclaredName_IsKnown()
    {
        var names = SettingsParts.All.SelectMany(part => part.Declared)
            .Select(setting => setting.Name.Replace(Setting.Named, "one", StringComparison.Ordinal))
            .Select(name => name.Replace(":N:", ":3:", StringComparison.Ordinal))
            .ToArray();
        var lines = Parse(names).TryGet(out _, out var errors) ? [] : errors.Lines;
        Assert.InRange(names.Length, 150, 1000);
        Assert.DoesNotContain(lines, line => line.Contains("is no setting", StringComparison.Ordinal));
    }

    private static Outcome<ParsedSettings, SettingsErrors> Parse(params string[] names) => SettingsParser.Parse(
        new ConfigurationBuilder().AddInMemoryCollection(names.Select(name => KeyValuePair.Create(name, (string?)"1"))).Build());
}
