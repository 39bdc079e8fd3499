using System.Text.RegularExpressions;
using Shaken.Infra.Tests.Bicep;

namespace Shaken.Infra.Tests;

/// <summary>Who may do what, in the deployments worked out, against what docs/azure-rights.md promises.</summary>
public sealed partial class RightsTests
{
    private const string Main = "infra/bicep/main.bicepparam";

    private static readonly string[] KeyRoles = ["Key Vault Crypto User", "Key Vault Crypto Service Encryption User"];

    public static TheoryData<string> Files => Deployments.Files;

    [Theory]
    [MemberData(nameof(Files))]
    public void TheTable_IsWhatTheDeploymentGives(string file)
    {
        var table = Table(Checkout.Read("docs/azure-rights.md"), Path.GetFileName(file));
        Assert.NotEmpty(table);
        var given = Deployments.Get(file).Rights().Select(right => $"{right.Zone} | {right.Role} | {right.On}").Distinct();
        Assert.Equal(given.Order(StringComparer.Ordinal), table.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void EveryRegionOfAZone_HasTheSameRights(string file)
    {
        foreach (var zone in Deployments.Get(file).Rights().GroupBy(right => right.Zone))
        {
            var regions = zone.GroupBy(right => right.Region).Select(region => region.Select(right => $"{right.Role} on {right.On}").Order(StringComparer.Ordinal).ToList()).ToList();
            Assert.All(regions, region => Assert.Equal(regions[0], region));
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void NoRight_IsOnAGroupOrASubscription(string file) =>
        Assert.All(Deployments.Get(file).Rights(), right => Assert.Matches("/providers/(Microsoft.KeyVault/vaults|Microsoft.Storage/storageAccounts|Microsoft.Insights/components)/", right.Scope));

    [Theory]
    [MemberData(nameof(Files))]
    public void ThePublicCps_HasNoRightOnAKey_AndNoneInAnotherZonesVault(string file)
    {
        var rights = Deployments.Get(file).Rights().Where(right => right.Zone == "cps").ToList();
        Assert.NotEmpty(rights);
        Assert.DoesNotContain(rights, right => KeyRoles.Contains(right.Role));
        Assert.All(rights.Where(right => right.Scope.Contains("/vaults/", StringComparison.Ordinal)), right => Assert.Equal(("Key Vault Secrets User", "its own vault"), (right.Role, right.On)));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void NobodySigns_ButWithKeysOfItsOwnVaultByName_AndNoZoneReachesAnothersVault(string file) =>
        Assert.All(Deployments.Get(file).Rights().Where(right => right.Scope.Contains("/vaults/", StringComparison.Ordinal)), right =>
        {
            Assert.EndsWith("its own vault", right.On, StringComparison.Ordinal);
            Assert.Equal(KeyRoles.Contains(right.Role), right.On.StartsWith("key ", StringComparison.Ordinal));
        });

    [Fact]
    public void TheRepository_ReadsCertificates_AndWritesNothing()
    {
        var rights = Deployments.Get(Main).Rights().Where(right => right.Zone == "cr" && right.Scope.Contains("-store-", StringComparison.Ordinal));
        Assert.Equal(["Storage Blob Data Reader"], rights.Select(right => right.Role).Distinct());
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void EveryKeyThatASettingNames_MayBeSignedWith_AndNoOther(string file)
    {
        var deployment = Deployments.Get(file);
        var named = deployment.Settings().SelectMany(app => app.Value.Values.OfType<string>().SelectMany(value => value.Split(','))).Where(value => value.Contains("/keys/", StringComparison.Ordinal))
            .Select(value => new Uri(value)).Select(url => $"{url.Host.Split('.')[0]}/{url.Segments[2].Trim('/')}").ToHashSet();
        var allowed = deployment.Rights().Where(right => KeyRoles.Contains(right.Role)).Select(right => right.Scope.Split('/')).Select(parts => $"{parts[^3]}/{parts[^1]}").ToHashSet();
        Assert.Equal(named.Order(StringComparer.Ordinal), allowed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void OnlyZonesThatSign_MaySign() =>
        Assert.Equal(["ca", "pa"], Deployments.Get(Main).Rights().Where(right => KeyRoles.Contains(right.Role)).Select(right => right.Zone).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Files))]
    public void EveryRight_HasANameOfItsOwn(string file)
    {
        var names = Deployments.Get(file).All("Microsoft.Authorization/roleAssignments").Select(assignment => assignment.Id).ToList();
        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.All(names, name => Assert.True(Guid.TryParse(name.Split('/')[^1], out _)));
    }

    [Fact]
    public void ARightThatIsNotPromised_IsSeen()
    {
        var broad = Expansion.Of(Workspace.Of(("x.bicepparam", "using 'x.bicep'"), ("x.bicep", """
            resource app 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
              name: 'shaken-cps-weu'
            }
            resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
              name: 'shaken-ca-12345'
            }
            resource signing 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
              scope: vault
              name: guid(vault.id)
              properties: {
                principalId: app.properties.principalId
                roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '12338af0-0e69-4776-bea7-57ae8d297424')
              }
            }
            """)), "x.bicepparam");
        var right = Assert.Single(broad.Rights());
        Assert.Equal(("cps", "Key Vault Crypto User"), (right.Zone, right.Role));
        Assert.EndsWith("/vaults/shaken-ca-12345", right.On, StringComparison.Ordinal);
    }

    // The rows below the heading that names the parameter file, without their reasons.
    private static List<string> Table(string text, string file)
    {
        var rows = text.Split('\n').SkipWhile(line => !line.StartsWith("## ", StringComparison.Ordinal) || !line.Contains($"`{file}`", StringComparison.Ordinal)).Skip(1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Trim('|', ' ').Split(" | ")).ToList();
        Assert.All(rows, row => Assert.True(row.Length == 4 && Words().Count(row[3]) >= 4, $"{string.Join(" | ", row)}: no reason"));
        return [.. rows.Select(row => $"{row[0].Trim('`')} | {row[1]} | {row[2]}")];
    }

    [GeneratedRegex(@"\w+")]
    private static partial Regex Words();
}
