using Shaken.Core.Reputation;
using Shaken.Core.Reputation.Acting;
using Shaken.Core.Reputation.Observations;
using Shaken.Core.Reputation.Scoring;
using Shaken.Web.PolicyAdministrator.Borders;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Reputation;

/// <summary>How the policy administrator takes observations, and what it makes of the scores.</summary>
/// <param name="ActsOnCountries">Ceilings are lowered where that is recommended.</param>
/// <param name="Registry">Is told the scores of other countries; null: none is.</param>
internal sealed record ReputationSettings(
    ReputationRules Rules, ReporterBounds Bounds, CountryThresholds Countries, bool ActsOnCountries, ReputationServer? Registry)
    : ISettings<ReputationSettings>
{
    public static IReadOnlyList<Setting> Declared => ReputationSetting.All;

    public static ReputationSettings Read(SettingsReader reader)
    {
        var acts = reader.Flag(ReputationSetting.ActOnCountries);
        if (acts && reader.Get<BorderSettings>().CountryPolicy is null)
            reader.Refuse(ReputationSetting.ActOnCountries, "needs Pa:CountryPolicy: the ceilings of countries stand in that document");
        var reporters = reader.Number(ReputationSetting.LeastReporters);
        return new ReputationSettings(
            new ReputationRules(
                ScoreRules.OfCallers with { LeastReporters = reporters }, ScoreRules.OfSigners with { LeastReporters = reporters }),
            new ReporterBounds(
                reader.Number(ReputationSetting.ObservationsPerHour), reader.Number(ReputationSetting.BatchesPerMinute)),
            new CountryThresholds(reader.Number(ReputationSetting.CountryScore), reader.Number(ReputationSetting.CountryConfidence)),
            acts,
            ReadRegistry(reader));
    }

    private static ReputationServer? ReadRegistry(SettingsReader reader)
    {
        var url = reader.OperatorUrl(ReputationSetting.RegistryUrl);
        var file = reader.Text(ReputationSetting.RegistryKeyFile);
        var key = file is null ? null : reader.Secret(ReputationSetting.RegistryKeyFile, file);
        if ((reader.Text(ReputationSetting.RegistryUrl) is null) != (file is null))
        {
            reader.Refuse(
                file is null ? ReputationSetting.RegistryKeyFile : ReputationSetting.RegistryUrl,
                "Pa:Reputation:RegistryUrl and Pa:Reputation:RegistryKeyFile go together");
        }

        return url is null || key is null ? null : new ReputationServer(url, key);
    }
}
