using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Reputation;

/// <summary>The settings of <see cref="ReputationSettings"/>.</summary>
internal static class ReputationSetting
{
    public static NumberSetting LeastReporters { get; } = new("Pa:Reputation:LeastReporters", 3, 2, 50,
        "With fewer reporters behind it a [reputation score](reputation.md) is not told, so that none shows what one reporter said",
        "5");

    public static NumberSetting ObservationsPerHour { get; } = new("Pa:Reputation:ObservationsPerHour", 1_000_000, 1000, 100_000_000,
        "Observations that one reporter may post within an hour, at all instances together",
        "100000");

    public static NumberSetting BatchesPerMinute { get; } = new("Pa:Reputation:BatchesPerMinute", 600, 1, 60_000,
        "Batches that one reporter may post within a minute at one instance",
        "60");

    public static NumberSetting CountryScore { get; } = new("Pa:Reputation:CountryScore", 70, 50, 100,
        "From which score on a lower ceiling is recommended for a country",
        "80");

    public static NumberSetting CountryConfidence { get; } = new("Pa:Reputation:CountryConfidence", 80, 50, 99,
        "Below this confidence of its score nothing is recommended for a country",
        "90");

    public static FlagSetting ActOnCountries { get; } = new("Pa:Reputation:ActOnCountries", Otherwise: false,
        "Each day the ceiling of each country for which that is recommended is lowered by one step, to C at most, and once in 30 days. "
        + "With `Pa:Authorities:TwoOperators` the lower ceiling waits for an operator's approval. The own country and countries without "
        + "terms are left alone",
        "true");

    public static Setting RegistryUrl { get; } = new("Pa:Reputation:RegistryUrl",
        "The base URL of the international registry, which is told the scores of other countries each day: https, or http to this machine",
        "None is told",
        "https://registry.example");

    public static SecretFileSetting RegistryKeyFile { get; } = new("Pa:Reputation:RegistryKeyFile",
        "The file, or the secret in a vault, with the API key of the own country's principal at the registry, of the kind `partner`. Read "
        + "once, at the start",
        "None; needed with `RegistryUrl`",
        "/run/secrets/registry-key");

    public static IReadOnlyList<Setting> All { get; } =
    [
        LeastReporters, ObservationsPerHour, BatchesPerMinute, CountryScore, CountryConfidence, ActOnCountries, RegistryUrl,
        RegistryKeyFile,
    ];
}
