using Shaken.Core.Foundations;
using Shaken.Core.Trust.Revocation;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Shared.Crls;

/// <summary>How the call path checks revocation.</summary>
internal sealed record RevocationSettings(RevocationOptions Checking) : ISettings<RevocationSettings>
{
    public static IReadOnlyList<Setting> Declared => RevocationSetting.All;

    public static RevocationSettings Read(SettingsReader reader) => new(new RevocationOptions
    {
        Policy = reader.Member(RevocationSetting.Policy),
        UnnamedIssuer = reader.Member(RevocationSetting.UnnamedIssuer),
        Urls = ReadUrls(reader),
        Signers = [.. reader.Texts(RevocationSetting.Signers).SelectMany(path => reader.Certificates(RevocationSetting.Signers, path))],
    });

    private static IReadOnlyList<string> ReadUrls(SettingsReader reader)
    {
        var urls = reader.Texts(RevocationSetting.Urls);
        foreach (var url in urls.Where(url => !Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("http" or "https")))
            reader.Refuse(RevocationSetting.Urls, $"\"{url}\" is no http URL");
        if (urls.Count > Limits.CrlUrls) reader.Refuse(RevocationSetting.Urls, $"at most {Limits.CrlUrls} lists are kept");
        return urls;
    }
}
