using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.PolicyAdministrator.Borders;

/// <summary>How the registry of countries is used.</summary>
/// <param name="Notice">From the decision on a country to the first of its roots on the own list.</param>
internal sealed record RegistrySubscriptionSettings(TimeSpan Notice) : ISettings<RegistrySubscriptionSettings>
{
    // Twice the time after which verifiers ask for the country policy again.
    private static readonly NumberSetting NoticeMinutes = new("Pa:Registry:NoticeMinutes", 120, 0, 10_080,
        "From the decision to trust a country by the registry to the first of its roots on the trusted-CA list. Verifiers ask for the "
        + "country policy every hour at least, and must have it before: a root that no policy names is fully trusted. Less than 60 is for "
        + "trials alone",
        "180");

    public static IReadOnlyList<Setting> Declared => [NoticeMinutes];

    public static RegistrySubscriptionSettings Read(SettingsReader reader) => new(TimeSpan.FromMinutes(reader.Number(NoticeMinutes)));
}
