using Shaken.Infra.Tests.Bicep;

namespace Shaken.Infra.Tests;

/// <summary>One slip in one of our own files, and the checks see it.</summary>
public sealed class SlipTests
{
    [Theory]
    [InlineData("infra/bicep/rightsOnZone.bicep", "  scope: hostAccount\n", "", "a right on the whole group")]
    [InlineData("infra/bicep/rightsOnZone.bicep", "12338af0-0e69-4776-bea7-57ae8d297424", "14b46e9e-c2b7-41b4-b07b-48a6ebf60603", "no role that is known here")]
    [InlineData("infra/bicep/main.bicep", "    zone: zone\n", "", "is not given zone")]
    [InlineData("infra/bicep/main.bicep", "monitoring.outputs.workspaceId", "monitoring.outputs.workspace", "there is no workspace")]
    [InlineData("infra/bicep/zone.bicep", "'keyVault.bicep'", "'keyVaults.bicep'", "there is no file keyVaults.bicep")]
    [InlineData("infra/bicep/zone.bicep", "subnetIds[i]", "subnetIds", "string is wanted, not string[]")]
    [InlineData("infra/bicep/functionApp.bicep", "zone.scale.most", "zone.scale.maximum", "there is no maximum")]
    [InlineData("infra/bicep/functionApp.bicep", "output name string = app.name", "output name string = monitoring.properties.ConnectionString", "has the secret ConnectionString")]
    [InlineData("infra/bicep/keyVault.bicep", "vaults@2023-07-01'", "vaults'", "no type with a version")]
    [InlineData("infra/bicep/storage.bicep", "  parent: blobAccount\n", "", "has no parent")]
    [InlineData("infra/bicep/network.bicep", "cidrSubnet(region.addressSpace, 27, i)", "cidrSubnet(region.addressSpace, i)", "takes 3 to 3 arguments")]
    [InlineData("infra/bicep/main.bicepparam", "'Standard_GZRS'", "'Standard_LRS'", "is none of")]
    [InlineData("infra/bicep/main.bicepparam", "    records: 'none'\n", "", "records is missing")]
    [InlineData("infra/bicep/main.bicepparam", "param name = 'shaken'", "param name = 'shakenserverless'", "maxLength is 6")]
    public void ASlip_IsSeen(string path, string was, string becomes, string reason)
    {
        var source = Checkout.Read(path);
        var slipped = source.Replace(was, becomes, StringComparison.Ordinal);
        var faults = FileChecker.Check(new Workspace(other => other == path ? slipped : File.Exists(Path.Combine(Checkout.Root, other)) ? Checkout.Read(other) : null), path);
        Assert.NotEqual(source, slipped);
        Assert.Contains(faults, fault => fault.Message.Contains(reason, StringComparison.Ordinal));
    }
}
