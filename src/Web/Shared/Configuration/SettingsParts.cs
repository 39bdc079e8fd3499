using Shaken.Web.Operators;
using Shaken.Web.Operators.Access;
using Shaken.Web.Operators.Entra;
using Shaken.Web.Shared.Crls;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Shared.Limiting;
using Shaken.Web.Shared.Modules;
using Shaken.Web.Shared.Stir;
using Shaken.Web.Shared.Trust;

namespace Shaken.Web.Shared.Configuration;

/// <summary>Every part of the program that has settings, in the order of the table in docs/operations/settings.md.</summary>
internal static class SettingsParts
{
    public static IReadOnlyList<SettingsPart> All { get; } =
    [
        SettingsPart.Of<RoleSettings>(),
        SettingsPart.Of<KeySettings>(),
        SettingsPart.Of<StorageSettings>(),
        SettingsPart.Of<ListenSettings>(),
        SettingsPart.Of<VerificationSettings>(),
        SettingsPart.Of<TrustListSettings>(),
        SettingsPart.Of<CountrySettings>(),
        SettingsPart.Of<RevocationSettings>(),
        SettingsPart.Of<PublishedCrlSettings>(),
        SettingsPart.Of<OperatorSettings>(),
        SettingsPart.Of<AccessSettings>(),
        SettingsPart.Of<EntraSettings>(),
        SettingsPart.Of<TenantAccessSettings>(),
        .. RoleModules.All.SelectMany(module => module.Settings),
        SettingsPart.Of<LimitSettings>(),
        SettingsPart.Of<FetchingSettings>(),
        SettingsPart.Of<TelemetrySettings>(),
    ];

    /// <summary>Every setting of a kind.</summary>
    public static IEnumerable<T> Settings<T>()
        where T : Setting =>
        All.SelectMany(part => part.Declared).OfType<T>();
}
