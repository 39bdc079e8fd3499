using System.Text.RegularExpressions;

namespace Shaken.Infra.Tests;

/// <summary>Who may do what, in the deployments worked out, against what docs/azure-rights.md promises.</summary>
public sealed partial class RightsTests
{
    private const string Main = "main.bicepparam";

    private static readonly string[] KeyRoles = ["Key Vault Crypto User", "Key Vault Crypto Service Encryption User"];

    public static TheoryData<string> Files => Deployment.Files;

    [Theory]
    [MemberData(nameof(Files))]
    public async Task TheTable_IsWhatTheDeploymentGives(string file)
    {
        var table = Table(Checkout.Read("docs/azure-rights.md"), file);
        Assert.NotEmpty(table);
        var given = (await Deployment.GetAsync(file)).Rights().Select(right => $"{right.Zone} | {right.Role} | {right.On}").Distinct();
        Assert.Equal(given.Order(StringComparer.Ordinal), table.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task EveryRegionOfAZone_HasTheSameRights(string file)
    {
        foreach (var zone in (await Deployment.GetAsync(file)).Rights().GroupBy(right => right.Zone))
        {
            var regions = zone.GroupBy(right => right.Region)
                .Select(region => region.Select(right => $"{right.Role} on {right.On}").Order(StringComparer.Ordinal).ToList()).ToList();
            Assert.All(regions, region => Assert.Equal(regions[0], region));
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task NoRight_IsOnAGroupOrASubscription(string file)
    {
        const string Narrow = "/providers/(Microsoft.KeyVault/vaults|Microsoft.Storage/storageAccounts|Microsoft.Insights/components)/";
        Assert.All((await Deployment.GetAsync(file)).Rights(), right => Assert.Matches(Narrow, right.Scope));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task ThePublicCps_HasNoRightOnAKey_AndNoneInAnotherZonesVault(string file)
    {
        var rights = (await Deployment.GetAsync(file)).Rights().Where(right => right.Zone == "cps").ToList();
        Assert.NotEmpty(rights);
        Assert.DoesNotContain(rights, right => KeyRoles.Contains(right.Role));
        Assert.All(OnVaults(rights), right => Assert.Equal(("Key Vault Secrets User", "its own vault"), (right.Role, right.On)));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task NobodySigns_ButWithKeysOfItsOwnVaultByName_AndNoZoneReachesAnothersVault(string file) =>
        Assert.All(OnVaults((await Deployment.GetAsync(file)).Rights()), right =>
        {
            Assert.EndsWith("its own vault", right.On, StringComparison.Ordinal);
            Assert.Equal(KeyRoles.Contains(right.Role), right.On.StartsWith("key ", StringComparison.Ordinal));
        });

    [Fact]
    public async Task TheRepository_ReadsCertificates_AndWritesNothing()
    {
        var rights = (await Deployment.GetAsync(Main)).Rights()
            .Where(right => right.Zone == "cr" && right.Scope.Contains("-store-", StringComparison.Ordinal));
        Assert.Equal(["Storage Blob Data Reader"], rights.Select(right => right.Role).Distinct());
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task EveryKeyThatASettingNames_MayBeSignedWith_AndNoOther(string file)
    {
        var deployment = await Deployment.GetAsync(file);
        var values = deployment.Settings().Values.SelectMany(settings => settings.Values).SelectMany(value => value.Split(','));
        var named = values.Select(value => KeyUrl().Match(value)).Where(match => match.Success)
            .Select(match => $"{match.Groups[1].Value}/{match.Groups[2].Value}").ToHashSet();
        var allowed = deployment.Rights().Where(right => KeyRoles.Contains(right.Role))
            .Select(right => right.Scope.Split('/')).Select(parts => $"{parts[^3]}/{parts[^1]}").ToHashSet();
        Assert.Equal(named.Order(StringComparer.Ordinal), allowed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task OnlyZonesThatSign_MaySign()
    {
        var signing = (await Deployment.GetAsync(Main)).Rights().Where(right => KeyRoles.Contains(right.Role)).Select(right => right.Zone);
        Assert.Equal(["ca", "pa", "registry"], signing.Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task EveryRight_HasANameOfItsOwn(string file)
    {
        var assignments = (await Deployment.GetAsync(file)).All("Microsoft.Authorization/roleAssignments");
        var names = assignments.Select(assignment => assignment.Id).ToList();
        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.All(names, name => Assert.True(Guid.TryParse(name.Split('/')[^1], out _)));
    }

    [Fact]
    public async Task Rights_OneThatIsNotPromised_IsSeen()
    {
        var folder = BicepCompiler.NewFolder("unpromised", []);
        await File.WriteAllTextAsync(Path.Combine(folder, "x.bicepparam"), "using 'x.bicep'\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "x.bicep"), """
            resource app 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
              name: 'shaken-cps-weu'
              location: 'westeurope'
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
            """, TestContext.Current.CancellationToken);
        var right = Assert.Single((await Deployment.OfAsync(folder, "x.bicepparam", "group")).Rights());
        Assert.Equal(("cps", "Key Vault Crypto User"), (right.Zone, right.Role));
        Assert.EndsWith("/vaults/shaken-ca-12345", right.On, StringComparison.Ordinal);
    }

    private static IEnumerable<Right> OnVaults(IEnumerable<Right> rights) =>
        rights.Where(right => right.Scope.Contains("/vaults/", StringComparison.Ordinal));

    // The rows below the heading that names the parameter file, without their reasons.
    private static List<string> Table(string text, string file)
    {
        var rows = text.Split('\n')
            .SkipWhile(line => !line.StartsWith("## ", StringComparison.Ordinal) || !line.Contains($"`{file}`", StringComparison.Ordinal))
            .Skip(1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Trim('|', ' ').Split(" | ")).ToList();
        Assert.All(rows, row => Assert.True(row.Length == 4 && Words().Count(row[3]) >= 4, $"{string.Join(" | ", row)}: no reason"));
        return [.. rows.Select(row => $"{row[0].Trim('`')} | {row[1]} | {row[2]}")];
    }

    // The domain of vaults is known only to Azure.
    [GeneratedRegex("^https://([a-z0-9-]+)<environment[^/]*>/keys/([a-z0-9-]+)/[0-9a-f]{32}$")]
    private static partial Regex KeyUrl();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Words();
}
