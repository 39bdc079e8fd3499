using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Shared.Trust;

/// <summary>The settings of <see cref="TrustListSettings"/>.</summary>
internal static class TrustListSetting
{
    public static Setting Url { get; } = new("TrustList:Url",
        "Where the STI-PA publishes the trusted-CA list: the JWT itself, or the answer `{\"status\":…,\"caList\":…}`",
        "None",
        "https://sti-pa.example/api/v1/ca-list");

    public static SecretFileSetting ApiKeyFile { get; } = new("TrustList:ApiKeyFile",
        "For a list behind an API key: a file with the whole value of the header field, such as `Bearer …`. With "
        + "`Shaken:Keys=KeyVault` this setting, `TrustList:PasswordFile` and `TrustList:ClientKey` may name a secret "
        + "instead, as `https://NAME.vault.azure.net/secrets/NAME/VERSION`; read once, at the start",
        "None: anybody may read the list",
        "/run/secrets/list-key");

    public static TextSetting ApiKeyHeader { get; } = new("TrustList:ApiKeyHeader",
        "Authorization",
        "The header field of the API key",
        "X-Api-Key");

    public static Setting LoginUrl { get; } = new("TrustList:LoginUrl",
        "For a list behind an account at the STI-PA: where to log in, the user id, and a file with the password. The three "
        + "go together, and not with an API key; see [below](cps-and-sti-cr.md#the-trusted-ca-list)",
        "None",
        "https://sti-pa.example/api/v1/auth/login");

    public static Setting UserId { get; } = new("TrustList:UserId", LoginUrl.Meaning, LoginUrl.Without, "reader");

    public static SecretFileSetting PasswordFile { get; } = new("TrustList:PasswordFile", LoginUrl.Meaning, LoginUrl.Without,
        "/run/secrets/list-password");

    public static Setting RefreshUrl { get; } = new("TrustList:RefreshUrl",
        "Where the account's refresh token gives another access token",
        "None: the account logs in again before its token ends",
        "https://sti-pa.example/api/v1/auth/refresh");

    public static Setting ClientCertificate { get; } = new("TrustList:ClientCertificate",
        "PEM files with a client certificate for the list's host, intermediates after it, and its key. Alone, or beside a "
        + "key or an account",
        "None",
        "/etc/shaken/list.pem");

    public static SecretFileSetting ClientKey { get; } = new("TrustList:ClientKey", ClientCertificate.Meaning, ClientCertificate.Without,
        "/run/secrets/list.key");

    public static Setting File { get; } = new("TrustList:File",
        "A file with the JWT, in place of the URL. It is read again and again, so replace it whole",
        "None",
        "/etc/shaken/ca-list.jwt");

    public static Setting PolicyAdministratorRoots { get; } = new("TrustList:PolicyAdministratorRoots",
        "PEM files with the pinned root certificates of the STI-PA. Needed with either of the two above",
        "None",
        "/etc/shaken/sti-pa-root.pem");

    public static IReadOnlyList<Setting> All { get; } =
    [
        Url, ApiKeyFile, ApiKeyHeader, LoginUrl, UserId, PasswordFile, RefreshUrl, ClientCertificate, ClientKey, File,
        PolicyAdministratorRoots,
    ];
}
