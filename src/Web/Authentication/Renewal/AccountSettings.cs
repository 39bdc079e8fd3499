using Shaken.Azure.KeyVault;
using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.ServiceProvider.AcmeClient;
using Shaken.Core.ServiceProvider.Renewal;
using Shaken.Local.Keys;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Authentication.Renewal;

/// <summary>A provider's account at a CA, as it is configured.</summary>
/// <param name="Directory">The CA that the operator chose.</param>
internal sealed record AccountSettings(
    Uri Directory, RenewalKeys Keys, AcmeRegistration Registration, TokenOrigin Tokens, FingerprintForm Form)
{
    /// <summary>Null: something is missing, and was refused.</summary>
    public static AccountSettings? Read(SettingsReader reader, AccountSetting setting)
    {
        var directory = reader.OperatorUrl(setting.Directory);
        if (directory is null)
            reader.Refuse(setting.Directory, "the URL of the CA's ACME directory, as https://ca.example/acme/directory");
        var home = ReadHome(reader, setting);
        var tokens = ReadTokens(reader, setting);
        var form = reader.Member(setting.Fingerprint);
        var registration = new AcmeRegistration(
            reader.Texts(setting.Contacts), reader.Flag(setting.AgreeToTerms), ReadExternalAccount(reader, setting));
        return directory is null || home is null || tokens is null
            ? null : new AccountSettings(directory, home, registration, tokens, form);
    }

    /// <summary>Where the keys are, for an instance of the program.</summary>
    public IKeyRing NewRing(Vaults? vaults, TimeProvider time) => Keys switch
    {
        FolderOfKeys folder => KeyRing.Open(folder.Path, folder.Passphrase),
        VaultOfKeys vault when vaults is not null => new VaultKeyRing(vaults.SecretsOf(vault.Vault), time),
        _ => throw new InvalidOperationException("The provider's keys are in a folder, or in a vault that was opened."),
    };

    /// <summary>Where the SPC tokens come from.</summary>
    public IAuthorityTokens NewTokens(HttpMessageInvoker http, TimeProvider time) => Tokens switch
    {
        TokenFileOrigin file => new TokenFile(file.Path),
        PolicyAdministratorOrigin administrator => new PolicyAdministratorTokens(http, administrator.Account, time),
        TokenAuthorityOrigin authority =>
            new TokenAuthorityTokens(http, authority.BaseUrl, authority.Account, authority.Authorization, time),
        _ => throw new InvalidOperationException("Tokens come from a file, an STI-PA or a token authority."),
    };

    /// <summary>The account itself.</summary>
    /// <param name="keyName">Of its key in the ring.</param>
    public AccountAtCa NewAccount(IKeyRing ring, string keyName, HttpMessageInvoker http, TimeProvider time) => new(
        http, Directory, cancellationToken => ring.GetOrMakeAsync(keyName, cancellationToken), Registration, NewTokens(http, time), Form,
        time);

    private static TokenOrigin? ReadTokens(SettingsReader reader, AccountSetting setting)
    {
        var (file, administrator, authority) = (
            reader.Text(setting.TokenFile), reader.OperatorUrl(setting.PolicyAdministratorUrl),
            reader.OperatorUrl(setting.TokenAuthorityUrl));
        if ((file is null ? 0 : 1) + (administrator is null ? 0 : 1) + (authority is null ? 0 : 1) != 1)
        {
            reader.Refuse(setting.Section, "SPC tokens come from one of TokenFile, PolicyAdministratorUrl and TokenAuthorityUrl");
            return null;
        }

        if (file is not null) return new TokenFileOrigin(file);
        var account = reader.Text(setting.TokenAccount);
        if (account is null) reader.Refuse(setting.TokenAccount, "the id of the provider's account at the issuer of its tokens");
        if (authority is not null)
            return account is null ? null : new TokenAuthorityOrigin(authority, account, reader.Text(setting.TokenAuthorization));
        var (user, password) = (reader.Text(setting.TokenUser), reader.Text(setting.TokenPassword));
        if (user is null || password is null)
            reader.Refuse(setting.TokenUser, "with PolicyAdministratorUrl go TokenUser and TokenPassword");
        return account is null || user is null || password is null
            ? null
            : new PolicyAdministratorOrigin(new PolicyAdministratorAccount(administrator!, account, user, password));
    }

    private static ExternalAccountKey? ReadExternalAccount(SettingsReader reader, AccountSetting setting)
    {
        var (id, key) = (reader.Text(setting.ExternalAccountId), reader.Text(setting.ExternalAccountKey));
        if (id is null && key is null) return null;
        if (id is not null && key is not null && StrictBase64Url.TryDecode(key.TrimEnd('='), out var octets))
            return new ExternalAccountKey(id, octets);
        reader.Refuse(setting.ExternalAccountKey, "ExternalAccountId and ExternalAccountKey go together, the key in base64url");
        return null;
    }

    private static RenewalKeys? ReadHome(SettingsReader reader, AccountSetting setting) => reader.Get<KeySettings>().Kind switch
    {
        KeysKind.Software => ReadFolder(reader, setting),
        KeysKind.KeyVault => ReadVault(reader, setting),
    };

    private static FolderOfKeys? ReadFolder(SettingsReader reader, AccountSetting setting)
    {
        if (reader.Text(setting.Vault) is not null) reader.Refuse(setting.Vault, "of use with Shaken:Keys=KeyVault");
        var passphrase = ReadPassphrase(reader, setting);
        if (reader.Text(setting.KeyFolder) is { } folder)
        {
            if (KeyRing.FindFault(folder, passphrase) is { } fault) reader.Refuse(setting.KeyFolder, fault);
            return new FolderOfKeys(folder, passphrase);
        }

        reader.Refuse(setting.KeyFolder, "the folder for the provider's keys");
        return null;
    }

    private static VaultOfKeys? ReadVault(SettingsReader reader, AccountSetting setting)
    {
        if (reader.Text(setting.KeyFolder) is not null)
            reader.Refuse(setting.KeyFolder, $"with Shaken:Keys=KeyVault the keys are secrets of {setting.Vault}");
        if (VaultAddress.TryParse(reader.Text(setting.Vault) ?? "", out var vault)) return new VaultOfKeys(vault);
        reader.Refuse(
            setting.Vault,
            "the URL of the vault that keeps the provider's keys as secrets, as https://NAME.vault.azure.net");
        return null;
    }

    private static KeyPassphrase? ReadPassphrase(SettingsReader reader, AccountSetting setting)
    {
        if (reader.Text(setting.KeyPassphraseFile) is not { } path) return null;
        if (KeyPassphrase.TryFromFile(path, out var passphrase, out var failure)) return passphrase;
        reader.Refuse(setting.KeyPassphraseFile, failure);
        return null;
    }
}

/// <summary>Where the provider's keys are kept.</summary>
public abstract record RenewalKeys
{
    private protected RenewalKeys()
    {
    }
}

/// <summary>A folder.</summary>
/// <param name="Passphrase">What keys are sealed with; null leaves it to the folder's mode.</param>
public sealed record FolderOfKeys(string Path, KeyPassphrase? Passphrase) : RenewalKeys;

/// <summary>The secrets of a vault.</summary>
public sealed record VaultOfKeys(VaultAddress Vault) : RenewalKeys;

/// <summary>Where tokens come from.</summary>
public abstract record TokenOrigin
{
    private protected TokenOrigin()
    {
    }
}

/// <summary>A file that somebody keeps fresh.</summary>
public sealed record TokenFileOrigin(string Path) : TokenOrigin;

/// <summary>An STI-PA with the interface that the United States' has.</summary>
public sealed record PolicyAdministratorOrigin(PolicyAdministratorAccount Account) : TokenOrigin;

/// <summary>A token authority with the interface of RFC 9448.</summary>
public sealed record TokenAuthorityOrigin(Uri BaseUrl, string Account, string? Authorization) : TokenOrigin;
