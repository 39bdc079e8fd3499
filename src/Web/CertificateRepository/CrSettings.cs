using Shaken.Core.Keys;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Trust;

namespace Shaken.Web.CertificateRepository;

/// <summary>The settings of the role cr.</summary>
/// <param name="Publishers">Who may publish chains of other CAs; nobody where empty.</param>
internal sealed record CrSettings(ApiKeys<KeyOwner> Publishers) : ISettings<CrSettings>
{
    public static IReadOnlyList<Setting> Declared => CrSetting.All;

    public static CrSettings Read(SettingsReader reader)
    {
        var publishers =
            reader.ReadApiKeys<KeyOwner>(CrSetting.PublisherKeys, KeyOwner.TryParse, "each is name:sha256, as `shaken cr key` prints it");
        if (publishers.All.Count > 0 && reader.Get<RoleSettings>().IsDeployed(Role.Cr))
            TrustListSettings.DemandList(reader, "a role cr with Cr:PublisherKeys judges their chains by a trusted-CA list");
        return new CrSettings(publishers);
    }
}
