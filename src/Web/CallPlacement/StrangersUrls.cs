using Shaken.Core.Fetching;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.CallPlacement;

/// <summary>URLs that partners must fetch.</summary>
internal static class StrangersUrls
{
    /// <summary>Refuses a URL that partners would not fetch: they have the rules for strangers' URLs, as this program does.</summary>
    public static void CheckStrangersUrl(this SettingsReader reader, Setting setting, string url)
    {
        var exempt = reader.Get<FetchingSettings>().Options.ExemptOrigins
            .Select(text => WebOrigin.TryParse(text, out var origin) ? origin : null).OfType<WebOrigin>().ToHashSet();
        if (!FetchUrl.TryParse(url, exempt, out _, out var refusal)) reader.Refuse(setting, refusal.Detail);
    }
}
