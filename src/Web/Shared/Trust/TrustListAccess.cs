using Shaken.Core.Fetching;
using Shaken.Core.Trust.Lists;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Shared.Trust;

/// <summary>How this deployment identifies itself to the trusted-CA list's host, which then is one that the operator named.</summary>
/// <param name="Url">The list's.</param>
/// <param name="Credentials">Null: the client certificate alone.</param>
/// <param name="Identity">The client certificate; null: none is sent.</param>
public sealed record TrustListAccess(Uri Url, ListCredentials? Credentials, ClientIdentity? Identity)
{
    private const int MaxHeaderLength = 64;

    private static readonly Setting[] Settings =
    [
        TrustListSetting.ApiKeyFile, TrustListSetting.ApiKeyHeader, TrustListSetting.LoginUrl, TrustListSetting.RefreshUrl,
        TrustListSetting.UserId, TrustListSetting.PasswordFile, TrustListSetting.ClientCertificate, TrustListSetting.ClientKey,
    ];

    /// <summary>Null where anybody may read the list, or where the reader has an error to tell.</summary>
    internal static TrustListAccess? Read(SettingsReader reader)
    {
        if (!Settings.Any(setting => reader.Text(setting) is not null)) return null;
        var url = ReadUrl(reader);
        var key = ReadApiKey(reader);
        var account = ReadAccount(reader);
        var identity = reader.ReadClientIdentity(TrustListSetting.ClientCertificate, TrustListSetting.ClientKey);
        var hasBoth = reader.Text(TrustListSetting.ApiKeyFile) is not null && reader.Text(TrustListSetting.LoginUrl) is not null;
        if (hasBoth) reader.Refuse(TrustListSetting.ApiKeyFile, "an API key or a login, not both");
        return url is null ? null : new TrustListAccess(url, (ListCredentials?)account ?? key, identity);
    }

    private static Uri? ReadUrl(SettingsReader reader)
    {
        var isUrl = Uri.TryCreate(reader.Text(TrustListSetting.Url), UriKind.Absolute, out var url);
        if (isUrl && url is { Fragment: "", UserInfo: "" } && SettingsReader.IsPrivate(url)) return url;
        reader.Refuse(TrustListSetting.Url, "credentials for the trusted-CA list need its https URL");
        return null;
    }

    private static ApiKey? ReadApiKey(SettingsReader reader)
    {
        var header = reader.Text(TrustListSetting.ApiKeyHeader) ?? TrustListSetting.ApiKeyHeader.Otherwise;
        var isName = header.Length <= MaxHeaderLength && header.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');
        if (!isName)
        {
            reader.Refuse(
                TrustListSetting.ApiKeyHeader,
                $"\"{header}\" is no header field: 1 to {MaxHeaderLength} letters, digits, - and _");
        }

        if (reader.Text(TrustListSetting.ApiKeyFile) is not { } text)
        {
            if (reader.Text(TrustListSetting.ApiKeyHeader) is not null)
                reader.Refuse(TrustListSetting.ApiKeyHeader, $"needs {TrustListSetting.ApiKeyFile}");
            return null;
        }

        if (reader.Secret(TrustListSetting.ApiKeyFile, text) is not { } secret || !isName) return null;
        if (secret.Reveal().All(character => character is >= ' ' and <= '~')) return new ApiKey(header, secret);
        reader.Refuse(TrustListSetting.ApiKeyFile, "an API key is one line of printable ASCII");
        return null;
    }

    private static ListAccount? ReadAccount(SettingsReader reader)
    {
        var (login, refresh) = (reader.OperatorUrl(TrustListSetting.LoginUrl), reader.OperatorUrl(TrustListSetting.RefreshUrl));
        var (user, password) = (reader.Text(TrustListSetting.UserId), reader.Text(TrustListSetting.PasswordFile));
        if (reader.Text(TrustListSetting.LoginUrl) is null && reader.Text(TrustListSetting.RefreshUrl) is null && user is null
            && password is null)
            return null;
        if (reader.Text(TrustListSetting.LoginUrl) is null || user is null || password is null)
        {
            reader.Refuse(
                TrustListSetting.LoginUrl,
                $"a login needs {TrustListSetting.LoginUrl}, {TrustListSetting.UserId} and {TrustListSetting.PasswordFile}");
            return null;
        }

        var secret = reader.Secret(TrustListSetting.PasswordFile, password);
        return secret is null || login is null ? null : new ListAccount(login, refresh, user, secret);
    }
}
