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

    /// <summary>Null where anybody may read the list, or where the reader has an error to tell.</summary>
    internal static TrustListAccess? Read(SettingsReader reader, TrustListSetting settings)
    {
        if (!settings.Credentials.Any(setting => reader.Text(setting) is not null)) return null;
        var url = ReadUrl(reader, settings);
        var (credentials, identity) = ReadCredentials(reader, settings);
        return url is null ? null : new TrustListAccess(url, credentials, identity);
    }

    /// <summary>Reads what identifies us to a host; neither of the two where nothing is set.</summary>
    internal static (ListCredentials? Credentials, ClientIdentity? Identity) ReadCredentials(
        SettingsReader reader, TrustListSetting settings)
    {
        var key = ReadApiKey(reader, settings);
        var account = ReadAccount(reader, settings);
        var identity = reader.ReadClientIdentity(settings.ClientCertificate, settings.ClientKey);
        var hasBoth = reader.Text(settings.ApiKeyFile) is not null && reader.Text(settings.LoginUrl) is not null;
        if (hasBoth) reader.Refuse(settings.ApiKeyFile, "an API key or a login, not both");
        return ((ListCredentials?)account ?? key, identity);
    }

    private static Uri? ReadUrl(SettingsReader reader, TrustListSetting settings)
    {
        var isUrl = Uri.TryCreate(reader.Text(settings.Url), UriKind.Absolute, out var url);
        if (isUrl && url is { Fragment: "", UserInfo: "" } && SettingsReader.IsPrivate(url)) return url;
        reader.Refuse(settings.Url, "credentials for the trusted-CA list need its https URL");
        return null;
    }

    private static ApiKey? ReadApiKey(SettingsReader reader, TrustListSetting settings)
    {
        var header = reader.Text(settings.ApiKeyHeader) ?? settings.ApiKeyHeader.Otherwise;
        var isName = header.Length <= MaxHeaderLength && header.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');
        if (!isName)
        {
            reader.Refuse(
                settings.ApiKeyHeader,
                $"\"{header}\" is no header field: 1 to {MaxHeaderLength} letters, digits, - and _");
        }

        if (reader.Text(settings.ApiKeyFile) is not { } text)
        {
            if (reader.Text(settings.ApiKeyHeader) is not null)
                reader.Refuse(settings.ApiKeyHeader, $"needs {settings.ApiKeyFile}");
            return null;
        }

        if (reader.Secret(settings.ApiKeyFile, text) is not { } secret || !isName) return null;
        if (secret.Reveal().All(character => character is >= ' ' and <= '~')) return new ApiKey(header, secret);
        reader.Refuse(settings.ApiKeyFile, "an API key is one line of printable ASCII");
        return null;
    }

    private static ListAccount? ReadAccount(SettingsReader reader, TrustListSetting settings)
    {
        var (login, refresh) = (reader.OperatorUrl(settings.LoginUrl), reader.OperatorUrl(settings.RefreshUrl));
        var (user, password) = (reader.Text(settings.UserId), reader.Text(settings.PasswordFile));
        if (reader.Text(settings.LoginUrl) is null && reader.Text(settings.RefreshUrl) is null && user is null
            && password is null)
            return null;
        if (reader.Text(settings.LoginUrl) is null || user is null || password is null)
        {
            reader.Refuse(
                settings.LoginUrl,
                $"a login needs {settings.LoginUrl}, {settings.UserId} and {settings.PasswordFile}");
            return null;
        }

        var secret = reader.Secret(settings.PasswordFile, password);
        return secret is null || login is null ? null : new ListAccount(login, refresh, user, secret);
    }
}
