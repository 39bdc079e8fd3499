using System.Diagnostics.CodeAnalysis;

namespace Shaken.Azure.KeyVault;

/// <summary>
/// A vault or managed HSM of Azure: https, the port of https, one label below a domain that only Azure can give out. Nothing else is ever sent a token.
/// </summary>
public sealed record VaultAddress
{
    private static readonly string[] Domains = ["vault.azure.net", "managedhsm.azure.net", "vault.azure.cn", "vault.usgovcloudapi.net"];

    private VaultAddress(string name, string domain) => (Name, Domain) = (name, domain);

    /// <summary>3 to 24 of <c>a-z 0-9 -</c>.</summary>
    public string Name { get; }

    /// <summary>What tokens are asked for: the resource of the vault's challenge is this domain and no other.</summary>
    public string Domain { get; }

    public string Host => $"{Name}.{Domain}";

    public Uri Url => new($"https://{Host}");

    /// <summary>A managed HSM holds keys in hardware only, and no secrets.</summary>
    public bool IsManagedHsm => Domain == "managedhsm.azure.net";

    public override string ToString() => $"https://{Host}";

    /// <summary>Takes the vault's URL, with or without a slash at its end.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out VaultAddress? vault)
    {
        vault = null;
        return Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { AbsolutePath: "/", Query: "", Fragment: "" } && TryFrom(url, out vault);
    }

    /// <summary>The vault of a URL with a path.</summary>
    internal static bool TryFrom(Uri url, [NotNullWhen(true)] out VaultAddress? vault)
    {
        vault = null;
        if (url.Scheme != Uri.UriSchemeHttps || !url.IsDefaultPort || url.UserInfo.Length > 0) return false;
        var (host, dot) = (url.IdnHost, url.IdnHost.IndexOf('.', StringComparison.Ordinal));
        if (dot is < 3 or > 24 || !Domains.Contains(host[(dot + 1)..]) || !host[..dot].All(letter => letter is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-')) return false;
        vault = new VaultAddress(host[..dot], host[(dot + 1)..]);
        return true;
    }
}
