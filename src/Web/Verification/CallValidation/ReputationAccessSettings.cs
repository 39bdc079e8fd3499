using Shaken.Core.Foundations;
using Shaken.Core.Verification.CallValidation;
using Shaken.Web.Reputation;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Verification.CallValidation;

/// <summary>Where reputation comes from, and whether this deployment adds to it.</summary>
/// <param name="Server">Null unless it is another program.</param>
/// <param name="Bound">How long a call waits.</param>
/// <param name="Reports">What call validation concludes is reported.</param>
/// <param name="Reporter">Under which name, at the own STI-PA.</param>
internal sealed record ReputationAccessSettings(
    ReputationFrom From, ReputationServer? Server, TimeSpan Bound, ReputationThresholds Thresholds, bool Reports, string Reporter)
    : ISettings<ReputationAccessSettings>
{
    private const int MaxReporter = 64;

    public static IReadOnlyList<Setting> Declared => ReputationAccessSetting.All;

    public static ReputationAccessSettings Read(SettingsReader reader)
    {
        var from = reader.Member(ReputationAccessSetting.From);
        if (from == ReputationFrom.InProcess && !reader.Get<RoleSettings>().Roles.Contains(Role.Pa))
        {
            reader.Refuse(
                ReputationAccessSetting.From, "this deployment has no STI-PA: turn the role pa on, or name another with Url");
        }

        var thresholds = new ReputationThresholds(
            reader.Number(ReputationAccessSetting.Suspicious), reader.Number(ReputationAccessSetting.Unwanted));
        if (thresholds.Unwanted < thresholds.Suspicious)
            reader.Refuse(ReputationAccessSetting.Unwanted, "must be at least CallValidation:ReputationSuspicious");
        var reports = reader.Flag(ReputationAccessSetting.Report);
        if (reports && from == ReputationFrom.None)
            reader.Refuse(ReputationAccessSetting.Report, "needs CallValidation:Reputation: say to which STI-PA");
        var reporter = reader.Text(ReputationAccessSetting.Reporter) ?? ReputationAccessSetting.Reporter.Otherwise;
        if (!PlainText.IsPlain(reporter, MaxReporter))
            reader.Refuse(ReputationAccessSetting.Reporter, $"must be plain text of 1 to {MaxReporter} characters");
        return new ReputationAccessSettings(
            from, ReadServer(reader, from), TimeSpan.FromMilliseconds(reader.Number(ReputationAccessSetting.Milliseconds)), thresholds,
            reports, reporter);
    }

    private static ReputationServer? ReadServer(SettingsReader reader, ReputationFrom from)
    {
        var url = reader.OperatorUrl(ReputationAccessSetting.Url);
        var key = reader.Text(ReputationAccessSetting.KeyFile) is { } file
            ? reader.Secret(ReputationAccessSetting.KeyFile, file)
            : null;
        if (from != ReputationFrom.Url)
        {
            if (url is not null) reader.Refuse(ReputationAccessSetting.Url, "is of use with CallValidation:Reputation=Url only");
            return null;
        }

        if (reader.Text(ReputationAccessSetting.Url) is null)
            reader.Refuse(ReputationAccessSetting.Url, "the URL of the STI-PA that is asked");
        if (reader.Text(ReputationAccessSetting.KeyFile) is null)
            reader.Refuse(ReputationAccessSetting.KeyFile, "the file with the API key of a reporter there");
        return url is null || key is null ? null : new ReputationServer(url, key);
    }
}
