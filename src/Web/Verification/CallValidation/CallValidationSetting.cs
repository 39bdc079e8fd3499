using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Verification.CallValidation;

/// <summary>What a rule that is built in concludes.</summary>
internal enum RuleConclusion
{
    /// <summary>The rule is not there.</summary>
    Off,

    Suspicious,

    Unwanted,
}

/// <summary>How much of a number an external service is told.</summary>
internal enum NumberShown
{
    None,

    /// <summary>All but the last four digits.</summary>
    Prefix,

    Full,
}

/// <summary>The settings of <see cref="CallValidationSettings"/>.</summary>
internal static class CallValidationSetting
{
    public static Setting NationalPrefixes { get; } = new("CallValidation:NationalPrefixes",
        "Prefixes of this country's numbers, digits with the country code; under +1 area codes, since several countries share it. 1024 at "
        + "most",
        "None: `ForeignNational` has nothing to look at",
        "44");

    public static ChoiceSetting<RuleConclusion> ForeignNational { get; } = new("CallValidation:ForeignNational", RuleConclusion.Suspicious,
        "What a number of this country is, in a call that a provider of another country signed. Needs `NationalPrefixes`",
        "Unwanted");

    public static ChoiceSetting<RuleConclusion> UnassignedNumbers { get; } = new(
        "CallValidation:UnassignedNumbers", RuleConclusion.Off,
        "What a number of this country is that the [number table](../numbers.md) assigns to nobody. The table must be complete for "
        + "`NationalPrefixes`; while none is imported the rule says nothing",
        "Suspicious");

    public static Setting Url { get; } = new("CallValidation:Url",
        "The external service that validates calls ([what it is asked](calls.md#an-external-service)): an https URL, or http to this "
        + "machine",
        "None is asked",
        "https://cvt.example/v1/validate");

    public static SecretFileSetting KeyFile { get; } = new("CallValidation:KeyFile",
        "The file with the bearer token for it, or the secret in a vault. Read once, at the start",
        "No token is sent",
        "/etc/shaken/cvt.key");

    public static NumberSetting TimeoutMilliseconds { get; } = new("CallValidation:TimeoutMilliseconds", 300, 50, 5000,
        "How long a call waits for its answer at most, a second try included",
        "500");

    public static Setting CallingNumber { get; } = new("CallValidation:CallingNumber",
        "How much of the calling number it is told: `None`, `Prefix` (all but the last four digits) or `Full`. Required with `Url`: the "
        + "number is personal data that leaves the deployment",
        "Refused with `Url`",
        "Full");

    public static ChoiceSetting<NumberShown> CalledNumber { get; } = new("CallValidation:CalledNumber", NumberShown.None,
        "The same of the called number",
        "Prefix");

    public static IReadOnlyList<Setting> All { get; } =
        [NationalPrefixes, ForeignNational, UnassignedNumbers, Url, KeyFile, TimeoutMilliseconds, CallingNumber, CalledNumber];
}
