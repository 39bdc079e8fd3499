using Shaken.Core.Verification.Verdicts;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Verification.Verdicts;

/// <summary>How calls are judged.</summary>
/// <param name="Rules">Without the home country, which the trust says.</param>
internal sealed record VerdictSettings(VerificationRules Rules, CallFreshness Freshness) : ISettings<VerdictSettings>
{
    public static IReadOnlyList<Setting> Declared => VerdictSetting.All;

    public static VerdictSettings Read(SettingsReader reader)
    {
        var rules = VerificationRules.Default with
        {
            RequireIdentity = reader.Flag(VerdictSetting.RequireIdentity),
            Anonymous = reader.Flag(VerdictSetting.RefuseAnonymous) ? AnonymousCallers.Refused : AnonymousCallers.Judged,
            RefusesStaleDate = reader.Flag(VerdictSetting.RefuseStaleDate),
            Difference = reader.Member(VerdictSetting.Difference),
            FetchesContents = reader.Flag(VerdictSetting.FetchContents),
            WantsProof = reader.Flag(VerdictSetting.Proof),
        };
        var freshness = new CallFreshness(
            reader.Seconds(VerdictSetting.FreshnessSeconds), reader.Seconds(VerdictSetting.AheadSeconds),
            reader.Seconds(VerdictSetting.DivertedSeconds));
        if (freshness.Diverted < freshness.Window)
            reader.Refuse(VerdictSetting.DivertedSeconds, $"must not be less than {VerdictSetting.FreshnessSeconds}");
        return new VerdictSettings(rules, freshness);
    }
}
