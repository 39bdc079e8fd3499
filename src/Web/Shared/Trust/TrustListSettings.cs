using Shaken.Core.Pki.Paths;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Shared.Trust;

/// <summary>Which trusted-CA list to follow.</summary>
/// <param name="File">A file with the JWT; null: not from a file.</param>
/// <param name="Url">The STI-PA's URL; null: not from a URL.</param>
/// <param name="Roots">Pinned root certificates of the STI-PA.</param>
/// <param name="Access">What the URL's host demands of its readers; null: nothing, and the URL is fetched as a stranger's.</param>
internal sealed record TrustListSettings(
    string? File, string? Url, IReadOnlyList<TrustedRoot> Roots, TrustListAccess? Access) : ISettings<TrustListSettings>
{
    public bool IsConfigured => File is not null || Url is not null;

    public static IReadOnlyList<Setting> Declared => TrustListSetting.Own.All;

    public static TrustListSettings Read(SettingsReader reader) => Read(reader, TrustListSetting.Own);

    /// <summary>Reads the list of a section.</summary>
    public static TrustListSettings Read(SettingsReader reader, TrustListSetting settings)
    {
        var file = reader.Text(settings.File);
        var url = reader.Text(settings.Url);
        if (file is not null && url is not null) reader.Refuse(settings.Section, "File or Url, not both");
        var roots = new List<TrustedRoot>();
        foreach (var path in reader.Texts(settings.PolicyAdministratorRoots))
        {
            foreach (var certificate in reader.Certificates(settings.PolicyAdministratorRoots, path))
            {
                if (TrustedRoot.TryCreate(certificate, out var root, out var failure)) roots.Add(root);
                else reader.Refuse(settings.PolicyAdministratorRoots, $"\"{path}\": {failure}");
            }
        }

        if ((file ?? url) is not null && roots.Count == 0)
        {
            reader.Refuse(
                settings.PolicyAdministratorRoots,
                "a trusted-CA list is verified by at least one pinned root of the STI-PA: name its PEM file");
        }

        return new TrustListSettings(file, url, roots, TrustListAccess.Read(reader, settings));
    }

    /// <summary>Refuses a deployment without a trusted-CA list.</summary>
    /// <param name="why">What needs the list.</param>
    public static void DemandList(SettingsReader reader, string why)
    {
        if (!reader.Get<TrustListSettings>().IsConfigured)
            reader.Refuse(TrustListSetting.Own.Url, $"{why}: set TrustList:Url or TrustList:File");
    }

    /// <summary>Refuses a deployment without a pinned root of the STI-PA.</summary>
    /// <param name="why">What needs a root.</param>
    public static void DemandRoots(SettingsReader reader, string why)
    {
        if (reader.Get<TrustListSettings>().Roots.Count == 0)
            reader.Refuse(TrustListSetting.Own.PolicyAdministratorRoots, $"{why}: name its PEM file");
    }
}
