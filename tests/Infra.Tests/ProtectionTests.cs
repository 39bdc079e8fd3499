using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Shaken.Infra.Tests;

/// <summary>What protects keys, documents and people, in the deployments worked out.</summary>
public sealed partial class ProtectionTests
{
    public static TheoryData<string> Files => Deployment.Files;

    [Theory]
    [MemberData(nameof(Files))]
    public async Task EveryApp_IsOnFlexConsumption_BehindTls_WithItsIdentity(string file)
    {
        var deployment = await Deployment.GetAsync(file);
        var apps = deployment.All("Microsoft.Web/sites");
        Assert.All(deployment.All("Microsoft.Web/serverfarms"), plan => Assert.Equal("FC1", plan.Text("sku", "name")));
        Assert.All(apps, app =>
        {
            Assert.Equal("dotnet-isolated", app.Text("properties", "functionAppConfig", "runtime", "name"));
            Assert.Equal("true", app.Text("properties", "httpsOnly"));
            Assert.Equal("true", app.Text("properties", "siteConfig", "http20Enabled"));
            Assert.Equal("1.2", app.Text("properties", "siteConfig", "minTlsVersion"));
            Assert.Equal("Disabled", app.Text("properties", "siteConfig", "ftpsState"));
            var config = app.Find("properties", "functionAppConfig")!;
            Assert.Equal("UserAssignedIdentity", (string?)config["deployment"]!["storage"]!["authentication"]!["type"]);
            Assert.InRange((int)config["scaleAndConcurrency"]!["maximumInstanceCount"]!, 40, 1000);
        });
        var identities = apps.Select(app => Assert.Single(app.Find("identity", "userAssignedIdentities")!.AsObject()).Key).ToList();
        Assert.Equal(apps.Count, identities.Distinct().Count());
        Assert.Empty(identities.Except(deployment.All("Microsoft.ManagedIdentity/userAssignedIdentities").Select(identity => identity.Id)));
        var policies = deployment.All("Microsoft.Web/sites/basicPublishingCredentialsPolicies");
        Assert.Equal(apps.Count * 2, policies.Count(policy => policy.Text("properties", "allow") == "false"));
    }

    [Fact]
    public async Task App_OfTheNativePackage_HasTheRuntimeCustom()
    {
        var folder = BicepCompiler.NewFolder("native", BicepCompiler.Sources);
        var parameters = Path.Combine(folder, "provider.bicepparam");
        await File.AppendAllTextAsync(parameters, "\nparam package = 'native'\n", TestContext.Current.CancellationToken);
        var apps = (await Deployment.OfAsync(folder, "provider.bicepparam", group: null)).All("Microsoft.Web/sites");
        Assert.NotEmpty(apps);
        Assert.All(apps, app => Assert.Equal("custom", app.Text("properties", "functionAppConfig", "runtime", "name")));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task EveryZone_HasAnAppInEachOfItsRegions(string file)
    {
        var deployment = await Deployment.GetAsync(file);
        var regions = Names(deployment.List("regions"));
        var wanted = deployment.List("zones").SelectMany(zone =>
            (Texts(zone["regions"]) is { Count: > 0 } some ? some : regions).Select(region => $"{zone["name"]}-{region}"));
        var apps = deployment.All("Microsoft.Web/sites").Select(app => string.Join('-', app.Name.Split('-')[1..3]));
        Assert.Equal(wanted.Order(StringComparer.Ordinal), apps.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task App_IsReachedByFrontDoorAlone_OrByNobody(string file) =>
        Assert.All((await Deployment.GetAsync(file)).All("Microsoft.Web/sites"), app =>
        {
            Assert.Equal("Deny", app.Text("properties", "siteConfig", "ipSecurityRestrictionsDefaultAction"));
            Assert.Equal("Deny", app.Text("properties", "siteConfig", "scmIpSecurityRestrictionsDefaultAction"));
            Assert.Empty(app.List("properties", "siteConfig", "scmIpSecurityRestrictions"));
            var rules = app.List("properties", "siteConfig", "ipSecurityRestrictions");
            Assert.All(rules, rule => Assert.NotNull(rule!["headers"]!["x-azure-fdid"]![0]));
        });

    [Theory]
    [MemberData(nameof(Files))]
    public async Task EveryAccount_TakesNoSharedKey_NoStranger_AndNoOldTls(string file)
    {
        var accounts = (await Deployment.GetAsync(file)).All("Microsoft.Storage/storageAccounts");
        Assert.InRange(accounts.Count, 5, 100);
        Assert.All(accounts, account =>
        {
            Assert.Equal("false", account.Text("properties", "allowSharedKeyAccess"));
            Assert.Equal("false", account.Text("properties", "allowBlobPublicAccess"));
            Assert.Equal("TLS1_2", account.Text("properties", "minimumTlsVersion"));
            Assert.Equal("true", account.Text("properties", "supportsHttpsTrafficOnly"));
            Assert.Equal("Deny", account.Text("properties", "networkAcls", "defaultAction"));
            Assert.Matches("^[a-z0-9]{3,24}$", account.Name);
        });
        Assert.Equal(accounts.Count, accounts.Select(account => account.Name).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task EveryStore_KeepsVersionsAndWhatIsDeleted_AndListsCannotBeChanged(string file)
    {
        var deployment = await Deployment.GetAsync(file);
        var stores = deployment.All("Microsoft.Storage/storageAccounts/blobServices")
            .Where(blobs => blobs.Id.Contains("-store-", StringComparison.Ordinal)).ToList();
        Assert.Equal(deployment.List("stores").Count(), stores.Count);
        Assert.All(stores, blobs =>
        {
            Assert.Equal("true", blobs.Text("properties", "isVersioningEnabled"));
            Assert.Equal("true", blobs.Text("properties", "deleteRetentionPolicy", "enabled"));
            Assert.Equal("true", blobs.Text("properties", "containerDeleteRetentionPolicy", "enabled"));
        });
        const string Container = "Microsoft.Storage/storageAccounts/blobServices/containers";
        var containers = deployment.All(Container);
        var lists = containers.Where(container => Regex.IsMatch(container.Name, "-(certificates|crl|trust-lists|cps-lists)$")).ToList();
        Assert.NotEmpty(lists);
        Assert.All(lists, container => Assert.Equal("true", container.Text("properties", "immutableStorageWithVersioning", "enabled")));
        Assert.Equal(lists.Count, deployment.All($"{Container}/immutabilityPolicies").Count);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task EveryVault_OutlivesItsDeletion_AndGivesRightsByRolesAlone(string file)
    {
        var deployment = await Deployment.GetAsync(file);
        var vaults = deployment.All("Microsoft.KeyVault/vaults");
        Assert.Equal(deployment.List("zones").Count(), vaults.Count);
        Assert.All(vaults, vault =>
        {
            Assert.Equal("true", vault.Text("properties", "enablePurgeProtection"));
            Assert.Equal("true", vault.Text("properties", "enableSoftDelete"));
            Assert.Equal("true", vault.Text("properties", "enableRbacAuthorization"));
            Assert.Equal("Deny", vault.Text("properties", "networkAcls", "defaultAction"));
            Assert.Matches("^[a-z][a-z0-9-]{2,23}$", vault.Name);
        });
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task EverySubnetThatIsNamed_IsThere_AndNoTwoOverlap(string file)
    {
        var deployment = await Deployment.GetAsync(file);
        var subnets = deployment.All("Microsoft.Network/virtualNetworks").SelectMany(Subnets).ToList();
        var named = deployment.All("Microsoft.Storage/storageAccounts").Concat(deployment.All("Microsoft.KeyVault/vaults"))
            .SelectMany(resource => resource.List("properties", "networkAcls", "virtualNetworkRules"))
            .Select(rule => ArmExpression.TextOf(rule!["id"]))
            .Concat(deployment.All("Microsoft.Web/sites").Select(app => app.Text("properties", "virtualNetworkSubnetId")))
            .ToList();
        Assert.NotEmpty(named);
        Assert.Empty(named.Except(subnets.Select(subnet => subnet.Id)));
        Assert.Empty(subnets.SelectMany((one, at) => subnets.Skip(at + 1).Where(other => Overlap(one.Prefix, other.Prefix))));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task NothingThatAZoneNames_IsMissing(string file)
    {
        var deployment = await Deployment.GetAsync(file);
        var stores = deployment.List("stores").ToDictionary(store => ArmExpression.TextOf(store["name"]), ContainersOf);
        var regions = Names(deployment.List("regions"));
        foreach (var zone in deployment.List("zones"))
        {
            var used = zone["containers"]!.AsArray().Select(access => ArmExpression.TextOf(access!["container"]));
            Assert.Empty(used.Except(stores[ArmExpression.TextOf(zone["store"])]));
            Assert.Empty(Texts(zone["regions"]).Except(regions));
            Assert.Matches("^[a-z]{2,8}$", ArmExpression.TextOf(zone["name"]));
        }

        Assert.All(stores.Keys, name => Assert.Matches("^[a-z]{3,8}$", name));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task EveryContainer_IsOneThatTheProgramUses(string file)
    {
        var sources = Checkout.Files("src/Core", ".cs").Select(Checkout.Read);
        var known = sources.SelectMany(source => Containers().Matches(source)).Select(match => match.Groups[1].Value).ToHashSet();
        Assert.Superset(new HashSet<string> { "certificates", "crl", "crl-kept", "trust-lists" }, known);
        var stores = (await Deployment.GetAsync(file)).List("stores");
        Assert.Empty(stores.SelectMany(ContainersOf).Except(known));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Nothing_IsDeployedTwice(string file)
    {
        var deployment = await Deployment.GetAsync(file);
        Assert.InRange(deployment.Resources.Count, 90, 400);
        Assert.Empty(deployment.Resources.GroupBy(resource => resource.Id).Where(group => group.Count() > 1).Select(group => group.Key));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task EveryPublicName_HasARouteToEachRegionOfItsZone_InOrder(string file)
    {
        var deployment = await Deployment.GetAsync(file);
        var names = deployment.List("zones").SelectMany(zone => Texts(zone["hostNames"])).Order(StringComparer.Ordinal);
        var domains = deployment.All("Microsoft.Cdn/profiles/customDomains").Select(domain => domain.Text("properties", "hostName"));
        Assert.Equal(names, domains.Order(StringComparer.Ordinal));
        var apps = deployment.All("Microsoft.Web/sites").Select(app => $"{app.Name}.azurewebsites.net").ToList();
        var origins = deployment.All("Microsoft.Cdn/profiles/originGroups/origins");
        Assert.Empty(origins.Select(origin => origin.Text("properties", "hostName")).Except(apps));
        Assert.All(origins.GroupBy(origin => origin.Id.Split('/')[^3]), group =>
            Assert.Equal(Enumerable.Range(1, group.Count()), group.Select(origin => (int)origin.Find("properties", "priority")!)));
        var cached = deployment.All("Microsoft.Cdn/profiles/afdEndpoints/routes")
            .Where(route => route.Find("properties", "cacheConfiguration") is not null).Select(route => route.Name).ToList();
        Assert.DoesNotContain("cps", cached);
        Assert.Contains("cr", cached);
    }

    private static bool Overlap(IPNetwork one, IPNetwork other) => one.Contains(other.BaseAddress) || other.Contains(one.BaseAddress);

    private static IEnumerable<(string Id, IPNetwork Prefix)> Subnets(Resource network) =>
        network.List("properties", "subnets").Select(subnet =>
            ($"{network.Id}/subnets/{subnet!["name"]}", IPNetwork.Parse(ArmExpression.TextOf(subnet["properties"]!["addressPrefix"]))));

    private static List<string> ContainersOf(JsonObject store) =>
        Names(store["containers"]!.AsArray().Select(container => container!.AsObject()));

    private static List<string> Names(IEnumerable<JsonObject> entries) => [.. entries.Select(entry => ArmExpression.TextOf(entry["name"]))];

    private static List<string> Texts(JsonNode? list) => [.. list!.AsArray().Select(ArmExpression.TextOf)];

    [GeneratedRegex("(?:const string (?:Container|Tables|Imports) = |new\\()\"([a-z-]+)\"")]
    private static partial Regex Containers();
}
