using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Shared.Trust;

/// <summary>The settings of a trusted-CA list that is followed, in the section of its country.</summary>
/// <param name="section">As <c>TrustList</c>.</param>
/// <param name="administratorRoots">What the pinned roots are for, for the table of settings.</param>
internal sealed class TrustListSetting(string section, string administratorRoots)
{
    // One text for several settings, so that they share rows of the table.
    private const string AccountMeaning =
        "For a list behind an account at the STI-PA: where to log in, the user id, and a file with the password. The three "
        + "go together, and not with an API key; see [below](cps-and-sti-cr.md#the-trusted-ca-list)";

    private const string ClientMeaning =
        "PEM files with a client certificate for the list's host, intermediates after it, and its key. Alone, or beside a "
        + "key or an account";

    /// <summary>The list of the deployment's own STI-PA.</summary>
    public static TrustListSetting Own { get; } =
        new("TrustList", "PEM files with the pinned root certificates of the STI-PA. Needed with either of the two above");

    public string Section { get; } = section;

    public Setting Url { get; } = new($"{section}:Url",
        "Where the STI-PA publishes the trusted-CA list: the JWT itself, or the answer `{\"status\":…,\"caList\":…}`",
        "None",
        "https://sti-pa.example/api/v1/ca-list");

    public SecretFileSetting ApiKeyFile { get; } = new($"{section}:ApiKeyFile",
        "For a list behind an API key: a file with the whole value of the header field, such as `Bearer …`. With "
        + "`Shaken:Keys=KeyVault` this setting, `PasswordFile` and `ClientKey` may name a secret "
        + "instead, as `https://NAME.vault.azure.net/secrets/NAME/VERSION`; read once, at the start",
        "None: anybody may read the list",
        "/run/secrets/list-key");

    public TextSetting ApiKeyHeader { get; } = new($"{section}:ApiKeyHeader",
        "Authorization",
        "The header field of the API key",
        "X-Api-Key");

    public Setting LoginUrl { get; } = new($"{section}:LoginUrl",
        AccountMeaning,
        "None",
        "https://sti-pa.example/api/v1/auth/login");

    public Setting UserId { get; } = new($"{section}:UserId", AccountMeaning, "None", "reader");

    public SecretFileSetting PasswordFile { get; } = new($"{section}:PasswordFile", AccountMeaning, "None",
        "/run/secrets/list-password");

    public Setting RefreshUrl { get; } = new($"{section}:RefreshUrl",
        "Where the account's refresh token gives another access token",
        "None: the account logs in again before its token ends",
        "https://sti-pa.example/api/v1/auth/refresh");

    public Setting ClientCertificate { get; } = new($"{section}:ClientCertificate",
        ClientMeaning,
        "None",
        "/etc/shaken/list.pem");

    public SecretFileSetting ClientKey { get; } = new($"{section}:ClientKey", ClientMeaning, "None",
        "/run/secrets/list.key");

    public Setting File { get; } = new($"{section}:File",
        "A file with the JWT, in place of the URL. It is read again and again, so replace it whole",
        "None",
        "/etc/shaken/ca-list.jwt");

    public Setting PolicyAdministratorRoots { get; } = new($"{section}:PolicyAdministratorRoots",
        administratorRoots,
        "None",
        "/etc/shaken/sti-pa-root.pem");

    /// <summary>Those that identify this deployment to the list's host.</summary>
    public IReadOnlyList<Setting> Credentials =>
        [ApiKeyFile, ApiKeyHeader, LoginUrl, UserId, PasswordFile, RefreshUrl, ClientCertificate, ClientKey];

    public IReadOnlyList<Setting> All => [Url, .. Credentials, File, PolicyAdministratorRoots];
}
