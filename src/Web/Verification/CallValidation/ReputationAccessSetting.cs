using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Verification.CallValidation;

/// <summary>Where the reputation of calling numbers is asked for.</summary>
internal enum ReputationFrom
{
    /// <summary>Nowhere.</summary>
    None,

    /// <summary>At the policy administrator of this deployment.</summary>
    InProcess,

    /// <summary>At another program's.</summary>
    Url,
}

/// <summary>The settings of <see cref="ReputationAccessSettings"/>.</summary>
internal static class ReputationAccessSetting
{
    public static ChoiceSetting<ReputationFrom> From { get; } = new("CallValidation:Reputation", ReputationFrom.None,
        "Where the [reputation](reputation.md) of calling numbers is asked for: at the STI-PA of this deployment, or at the one of "
        + "`CallValidation:ReputationUrl`. The calling number goes there",
        "InProcess");

    public static Setting Url { get; } = new("CallValidation:ReputationUrl",
        "The base URL of that STI-PA: https, or http to this machine",
        "None; needed with `Url`",
        "https://sti-pa.example");

    public static SecretFileSetting KeyFile { get; } = new("CallValidation:ReputationKeyFile",
        "The file, or the secret in a vault, with the API key of a reporter at that STI-PA. Read once, at the start",
        "None; needed with `Url`",
        "/run/secrets/reporter-key");

    public static NumberSetting Milliseconds { get; } = new("CallValidation:ReputationMilliseconds", 100, 10, 2000,
        "How long a call waits for a score at most; then nothing is known of its number",
        "200");

    public static NumberSetting Suspicious { get; } = new("CallValidation:ReputationSuspicious", 70, 1, 100,
        "From which score on a call is suspicious",
        "60");

    public static NumberSetting Unwanted { get; } = new("CallValidation:ReputationUnwanted", 95, 1, 100,
        "From which score on a call is unwanted: at least `ReputationSuspicious`",
        "90");

    public static FlagSetting Report { get; } = new("CallValidation:ReportObservations", Otherwise: false,
        "What call validation concludes is reported to that STI-PA, with the calling number and without the called one. Conclusions that "
        + "rest on a score are not",
        "true");

    public static TextSetting Reporter { get; } = new("CallValidation:ReporterName", "this-deployment",
        "With `InProcess`, the name under which this deployment counts as a reporter: 1 to 64 characters",
        "example-telephone");

    public static IReadOnlyList<Setting> All { get; } =
        [From, Url, KeyFile, Milliseconds, Suspicious, Unwanted, Report, Reporter];
}
