using Shaken.Infra.Tests.Bicep;

namespace Shaken.Infra.Tests;

/// <summary>Deployments are worked out as Azure would.</summary>
public sealed class ExpansionTests
{
    [Theory]
    [InlineData("cidrSubnet('10.40.0.0/20', 27, 9)", "10.40.1.32/27")]
    [InlineData("take('abcdef', 3)", "abc")]
    [InlineData("take('ab', 3)", "ab")]
    [InlineData("join(split('a/b/c', '/'), '-')", "a-b-c")]
    [InlineData("last(split('a/b/c', '/'))", "c")]
    [InlineData("replace('a.b.c', '.', '-')", "a-b-c")]
    [InlineData("join(map(filter(['x', 'yy', 'z'], one => one != 'yy'), (one, at) => '${one}${at}'), ',')", "x0,z1")]
    [InlineData("join(flatten([['a'], ['b', 'c']]), '')", "abc")]
    [InlineData("join(concat(['a'], ['b']), '')", "ab")]
    [InlineData("union({ a: 'x', b: 'y' }, { b: 'z' }).b", "z")]
    [InlineData("mapValues({ a: 'x' }, one => '${one}!').a", "x!")]
    [InlineData("contains({ a: 1 }, 'a') && !contains(['b'], 'a') ? 'yes' : 'no'", "yes")]
    [InlineData("empty('') && empty([]) && empty({}) && !empty(' ') ? 'yes' : 'no'", "yes")]
    [InlineData("1 + 2 * 3 == 7 || false ? 'yes' : 'no'", "yes")]
    [InlineData("environment().suffixes.storage", "core.windows.net")]
    [InlineData("resourceGroup().name", "group")]
    [InlineData("resourceId('other', 'Microsoft.Cdn/profiles/customDomains', 'a', 'b')", Functions.Subscription + "/resourceGroups/other/providers/Microsoft.Cdn/profiles/a/customDomains/b")]
    public void Expression_HasItsValue(string expression, string value) => Assert.Equal(value, Output($"output it string = {expression}"));

    [Fact]
    public void ChildrenAndExtensions_HaveTheIdsThatAzureGives()
    {
        const string Source = """
            resource account 'Microsoft.Storage/storageAccounts@2023-05-01' existing = {
              name: 'store'
            }
            resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2023-05-01' = {
              parent: account
              name: 'default'
            }
            resource audit 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
              scope: blobs
              name: 'audit'
            }
            output it string = audit.id
            """;
        const string Account = Functions.Subscription + "/resourceGroups/group/providers/Microsoft.Storage/storageAccounts/store";
        Assert.Equal($"{Account}/blobServices/default/providers/Microsoft.Insights/diagnosticSettings/audit", Output(Source));
        Assert.Equal(["Microsoft.Storage/storageAccounts/blobServices", "Microsoft.Insights/diagnosticSettings"], Expand(Source).Resources.Select(resource => resource.Type));
    }

    [Fact]
    public void AConditionThatIsFalse_DeploysNothing_InALoopToo()
    {
        var deployment = Expand("""
            resource vaults 'Microsoft.KeyVault/vaults@2023-07-01' = [for (name, i) in ['a', 'b', 'c']: if (i != 1) {
              name: name
            }]
            resource none 'Microsoft.KeyVault/vaults@2023-07-01' = if (false) {
              name: 'none'
            }
            """);
        Assert.Equal(["a", "c"], deployment.Resources.Select(resource => resource.Name));
    }

    [Fact]
    public void WhatOnlyAzureKnows_StaysSo() =>
        Assert.Equal($"at <{Functions.Subscription}/resourceGroups/group/providers/Microsoft.KeyVault/vaults/v.properties.vaultUri>", Output("resource v 'Microsoft.KeyVault/vaults@2023-07-01' existing = {\n  name: 'v'\n}\noutput it string = 'at ${v.properties.vaultUri}'"));

    [Theory]
    [InlineData("output it string = cidrSubnet('10.0.0.0/26', 27, 2)", "has no network /27 number 2")]
    [InlineData("output it string = ['a'][1]", "there is no [1]")]
    [InlineData("param needed string\noutput it string = needed", "needed is not given")]
    [InlineData("resource v 'Microsoft.KeyVault/vaults@2023-07-01' existing = {\n  name: 'v'\n}\nresource b 'Microsoft.Storage/storageAccounts/blobServices@2023-05-01' = {\n  parent: v\n  name: 'b'\n}\noutput it string = b.id", "is no child of")]
    public void WhatCannotBeWorkedOut_IsRefused(string source, string reason) => Assert.Contains(reason, Assert.Throws<BicepException>(() => Output(source)).Message, StringComparison.Ordinal);

    private static Expansion Expand(string source) => Expansion.Of(Workspace.Of(("x.bicepparam", "using 'x.bicep'"), ("x.bicep", source)), "x.bicepparam");

    private static object? Output(string source) => Expand(source).Outputs["it"];
}
