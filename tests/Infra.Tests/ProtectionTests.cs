using System.Net;
using System.Text.RegularExpressions;
using Shaken.Infra.Tests.Bicep;

namespace Shaken.Infra.Tests;

/// <summary>What protects keys, documents and people, in the deployments worked out.</summary>
public sealed partial class ProtectionTests
{
    public static TheoryData<string> Files => Deployments.Files;

    [Theory]
    [MemberData(nameof(Files))]
    public void App_OfADeployment_IsOnFlexConsumptionBehindTlsWithItsOwnIdentity(string file)
    {
        var deployment = Deployments.Get(file);
        var apps = deployment.All("Microsoft.Web/sites");
        Assert.All(deployment.All("Microsoft.Web/serverfarms"), plan => Assert.Equal("FC1", plan.Text("sku", "name")));
        Assert.All(apps, app =>
        {
            Assert.Equal(["dotnet-isolated", "true", "true", "1.2", "Disabled"], [app.Text("properties", "functionAppConfig", "runtime", "name"), app.Text("properties", "httpsOnly"), app.Text("properties", "siteConfig", "http20Enabled"), app.Text("properties", "siteConfig", "minTlsVersion"), app.Text("properties", "siteConfig", "ftpsState")]);
            Assert.Equal("UserAssignedIdentity", app.Text("properties", "functionAppConfig", "deployment", "storage", "authentication", "type"));
            Assert.InRange((long)app.Find("properties", "functionAppConfig", "scaleAndConcurrency", "maximumInstanceCount")!, 40, 1000);
        });
        var identities = apps.Select(app => Assert.Single(((IReadOnlyDictionary<string, object?>)app.Find("identity", "userAssignedIdentities")!).Keys)).ToList();
        Assert.Equal(apps.Count, identities.Distinct().Count());
        Assert.All(identities, id => Assert.True(Deployments.IsIdentity(id)));
        Assert.Equal(apps.Count * 2, deployment.All("Microsoft.Web/sites/basicPublishingCredentialsPolicies").Count(policy => policy.Text("properties", "allow") == "false"));
    }

    [Fact]
    public void App_OfTheNativePackage_HasTheRuntimeCustom()
    {
        const string Parameters = "infra/bicep/provider.bicepparam";
        var native = new Workspace(path => path == Parameters ? $"{Checkout.Read(path)}\nparam package = 'native'\n" : Workspace.Checkout.Find(path) is null ? null : Checkout.Read(path));
        var apps = Expansion.Of(native, Parameters).All("Microsoft.Web/sites");
        Assert.NotEmpty(apps);
        Assert.All(apps, app => Assert.Equal("custom", app.Text("properties", "functionAppConfig", "runtime", "name")));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void EveryZone_HasAnAppInEachOfItsRegions(string file)
    {
        var deployment = Deployments.Get(file);
        var regions = deployment.List("regions").Select(region => (string)region["name"]!).ToList();
        var wanted = deployment.List("zones").SelectMany(zone => (Values.ToList(zone["regions"]) is { Count: > 0 } some ? some.Cast<string>() : regions).Select(region => $"{zone["name"]}-{region}"));
        Assert.Equal(wanted.Order(StringComparer.Ordinal), deployment.All("Microsoft.Web/sites").Select(app => string.Join('-', app.Name.Split('-')[1..3])).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void AnApp_IsReachedByFrontDoorAlone_OrByNobody(string file) =>
        Assert.All(Deployments.Get(file).All("Microsoft.Web/sites"), app =>
        {
            Assert.Equal(("Deny", "Deny"), (app.Text("properties", "siteConfig", "ipSecurityRestrictionsDefaultAction"), app.Text("properties", "siteConfig", "scmIpSecurityRestrictionsDefaultAction")));
            Assert.All(Values.ToList(app.Find("properties", "siteConfig", "ipSecurityRestrictions")), rule => Assert.True(((IReadOnlyDictionary<string, object?>)rule!).ContainsKey("headers")));
        });

    [Theory]
    [MemberData(nameof(Files))]
    public void EveryAccount_TakesNoSharedKey_NoStranger_AndNoOldTls(string file)
    {
        var accounts = Deployments.Get(file).All("Microsoft.Storage/storageAccounts");
        Assert.InRange(accounts.Count, 5, 100);
        Assert.All(accounts, account =>
        {
            Assert.Equal(["false", "false", "TLS1_2", "true", "Deny"], [account.Text("properties", "allowSharedKeyAccess"), account.Text("properties", "allowBlobPublicAccess"), account.Text("properties", "minimumTlsVersion"), account.Text("properties", "supportsHttpsTrafficOnly"), account.Text("properties", "networkAcls", "defaultAction")]);
            Assert.Matches("^[a-z0-9]{3,24}$", account.Name);
        });
        Assert.Equal(accounts.Count, accounts.Select(account => account.Name).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void EveryStore_KeepsVersionsAndWhatIsDeleted_AndListsCannotBeChanged(string file)
    {
        var deployment = Deployments.Get(file);
        var stores = deployment.All("Microsoft.Storage/storageAccounts/blobServices").Where(blobs => blobs.Id.Contains("-store-", StringComparison.Ordinal)).ToList();
        Assert.Equal(deployment.List("stores").Count(), stores.Count);
        Assert.All(stores, blobs => Assert.Equal(("true", "true", "true"), (blobs.Text("properties", "isVersioningEnabled"), blobs.Text("properties", "deleteRetentionPolicy", "enabled"), blobs.Text("properties", "containerDeleteRetentionPolicy", "enabled"))));
        var policies = deployment.All("Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies").Select(policy => policy.Id.Split('/')[^3]).ToList();
        var containers = deployment.All("Microsoft.Storage/storageAccounts/blobServices/containers").Where(container => Regex.IsMatch(container.Name, "-(certificates|crl|trust-lists)$")).ToList();
        Assert.NotEmpty(containers);
        Assert.All(containers, container => Assert.Equal("true", container.Text("properties", "immutableStorageWithVersioning", "enabled")));
        Assert.Equal(containers.Count, policies.Count);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void EveryVault_OutlivesItsDeletion_AndGivesRightsByRolesAlone(string file)
    {
        var vaults = Deployments.Get(file).All("Microsoft.KeyVault/vaults");
        Assert.Equal(Deployments.Get(file).List("zones").Count(), vaults.Count);
        Assert.All(vaults, vault =>
        {
            Assert.Equal(["true", "true", "true", "Deny"], [vault.Text("properties", "enablePurgeProtection"), vault.Text("properties", "enableSoftDelete"), vault.Text("properties", "enableRbacAuthorization"), vault.Text("properties", "networkAcls", "defaultAction")]);
            Assert.Matches("^[a-z][a-z0-9-]{2,23}$", vault.Name);
        });
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void EverySubnetThatIsNamed_IsThere_AndNoTwoOverlap(string file)
    {
        var deployment = Deployments.Get(file);
        var subnets = deployment.All("Microsoft.Network/virtualNetworks").SelectMany(network => Values.ToList(network.Find("properties", "subnets")).Select(subnet => (IReadOnlyDictionary<string, object?>)subnet!)
            .Select(subnet => (Id: $"{network.Id}/subnets/{subnet["name"]}", Prefix: IPNetwork.Parse((string)((IReadOnlyDictionary<string, object?>)subnet["properties"]!)["addressPrefix"]!)))).ToList();
        var named = deployment.All("Microsoft.Storage/storageAccounts").Concat(deployment.All("Microsoft.KeyVault/vaults"))
            .SelectMany(resource => Values.ToList(resource.Find("properties", "networkAcls", "virtualNetworkRules"))).Select(rule => (string)((IReadOnlyDictionary<string, object?>)rule!)["id"]!)
            .Concat(deployment.All("Microsoft.Web/sites").Select(app => app.Text("properties", "virtualNetworkSubnetId"))).ToList();
        Assert.NotEmpty(named);
        Assert.Empty(named.Except(subnets.Select(subnet => subnet.Id)));
        Assert.Empty(subnets.SelectMany((one, at) => subnets.Skip(at + 1).Where(other => one.Prefix.Contains(other.Prefix.BaseAddress) || other.Prefix.Contains(one.Prefix.BaseAddress))));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void NothingThatAZoneNames_IsMissing(string file)
    {
        var deployment = Deployments.Get(file);
        var stores = deployment.List("stores").ToDictionary(store => (string)store["name"]!, store => Values.ToList(store["containers"]).Select(container => (string)((IReadOnlyDictionary<string, object?>)container!)["name"]!).ToList());
        var regions = deployment.List("regions").Select(region => (string)region["name"]!).ToList();
        foreach (var zone in deployment.List("zones"))
        {
            Assert.Empty(Values.ToList(zone["containers"]).Select(access => (string)((IReadOnlyDictionary<string, object?>)access!)["container"]!).Except(stores[(string)zone["store"]!]));
            Assert.Empty(Values.ToList(zone["regions"]).Cast<string>().Except(regions));
            Assert.Matches("^[a-z]{2,8}$", (string)zone["name"]!);
        }

        Assert.All(stores.Keys, name => Assert.Matches("^[a-z]{3,8}$", name));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void EveryRole_HasTheContainersThatTheProgramUses(string file)
    {
        var known = Checkout.Files("src/Core", ".cs").SelectMany(path => Containers().Matches(Checkout.Read(path))).Select(match => match.Groups[1].Value).ToHashSet();
        Assert.Superset(new HashSet<string> { "certificates", "crl", "crl-kept", "trust-lists" }, known);
        Assert.Empty(Deployments.Get(file).List("stores").SelectMany(store => Values.ToList(store["containers"])).Select(container => (string)((IReadOnlyDictionary<string, object?>)container!)["name"]!).Except(known));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void NothingIsDeployedTwice_AndOutputsAreWorkedOut(string file)
    {
        var deployment = Deployments.Get(file);
        Assert.Empty(deployment.Resources.GroupBy(resource => resource.Id).Where(group => group.Count() > 1).Select(group => group.Key));
        Assert.Equal(["appNames", "dnsRecords", "vaultNames"], deployment.Outputs.Keys.Order(StringComparer.Ordinal));
        Assert.NotEmpty(Values.ToList(deployment.Outputs["dnsRecords"]));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void EveryPublicName_HasARouteToEachRegionOfItsZone_InOrder(string file)
    {
        var deployment = Deployments.Get(file);
        var names = deployment.List("zones").SelectMany(zone => Values.ToList(zone["hostNames"]).Cast<string>()).Order(StringComparer.Ordinal);
        Assert.Equal(names, deployment.All("Microsoft.Cdn/profiles/customDomains").Select(domain => domain.Text("properties", "hostName")).Order(StringComparer.Ordinal));
        var apps = deployment.All("Microsoft.Web/sites").Select(app => $"{app.Name}.azurewebsites.net").ToList();
        var origins = deployment.All("Microsoft.Cdn/profiles/originGroups/origins");
        Assert.Empty(origins.Select(origin => origin.Text("properties", "hostName")).Except(apps));
        Assert.All(origins.GroupBy(origin => origin.Id.Split('/')[^3]), group => Assert.Equal(Enumerable.Range(1, group.Count()).Select(priority => (long)priority), group.Select(origin => (long)origin.Find("properties", "priority")!)));
        var cached = deployment.All("Microsoft.Cdn/profiles/afdEndpoints/routes").Where(route => route.Find("properties", "cacheConfiguration") is not null).Select(route => route.Name);
        Assert.DoesNotContain("cps", cached);
        Assert.Contains("cr", cached);
    }

    [GeneratedRegex("(?:const string Container = |new\\()\"([a-z-]+)\"")]
    private static partial Regex Containers();
}
