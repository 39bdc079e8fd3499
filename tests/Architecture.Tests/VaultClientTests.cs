namespace Shaken.Architecture.Tests;

public sealed class VaultClientTests
{
    private const string Folder = "src/Azure/KeyVault/Keys/";

    // The official package for keys cannot be restored: what it will replace lies in one folder, and few files know it.
    [Fact]
    public void VaultClient_IsOneFolder_ThatThreeFilesUse()
    {
        var users = Checkout.Files("src", ".cs").Where(file => !file.StartsWith(Folder, StringComparison.Ordinal))
            .Where(file => Checkout.Read(file).Contains("Shaken.Azure.KeyVault.Keys", StringComparison.Ordinal));
        Assert.Equal(
            ["src/Azure/KeyVault/VaultKeyMaker.cs", "src/Azure/KeyVault/VaultSigningKey.cs", "src/Azure/KeyVault/Vaults.cs"],
            users.Order(StringComparer.Ordinal));
    }
}
