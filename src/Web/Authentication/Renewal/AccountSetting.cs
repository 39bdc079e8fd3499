using Shaken.Core.ServiceProvider.AcmeClient;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Authentication.Renewal;

/// <summary>The settings of a provider's account at a CA, in the section of the part that orders by it.</summary>
internal sealed class AccountSetting(string section)
{
    private const string ExternalAccountMeaning = "The key that the CA gave for external account binding: its name, and base64url";
    private const string UserMeaning = "The user at the STI-PA";

    public string Section { get; } = section;

    public Setting Directory { get; } = new($"{section}:Directory",
        "The ACME directory of the chosen CA. This and the URLs below: https, or an address of this machine",
        "None; needed",
        "https://ca.example/acme/directory");

    public Setting KeyFolder { get; } = new($"{section}:KeyFolder",
        "Folder for the account's key and the provider's keys, for its owner alone; instances share it",
        "None; needed",
        "/var/lib/shaken-keys");

    public Setting Vault { get; } = new($"{section}:Vault",
        "With `Shaken:Keys=KeyVault`, in place of the folder: the vault that keeps these keys as secrets",
        "None; needed then",
        "https://shaken-as.vault.azure.net");

    public Setting KeyPassphraseFile { get; } = new($"{section}:KeyPassphraseFile",
        "File whose first line seals those keys",
        "None: the folder's mode protects them",
        "/run/secrets/keys");

    public Setting Contacts { get; } = new($"{section}:Contacts",
        "Whom the CA may write to",
        "None",
        "mailto:sti@provider.example");

    public FlagSetting AgreeToTerms { get; } = new($"{section}:AgreeToTerms", false,
        "You agree to the CA's terms of service",
        "true");

    public Setting ExternalAccountId { get; } = new($"{section}:ExternalAccountId",
        ExternalAccountMeaning,
        "None",
        "");

    public Setting ExternalAccountKey { get; } = new(
        $"{section}:ExternalAccountKey", ExternalAccountMeaning, "None",
        "");

    public Setting TokenFile { get; } = new($"{section}:TokenFile",
        "SPC tokens from a file that somebody keeps fresh. One of this and the two URLs",
        "None",
        "/run/spc-token.jwt");

    public Setting PolicyAdministratorUrl { get; } = new($"{section}:PolicyAdministratorUrl",
        "SPC tokens from an STI-PA: the URL before `/api/v1`. Takes `TokenAccount`, `TokenUser`, `TokenPassword`",
        "None",
        "https://sti-pa.example");

    public Setting TokenAuthorityUrl { get; } = new($"{section}:TokenAuthorityUrl",
        "SPC tokens from a token authority of RFC 9448: the URL before `/at/account`. Takes `TokenAccount` and, where it "
        + "asks for one, `TokenAuthorization`",
        "None",
        "https://ta.example");

    public Setting TokenAccount { get; } = new($"{section}:TokenAccount",
        "The id of the provider's account there",
        "None",
        "1234");

    public Setting TokenUser { get; } = new($"{section}:TokenUser", UserMeaning, "None", "");

    public Setting TokenPassword { get; } = new($"{section}:TokenPassword", UserMeaning, "None", "");

    public Setting TokenAuthorization { get; } = new($"{section}:TokenAuthorization",
        "The Authorization header for the token authority",
        "None",
        "");

    public ChoiceSetting<FingerprintForm> Fingerprint { get; } = new($"{section}:Fingerprint", FingerprintForm.Jwk,
        "What a token's fingerprint is taken over: `jwk` (RFC 9448) or `publickeyinfo`",
        "publickeyinfo",
        "`jwk`");

    public IReadOnlyList<Setting> All =>
    [
        Directory, KeyFolder, Vault, KeyPassphraseFile, Contacts, AgreeToTerms, ExternalAccountId, ExternalAccountKey, TokenFile,
        PolicyAdministratorUrl, TokenAuthorityUrl, TokenAccount, TokenUser, TokenPassword, TokenAuthorization, Fingerprint,
    ];
}
