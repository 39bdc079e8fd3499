using Microsoft.Extensions.Configuration;
using Shaken.Core.CallPlacement.Mailbox;
using Shaken.Core.Keys.Software;
using Shaken.Web.CallPlacement;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Tests.Shared.Hosting;

public sealed class SettingsTests
{
    [Fact]
    public void Nothing_IsALaptop_WithEveryRole()
    {
        Assert.True(Parse([]).TryGet(out var settings, out _));
        Assert.Equal(Enum.GetValues<Role>().ToHashSet(), settings.Get<RoleSettings>().Roles);
        Assert.Equal((StorageKind.Disk, 7071), (settings.Get<StorageSettings>().Kind, settings.Get<ListenSettings>().Port));
        Assert.Null(settings.Get<ListenSettings>().FunctionsHostPort);
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
    [InlineData("Operator:Keys", "alice:@,bob:@")]
    [InlineData("Cr:PublisherKeys", "other-ca:@,another-ca:@")]
    [InlineData("Cps:ReaderKeys", "US/1234:@,US/5678:@")]
    public void TwoKeys_WithOneHash_AreRefused(string name, string keys)
    {
        Assert.False(
            Parse(new() { [name] = keys.Replace("@", new string('a', 64), StringComparison.Ordinal) }).TryGet(out _, out var errors));
        Assert.Contains($"{name}: two keys have the same hash; give each owner a key of its own", errors.Lines);
    }

    [Theory]
    [InlineData("Development", null, true)]
    [InlineData("Development", "an-app", false)]
    [InlineData("Production", null, false)]
    public void UnderTheLocalFunctionsHost_OriginsMayBeExempt_AndOnAzureNever(string environment, string? site, bool isAllowed)
    {
        var parsed = Parse(new()
        {
            ["FUNCTIONS_CUSTOMHANDLER_PORT"] = "5000",
            ["Shaken:Roles"] = "cr",
            ["Fetching:ExemptOrigins"] = "https://127.0.0.1:1",
            ["AZURE_FUNCTIONS_ENVIRONMENT"] = environment,
            ["WEBSITE_SITE_NAME"] = site,
        });
        Assert.Equal(isAllowed, parsed.TryGet(out _, out _));
    }

    [Theory]
    [InlineData("Fetching:ExemptOrigins", "https://127.0.0.1:1", "Fetching: ")]
    [InlineData("Shaken:Roles", "", "Shaken:Roles: ")]
    [InlineData("Shaken:DeploymentSecrets", "", "Shaken:DeploymentSecrets: ")]
    [InlineData("TrustList:Url", "", "TrustList:Url: ")]
    [InlineData("Cps:ServedSpcs", "", "Cps:ServedSpcs: ")]
    [InlineData("Cps:HostNames", "", "Cps:HostNames: ")]
    public void UnderTheFunctionsHost_WhatALaptopMayDo_IsRefused(string name, string value, string error)
    {
        var good = new Dictionary<string, string?>
        {
            ["FUNCTIONS_CUSTOMHANDLER_PORT"] = "5000",
            ["Shaken:Roles"] = "cps",
            ["Shaken:DeploymentSecrets"] = $"one:{Convert.ToBase64String(new byte[32])}",
            ["TrustList:Url"] = "https://sti-pa.example/list",
            ["Cps:ServedSpcs"] = "US/1234",
            ["Cps:HostNames"] = "cps.example",
        };

        // No root is pinned here, which is told in any case.
        Assert.StartsWith("TrustList:PolicyAdministratorRoots: ", Assert.Single(Parse(good).Failure.Lines), StringComparison.Ordinal);
        Assert.False(Parse(new(good) { [name] = value }).TryGet(out _, out var errors));
        Assert.Contains(errors.Lines, line => line.StartsWith(error, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Limits:UnderWay", "0")]
    [InlineData("Limits:PerAddressUnderWay", "-1")]
    [InlineData("Limits:BodySeconds", "0")]
    [InlineData("Limits:BodySeconds", "601")]
    [InlineData("Limits:Connections", "0")]
    [InlineData("Limits:PerAddressConnections", "many")]
    [InlineData("Limits:KeepAliveSeconds", "3601")]
    [InlineData("Limits:TrustedProxies", "10.0.0.0/33")]
    [InlineData("Limits:ForwardedHeader", "X-Forwarded-For: 1")]
    [InlineData("Shaken:DiskReserveMegabytes", "-1")]
    [InlineData("Shaken:DiskReserveMegabytes", "65537")]
    [InlineData("Shaken:AcceptLostJournal", "perhaps")]
    [InlineData("Cps:AheadSeconds", "601")]
    [InlineData("Cps:AcceptWithoutExp", "perhaps")]
    [InlineData("Cps:MailboxMegabytes", "0")]
    [InlineData("Cps:MailboxMegabytesPerSigner", "0")]
    [InlineData("Cps:MailboxMegabytesPerProvider", "many")]
    public void Parse_BoundOutOfRange_RefusesItByName(string name, string value)
    {
        Assert.False(Parse(new() { [name] = value }).TryGet(out _, out var errors));
        Assert.StartsWith($"{name}: ", Assert.Single(errors.Lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("US/1234", 1024)]
    [InlineData("US/1234,US/5678", 512)]
    public void Parse_BoundsOfTheMailbox_HaveSafeDefaults(string served, long perProvider)
    {
        Assert.True(Parse(new() { ["Cps:ServedSpcs"] = served }).TryGet(out var settings, out _));
        const long Megabyte = 1024 * 1024;
        Assert.Equal(new MailboxBounds { InAll = 1024 * Megabyte, PerSigner = 256 * Megabyte, PerProvider = perProvider * Megabyte },
            settings.Get<CallPlacementSettings>().Options.Mailbox);
        var (cps, storage) = (settings.Get<CallPlacementSettings>().Options, settings.Get<StorageSettings>());
        Assert.Equal((TimeSpan.FromSeconds(5), false), (cps.Ahead, cps.AcceptsWithoutExp));
        Assert.Equal((64 * Megabyte, false), (storage.DiskReserveOctets, storage.AcceptsLostJournal));
    }

    [Theory]
    [InlineData("Cps:Republish:KeyFile", "", "Cps:Republish:KeyFile: ")]
    [InlineData("Cps:Republish:KeyFile", "nowhere.pem", "Cps:Republish:KeyFile: ")]
    [InlineData("Cps:Republish:CertificateUrl", "", "Cps:Republish:CertificateUrl: ")]
    [InlineData("Cps:Republish:CertificateUrl", "http://cr.example/own.pem", "Cps:Republish:CertificateUrl: ")]
    [InlineData("Cps:RepublishTo", "", "Cps:RepublishTo: ")]
    [InlineData("Cps:RepublishTo", "cps.example", "Cps:RepublishTo: ")]
    [InlineData("Cps:RepublishTo", "https://own.example", "Cps:RepublishTo: ")]
    [InlineData("Cps:RepublishTo", "https://cps.example,https://cps.example=other.example", "Cps:RepublishTo: ")]
    public void Republishing_ByHalf_IsRefused(string name, string value, string error)
    {
        using var key = SoftwareKey.New();
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, key.ToPem());
            var good = new Dictionary<string, string?>
            {
                ["Cps:HostNames"] = "own.example",
                ["Cps:RepublishTo"] = "https://cps.example,https://10.1.2.3:8443=other.example",
                ["Cps:Republish:KeyFile"] = path,
                ["Cps:Republish:CertificateUrl"] = "https://cr.example/own.pem",
            };
            Assert.True(Parse(good).TryGet(out var settings, out var errors), string.Join("; ", errors?.Lines ?? []));
            Assert.Equal(
                ["cps.example", "other.example"],
                settings.Get<CallPlacementSettings>().Republish!.Targets.Select(target => target.Audience));
            Assert.False(Parse(new(good) { [name] = value }).TryGet(out _, out errors));
            Assert.Contains(errors.Lines, line => line.StartsWith(error, StringComparison.Ordinal));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Republishing_WithAFileThatIsNoKey_IsRefused()
    {
        Assert.False(Parse(new()
        {
            ["Cps:RepublishTo"] = "https://cps.example",
            ["Cps:Republish:KeyFile"] = typeof(SettingsTests).Assembly.Location,
            ["Cps:Republish:CertificateUrl"] = "https://cr.example/own.pem",
        }).TryGet(out _, out var errors));
        Assert.Contains(errors.Lines, line => line.StartsWith("Cps:Republish:KeyFile: ", StringComparison.Ordinal));
    }

    private static Core.Foundations.Outcome<ParsedSettings, SettingsErrors> Parse(Dictionary<string, string?> settings) =>
        SettingsParser.Parse(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
}
