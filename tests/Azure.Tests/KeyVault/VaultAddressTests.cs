using Shaken.Azure.KeyVault;

namespace Shaken.Azure.Tests.KeyVault;

public sealed class VaultAddressTests
{
    [Theory]
    [InlineData("https://kv-1.vault.azure.net", "kv-1", "vault.azure.net")]
    [InlineData("https://kv-1.vault.azure.net/", "kv-1", "vault.azure.net")]
    [InlineData("https://KV-1.Vault.Azure.Net:443/", "kv-1", "vault.azure.net")]
    [InlineData("https://hsm.managedhsm.azure.net", "hsm", "managedhsm.azure.net")]
    [InlineData("https://kv-1.vault.azure.cn", "kv-1", "vault.azure.cn")]
    [InlineData("https://kv-1.vault.usgovcloudapi.net", "kv-1", "vault.usgovcloudapi.net")]
    public void Vault_IsTaken(string text, string name, string domain)
    {
        Assert.True(VaultAddress.TryParse(text, out var vault));
        Assert.Equal((name, domain, domain == "managedhsm.azure.net"), (vault.Name, vault.Domain, vault.IsManagedHsm));
    }

    [Theory]
    [InlineData("http://kv-1.vault.azure.net")]
    [InlineData("https://kv-1.vault.azure.net:8443")]
    [InlineData("https://kv-1.vault.azure.net/keys")]
    [InlineData("https://kv-1.vault.azure.net?x=1")]
    [InlineData("https://user@kv-1.vault.azure.net")]
    [InlineData("https://vault.azure.net")]
    [InlineData("https://a.kv-1.vault.azure.net")]
    [InlineData("https://kv-1.vault.azure.net.evil.example")]
    [InlineData("https://evilvault.azure.net")]
    [InlineData("https://127.0.0.1")]
    [InlineData("kv-1.vault.azure.net")]
    [InlineData("")]
    public void WhatIsNone_IsRefused(string text) => Assert.False(VaultAddress.TryParse(text, out _));

    [Theory]
    [InlineData("https://kv-1.vault.azure.net/keys/ca/0123456789abcdef0123456789ABCDEF", VaultCollection.Keys)]
    [InlineData("https://kv-1.vault.azure.net/secrets/ca/0123456789abcdef0123456789abcdef", VaultCollection.Secrets)]
    public void Identifier_IsReadAndWritten(string text, VaultCollection collection)
    {
        Assert.True(VaultIdentifier.TryParse(text, out var id));
        Assert.Equal((collection, "ca", text), (id.Collection, id.Name, id.ToString()));
    }

    [Theory]
    [InlineData("https://kv-1.vault.azure.net/keys/ca")]
    [InlineData("https://kv-1.vault.azure.net/keys/ca/short")]
    [InlineData("https://kv-1.vault.azure.net/keys/ca/0123456789abcdef0123456789abcdef/sign")]
    [InlineData("https://kv-1.vault.azure.net/certificates/ca/0123456789abcdef0123456789abcdef")]
    [InlineData("https://kv-1.vault.azure.net/keys/c%2Fa/0123456789abcdef0123456789abcdef")]
    [InlineData("https://kv-1.evil.example/keys/ca/0123456789abcdef0123456789abcdef")]
    [InlineData("/keys/ca/0123456789abcdef0123456789abcdef")]
    public void WhatIsNoIdentifierOfAVersion_IsRefused(string text) => Assert.False(VaultIdentifier.TryParse(text, out _));
}
