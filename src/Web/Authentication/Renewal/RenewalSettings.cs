using Shaken.Azure.KeyVault;
using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Der;
using Shaken.Core.ServiceProvider.AcmeClient;
using Shaken.Core.ServiceProvider.Renewal;
using Shaken.Local.Keys;
using Shaken.Web.Authentication.Signing;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Authentication.Renewal;

/// <summary>The settings of the role as: whose certificate is kept in force, at which CA, with tokens from where.</summary>
/// <param name="Plan">Null where no renewal is configured.</param>
internal sealed record RenewalSettings(RenewalPlan? Plan) : ISettings<RenewalSettings>
{
    private const int MinSecretLength = 16;

    public bool IsConfigured => Plan is not null;

    public static IReadOnlyList<Setting> Declared => RenewalSetting.All;

    public static RenewalSettings Read(SettingsReader reader)
    {
        var plan = ReadPlan(reader);
        if (plan is null && reader.Get<SigningSettings>().Fixed.Count == 0 && reader.Get<RoleSettings>().IsDeployed(Role.As))
            reader.Refuse(RenewalSetting.Provider, "the role as names the provider whose certificate it keeps in force, as US/1234");
        return new RenewalSettings(plan);
    }

    /// <summary>Refuses a vault that does not hold the provider's keys as it should, before everything is read.</summary>
    public static async Task CheckVaultAsync(SettingsReader reader, Vaults vaults, CancellationToken cancellationToken)
    {
        if (!VaultAddress.TryParse(reader.Text(RenewalSetting.Vault) ?? "", out var vault)) return;
        if (await vaults.FindSecretsFaultAsync(vault, NameOf(reader), cancellationToken) is { } fault)
            reader.Refuse(RenewalSetting.Vault, fault);
    }

    private static RenewalPlan? ReadPlan(SettingsReader reader)
    {
        if (reader.Text(RenewalSetting.Provider) is not { } text) return null;
        if (!ProviderId.TryParse(text, out var provider)) reader.Refuse(RenewalSetting.Provider, "a country and a code, as US/1234");
        var directory = reader.OperatorUrl(RenewalSetting.Directory);
        if (directory is null)
            reader.Refuse(RenewalSetting.Directory, "the URL of the CA's ACME directory, as https://ca.example/acme/directory");
        var home = ReadHome(reader);
        var tokens = ReadTokens(reader);
        var form = reader.Member(RenewalSetting.Fingerprint);
        var registration = new AcmeRegistration(
            reader.Texts(RenewalSetting.Contacts), reader.Flag(RenewalSetting.AgreeToTerms), ReadExternalAccount(reader));
        var (webhook, secret, repository) = (
            reader.OperatorUrl(RenewalSetting.WebhookUrl), reader.Text(RenewalSetting.WebhookSecret),
            reader.OperatorUrl(RenewalSetting.RepositoryUrl));
        if (webhook is not null && secret is not { Length: >= MinSecretLength })
        {
            reader.Refuse(
                RenewalSetting.WebhookSecret,
                $"with Renewal:WebhookUrl a secret of {MinSecretLength} characters or more, by which the receiver knows us");
        }

        if (provider is null || directory is null || home is null || tokens is null) return null;
        var options = new RenewalOptions(provider, TnAuthList.Of(new SpcEntry(provider.Code)))
        {
            Repository = repository,
            Profile = reader.Text(RenewalSetting.Profile),
        };
        return new RenewalPlan(
            options, directory, home, registration, tokens, form, webhook is null ? null : new WebhookTarget(webhook, secret ?? ""));
    }

    /// <summary>The name of the certificate that is kept in force, and of its key in a vault.</summary>
    private static string NameOf(SettingsReader reader) =>
        ProviderId.TryParse(reader.Text(RenewalSetting.Provider), out var provider)
            ? new RenewalOptions(provider, TnAuthList.Of(new SpcEntry(provider.Code))).Name
            : "shaken";

    private static TokenOrigin? ReadTokens(SettingsReader reader)
    {
        var (file, administrator, authority) = (
            reader.Text(RenewalSetting.TokenFile), reader.OperatorUrl(RenewalSetting.PolicyAdministratorUrl),
            reader.OperatorUrl(RenewalSetting.TokenAuthorityUrl));
        if ((file is null ? 0 : 1) + (administrator is null ? 0 : 1) + (authority is null ? 0 : 1) != 1)
        {
            reader.Refuse("Renewal", "SPC tokens come from one of TokenFile, PolicyAdministratorUrl and TokenAuthorityUrl");
            return null;
        }

        if (file is not null) return new TokenFileOrigin(file);
        var account = reader.Text(RenewalSetting.TokenAccount);
        if (account is null) reader.Refuse(RenewalSetting.TokenAccount, "the id of the provider's account at the issuer of its tokens");
        if (authority is not null)
            return account is null ? null : new TokenAuthorityOrigin(authority, account, reader.Text(RenewalSetting.TokenAuthorization));
        var (user, password) = (reader.Text(RenewalSetting.TokenUser), reader.Text(RenewalSetting.TokenPassword));
        if (user is null || password is null)
            reader.Refuse(RenewalSetting.TokenUser, "with PolicyAdministratorUrl go TokenUser and TokenPassword");
        return account is null || user is null || password is null ? null : new PolicyAdministratorOrigin(new PolicyAdministratorAccount(administrator!, account, user, password));
    }

    private static ExternalAccountKey? ReadExternalAccount(SettingsReader reader)
    {
        var (id, key) = (reader.Text(RenewalSetting.ExternalAccountId), reader.Text(RenewalSetting.ExternalAccountKey));
        if (id is null && key is null) return null;
        if (id is not null && key is not null && StrictBase64Url.TryDecode(key.TrimEnd('='), out var octets)) return new ExternalAccountKey(id, octets);
        reader.Refuse(RenewalSetting.ExternalAccountKey, "ExternalAccountId and ExternalAccountKey go together, the key in base64url");
        return null;
    }

    private static RenewalKeys? ReadHome(SettingsReader reader) => reader.Get<KeySettings>().Kind switch
    {
        KeysKind.Software => ReadFolder(reader),
        KeysKind.KeyVault => ReadVault(reader),
    };

    private static FolderOfKeys? ReadFolder(SettingsReader reader)
    {
        if (reader.Text(RenewalSetting.Vault) is not null) reader.Refuse(RenewalSetting.Vault, "of use with Shaken:Keys=KeyVault");
        var passphrase = ReadPassphrase(reader);
        if (reader.Text(RenewalSetting.KeyFolder) is { } folder)
        {
            if (KeyRing.FindFault(folder, passphrase) is { } fault) reader.Refuse(RenewalSetting.KeyFolder, fault);
            return new FolderOfKeys(folder, passphrase);
        }

        reader.Refuse(RenewalSetting.KeyFolder, "the folder for the provider's keys");
        return null;
    }

    private static VaultOfKeys? ReadVault(SettingsReader reader)
    {
        if (reader.Text(RenewalSetting.KeyFolder) is not null)
            reader.Refuse(RenewalSetting.KeyFolder, "with Shaken:Keys=KeyVault the keys are secrets of Renewal:Vault");
        if (VaultAddress.TryParse(reader.Text(RenewalSetting.Vault) ?? "", out var vault)) return new VaultOfKeys(vault);
        reader.Refuse(
            RenewalSetting.Vault,
            "the URL of the vault that keeps the provider's keys as secrets, as https://NAME.vault.azure.net");
        return null;
    }

    private static KeyPassphrase? ReadPassphrase(SettingsReader reader)
    {
        if (reader.Text(RenewalSetting.KeyPassphraseFile) is not { } path) return null;
        if (KeyPassphrase.TryFromFile(path, out var passphrase, out var failure)) return passphrase;
        reader.Refuse(RenewalSetting.KeyPassphraseFile, failure);
        return null;
    }
}

/// <summary>A renewal that is configured.</summary>
/// <param name="Directory">The CA that the operator chose.</param>
public sealed record RenewalPlan(
    RenewalOptions Options, Uri Directory, RenewalKeys Keys, AcmeRegistration Registration, TokenOrigin Tokens, FingerprintForm Form, WebhookTarget? Webhook);

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

/// <summary>Where news go, and the secret that signs them.</summary>
public sealed record WebhookTarget(Uri Url, string Secret);

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
