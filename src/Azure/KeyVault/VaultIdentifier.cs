using System.Diagnostics.CodeAnalysis;

namespace Shaken.Azure.KeyVault;

/// <summary>What lies in a vault.</summary>
public enum VaultCollection
{
    /// <summary>Used there and never seen.</summary>
    Keys,

    /// <summary>Handed out to those who may read it.</summary>
    Secrets,
}

/// <summary>One version of a key or secret: <c>https://NAME.vault.azure.net/keys/NAME/VERSION</c>. A version never changes.</summary>
/// <param name="Name">1 to 127 of <c>0-9 a-z A-Z -</c>.</param>
/// <param name="Version">32 hexadecimal digits.</param>
public sealed record VaultIdentifier(VaultAddress Vault, VaultCollection Collection, string Name, string Version)
{
    private const int NameLength = 127;
    private const int VersionLength = 32;

    public override string ToString() => $"{Vault}/{PathOf(Collection)}/{Name}/{Version}";

    public static bool TryParse(string text, [NotNullWhen(true)] out VaultIdentifier? identifier)
    {
        identifier = null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url is not { Query: "", Fragment: "" } || !VaultAddress.TryFrom(url, out var vault)) return false;
        if (url.AbsolutePath.Split('/') is not ["", var path, var name, var version] || !IsName(name) || !IsVersion(version)) return false;
        if (path == PathOf(VaultCollection.Keys)) identifier = new VaultIdentifier(vault, VaultCollection.Keys, name, version);
        else if (path == PathOf(VaultCollection.Secrets)) identifier = new VaultIdentifier(vault, VaultCollection.Secrets, name, version);
        return identifier is not null;
    }

    internal static bool IsName(string name) => name.Length is > 0 and <= NameLength && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-');

    internal static bool IsVersion(string version) => version.Length == VersionLength && version.All(char.IsAsciiHexDigit);

    private static string PathOf(VaultCollection collection) => collection switch
    {
        VaultCollection.Keys => "keys",
        VaultCollection.Secrets => "secrets",
    };
}
