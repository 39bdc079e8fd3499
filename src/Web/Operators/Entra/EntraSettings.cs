using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Operators.Entra;

/// <summary>Operators whose tokens an identity provider issues.</summary>
/// <param name="Authority">Null: none.</param>
internal sealed record EntraSettings(Uri? Authority, string Audience, string RoleClaim) : ISettings<EntraSettings>
{
    public static IReadOnlyList<Setting> Declared => EntraSetting.All;

    public static EntraSettings Read(SettingsReader reader)
    {
        var authority = reader.OperatorUrl(EntraSetting.Authority);
        var audience = reader.Text(EntraSetting.Audience);
        if (authority is not null && audience is null)
            reader.Refuse(
                EntraSetting.Audience,
                $"{EntraSetting.Authority} needs it: without an audience the tokens of every application would count");
        return new EntraSettings(authority, audience ?? "", reader.Text(EntraSetting.RoleClaim) ?? EntraSetting.RoleClaim.Otherwise);
    }
}
