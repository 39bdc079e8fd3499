using Microsoft.Extensions.Configuration;
using Shaken.Functions.Configuration;

namespace Shaken.Functions.Tests.Hosting;

public sealed class SettingsTests
{
    [Fact]
    public void Nothing_IsALaptop_WithEveryRole()
    {
        Assert.True(Parse([]).TryGet(out var settings, out _));
        Assert.Equal(Enum.GetValues<Role>().ToHashSet(), settings.Roles);
        Assert.Equal((StorageKind.Disk, 7071), (settings.Storage, settings.Listen.Port));
        Assert.Null(settings.Listen.FunctionsHostPort);
    }

    [Fact]
    public void EveryError_IsToldAtOnce()
    {
        Assert.False(Parse(new()
        {
            ["Shaken:Roles"] = "cps,dance",
            ["Shaken:Storage"] = "Tape",
            ["Shaken:Listen:Port"] = "70000",
            ["Shaken:Listen:Address"] = "here",
            ["Shaken:DeploymentSecrets"] = "short",
            ["Shaken:Tls:Port"] = "8443",
            ["Cps:ServedSpcs:0"] = "1234",
            ["Cps:ReaderKeys:0"] = "secret",
            ["Cps:FreshnessSeconds"] = "-1",
            ["Fetching:ExemptOrigins"] = "not an origin",
            ["TrustList:File"] = "a",
            ["TrustList:Url"] = "https://b.example/",
        }).TryGet(out _, out var errors));
        string[] wanted = ["Shaken:Roles", "Shaken:Storage", "Shaken:Listen:Port", "Shaken:Listen:Address", "Shaken:DeploymentSecrets", "Shaken:Tls", "Cps:ServedSpcs", "Cps:ReaderKeys", "Cps:FreshnessSeconds", "Fetching", "TrustList", "TrustList:PolicyAdministratorRoots"];
        Assert.All(wanted, name => Assert.Contains(errors.Lines, line => line.StartsWith($"{name}: ", StringComparison.Ordinal)));
        Assert.DoesNotContain(errors.Lines, line => line.Contains("secret\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Fetching:ExemptOrigins", "https://127.0.0.1:1", "Fetching: ")]
    [InlineData("Shaken:Roles", "", "Shaken:Roles: ")]
    [InlineData("Shaken:DeploymentSecrets", "", "Shaken:DeploymentSecrets: ")]
    [InlineData("TrustList:Url", "", "TrustList:Url: ")]
    [InlineData("Cps:ServedSpcs", "", "Cps:ServedSpcs: ")]
    public void UnderTheFunctionsHost_WhatALaptopMayDo_IsRefused(string name, string value, string error)
    {
        var good = new Dictionary<string, string?>
        {
            ["FUNCTIONS_CUSTOMHANDLER_PORT"] = "5000",
            ["Shaken:Roles"] = "cps",
            ["Shaken:DeploymentSecrets"] = $"one:{Convert.ToBase64String(new byte[32])}",
            ["TrustList:Url"] = "https://sti-pa.example/list",
            ["Cps:ServedSpcs"] = "US/1234",
        };
        Assert.False(Parse(new(good) { [name] = value }).TryGet(out _, out var errors));
        Assert.Contains(errors.Lines, line => line.StartsWith(error, StringComparison.Ordinal));
    }

    private static Core.Foundations.Outcome<Settings, SettingsErrors> Parse(Dictionary<string, string?> settings) =>
        SettingsParser.Parse(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
}
