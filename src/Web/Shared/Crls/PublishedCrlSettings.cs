using Shaken.Core.Pki.Crls;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Shared.Crls;

/// <summary>
/// The CRLs that this deployment publishes. They are shared: ca and pa of one deployment have one register, and calls are checked
/// against both.
/// </summary>
/// <param name="Administrator">The policy administrator's indirect CRL; null: none is published.</param>
/// <param name="Own">A CA's CRL of its own certificates; null: none is published.</param>
internal sealed record PublishedCrlSettings(CrlSettings? Administrator, CrlSettings? Own) : ISettings<PublishedCrlSettings>
{
    public static IReadOnlyList<Setting> Declared => CrlSetting.All;

    public static PublishedCrlSettings Read(SettingsReader reader) => new(
        CrlSettings.Read(reader, CrlSetting.Administrator, "indirect", CrlScope.ManyIssuers),
        CrlSettings.Read(reader, CrlSetting.Own, "own", CrlScope.OwnIssuer));
}
