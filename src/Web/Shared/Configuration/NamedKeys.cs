using Shaken.Azure.KeyVault;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Web.PolicyAdministrator.Borders;
using Shaken.Web.Shared.Trust;

namespace Shaken.Web.Shared.Configuration;

/// <summary>What settings name when they name a private key.</summary>
public enum KeysKind
{
    /// <summary>A PEM file.</summary>
    Software,

    /// <summary>A version of a key in a vault, which it never leaves.</summary>
    KeyVault,
}

/// <summary>The private keys that settings name.</summary>
internal interface INamedKeys
{
    /// <summary>The key that stands under a name; null, and refused, where there is none that signs.</summary>
    ISigningKey? Find(SettingsReader reader, KeyFileSetting setting, string text);

    /// <summary>The secret that a setting names, without white space around it; null, and refused, where there is none.</summary>
    SecretText? FindSecret(SettingsReader reader, SecretFileSetting setting, string text);
}

/// <summary>Keys in PEM files.</summary>
internal sealed class PemFileKeys : INamedKeys
{
    public static PemFileKeys Instance { get; } = new();

    public ISigningKey? Find(SettingsReader reader, KeyFileSetting setting, string text)
    {
        if (reader.FileOctets(setting, text) is not { } pem) return null;
        if (SoftwareKey.TryReadPem(pem, passphrase: null, out var key, out var refusal)) return key;
        reader.Refuse(setting, $"\"{text}\": {refusal.Detail}");
        return null;
    }

    public SecretText? FindSecret(SettingsReader reader, SecretFileSetting setting, string text)
    {
        if (reader.FileText(setting, text)?.Trim() is not { } secret) return null;
        if (secret.Length > 0) return new SecretText(secret);
        reader.Refuse(setting, $"the file \"{text}\" is empty");
        return null;
    }
}

/// <summary>Keys in vaults, all asked for before settings are read, so that what is wrong with them is told with the rest.</summary>
internal sealed class VaultKeys : INamedKeys
{
    private const int MostKeys = 64;

    private readonly Dictionary<string, Outcome<ISigningKey, string>> _opened = [];
    private readonly Dictionary<string, Outcome<SecretText, string>> _secrets = [];

    private VaultKeys()
    {
    }

    public static async Task<VaultKeys> OpenAsync(SettingsReader reader, Vaults vaults, CancellationToken cancellationToken)
    {
        var keys = new VaultKeys();
        var texts = SettingsParts.Settings<KeyFileSetting>().SelectMany(reader.Texts).Distinct().Take(MostKeys).ToList();
        var opening = texts.Select(text => OpenAsync(vaults, text, cancellationToken)).ToList();
        foreach (var (text, opened) in texts.Zip(await Task.WhenAll(opening))) keys._opened.Add(text, opened);
        var secrets = SettingsParts.Settings<SecretFileSetting>()
            .Concat(CountrySettings.Sections(reader).SelectMany(section => section.All).OfType<SecretFileSetting>())
            .Concat(BorderSettings.Sections(reader).SelectMany(section => section.All).OfType<SecretFileSetting>());
        foreach (var text in secrets.Select(reader.Text).OfType<string>().Distinct())
        {
            if (VaultIdentifier.TryParse(text, out var id)) keys._secrets.Add(text, await vaults.ReadTextAsync(id, cancellationToken));
        }

        return keys;
    }

    public ISigningKey? Find(SettingsReader reader, KeyFileSetting setting, string text)
    {
        if (!setting.MayBeSecret && VaultIdentifier.TryParse(text, out var id) && id.Collection == VaultCollection.Secrets)
        {
            reader.Refuse(
                setting,
                $"\"{text}\" is a secret, which its readers can copy: an authority's key must be one that never leaves its vault, below /keys/");
        }
        else if (!_opened.TryGetValue(text, out var opened)) reader.Refuse(setting, $"{MostKeys} keys at most");
        else if (opened.TryGet(out var key, out var failure)) return key;
        else reader.Refuse(setting, failure);
        return null;
    }

    // A secret of the vault, or a file as without vaults.
    public SecretText? FindSecret(SettingsReader reader, SecretFileSetting setting, string text)
    {
        if (!_secrets.TryGetValue(text, out var read)) return PemFileKeys.Instance.FindSecret(reader, setting, text);
        if (read.TryGet(out var secret, out var failure)) return secret;
        reader.Refuse(setting, failure);
        return null;
    }

    private static async Task<Outcome<ISigningKey, string>> OpenAsync(Vaults vaults, string text, CancellationToken cancellationToken) => VaultIdentifier.TryParse(text, out var id)
        ? await vaults.OpenAsync(id, cancellationToken)
        : $"\"{text}\" is no key in a vault, as https://NAME.vault.azure.net/keys/NAME/VERSION";
}
