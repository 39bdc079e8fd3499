using Shaken.Core.ServiceProvider.AcmeClient;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Authentication.Renewal;

/// <summary>The settings of the role as.</summary>
internal static class RenewalSetting
{
    public static Setting Provider { get; } = new("Renewal:Provider",
        "The provider whose certificate the role `as` keeps in force. Without it the role has nothing to do; under the "
        + "Functions host with `as` it must be set",
        "None",
        "US/1234");

    public static Setting Directory { get; } = new("Renewal:Directory",
        "The ACME directory of the chosen CA. This and the URLs below: https, or an address of this machine",
        "None; needed",
        "https://ca.example/acme/directory");

    public static Setting KeyFolder { get; } = new("Renewal:KeyFolder",
        "Folder for the account's key and the provider's keys, for its owner alone; instances share it",
        "None; needed",
        "/var/lib/shaken-keys");

    public static Setting Vault { get; } = new("Renewal:Vault",
        "With `Shaken:Keys=KeyVault`, in place of the folder: the vault that keeps these keys as secrets",
        "None; needed then",
        "https://shaken-as.vault.azure.net");

    public static Setting KeyPassphraseFile { get; } = new("Renewal:KeyPassphraseFile",
        "File whose first line seals those keys",
        "None: the folder's mode protects them",
        "/run/secrets/keys");

    public static Setting Contacts { get; } = new("Renewal:Contacts",
        "Whom the CA may write to",
        "None",
        "mailto:sti@provider.example");

    public static FlagSetting AgreeToTerms { get; } = new("Renewal:AgreeToTerms", false,
        "You agree to the CA's terms of service",
        "true");

    public static Setting ExternalAccountId { get; } = new("Renewal:ExternalAccountId",
        "The key that the CA gave for external account binding: its name, and base64url",
        "None",
        "");

    public static Setting ExternalAccountKey { get; } = new(
        "Renewal:ExternalAccountKey", ExternalAccountId.Meaning, ExternalAccountId.Without,
        "");

    public static Setting TokenFile { get; } = new("Renewal:TokenFile",
        "SPC tokens from a file that somebody keeps fresh. One of this and the two URLs",
        "None",
        "/run/spc-token.jwt");

    public static Setting PolicyAdministratorUrl { get; } = new("Renewal:PolicyAdministratorUrl",
        "SPC tokens from an STI-PA: the URL before `/api/v1`. Takes `TokenAccount`, `TokenUser`, `TokenPassword`",
        "None",
        "https://sti-pa.example");

    public static Setting TokenAuthorityUrl { get; } = new("Renewal:TokenAuthorityUrl",
        "SPC tokens from a token authority of RFC 9448: the URL before `/at/account`. Takes `TokenAccount` and, where it "
        + "asks for one, `TokenAuthorization`",
        "None",
        "https://ta.example");

    public static Setting TokenAccount { get; } = new("Renewal:TokenAccount",
        "The id of the provider's account there",
        "None",
        "1234");

    public static Setting TokenUser { get; } = new("Renewal:TokenUser", "The user at the STI-PA", "None", "");

    public static Setting TokenPassword { get; } = new("Renewal:TokenPassword", TokenUser.Meaning, TokenUser.Without, "");

    public static Setting TokenAuthorization { get; } = new("Renewal:TokenAuthorization",
        "The Authorization header for the token authority",
        "None",
        "");

    public static ChoiceSetting<FingerprintForm> Fingerprint { get; } = new("Renewal:Fingerprint", FingerprintForm.Jwk,
        "What a token's fingerprint is taken over: `jwk` (RFC 9448) or `publickeyinfo`",
        "publickeyinfo",
        "`jwk`");

    public static Setting Profile { get; } = new("Renewal:Profile",
        "The kind of certificate that is ordered: one of the profiles in the directory of the CA",
        "The CA's usual one",
        "short-lived");

    public static Setting RepositoryUrl { get; } = new("Renewal:RepositoryUrl",
        "Our own STI-CR over the same store, for a CA that publishes nothing: certificates are published below its `/certificates/`",
        "None",
        "https://cr.provider.example");

    public static Setting WebhookUrl { get; } = new("Renewal:WebhookUrl",
        "Where news of renewals and failures are posted, and the secret (16 characters or more) that signs them",
        "None: logs alone",
        "https://ops.provider.example/hook");

    public static Setting WebhookSecret { get; } = new("Renewal:WebhookSecret", WebhookUrl.Meaning, WebhookUrl.Without, "");

    public static IReadOnlyList<Setting> All { get; } =
    [
        Provider, Directory, KeyFolder, Vault, KeyPassphraseFile, Contacts, AgreeToTerms, ExternalAccountId, ExternalAccountKey,
        TokenFile, PolicyAdministratorUrl, TokenAuthorityUrl, TokenAccount, TokenUser, TokenPassword, TokenAuthorization,
        Fingerprint, Profile, RepositoryUrl, WebhookUrl, WebhookSecret,
    ];
}
