using Shaken.Core.Verification.Verdicts;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Verification.Verdicts;

/// <summary>The settings of <see cref="VerdictSettings"/>.</summary>
internal static class VerdictSetting
{
    public static FlagSetting RequireIdentity { get; } = new("Vs:RequireIdentity", Otherwise: false,
        "A verification request without an Identity header is a request error (400, SVC4001), heartbeats too, unless the CPS held a "
        + "PASSporT or a bypass token is accepted; and a call that nothing vouches for fails with 428",
        "true");

    public static FlagSetting RefuseAnonymous { get; } = new("Vs:RefuseAnonymous", Otherwise: false,
        "A caller who asks for anonymity fails with 433, whatever vouches for it",
        "true");

    public static FlagSetting RefuseStaleDate { get; } = new("Vs:RefuseStaleDate", Otherwise: false,
        "A `time` that is stale fails the call with 403 in every form of request, though iat is fresh. In the ATIS form it always does",
        "true");

    public static ChoiceSetting<HeldDifference> Difference { get; } = new("Vs:Difference", HeldDifference.OneIsEnough,
        "What decides where a call has Identity headers and the CPS held PASSporTs for it too",
        "BothMustAgree");

    public static NumberSetting FreshnessSeconds { get; } = new("Vs:FreshnessSeconds", 60, 1, 600,
        "How old the iat of a PASSporT may be",
        "60");

    public static NumberSetting AheadSeconds { get; } = new("Vs:AheadSeconds", 60, 0, 600,
        "How far iat may lie ahead, for the clocks of signers",
        "5");

    public static NumberSetting DivertedSeconds { get; } = new("Vs:DivertedSeconds", 60, 1, 14_400,
        "How old the iat of a PASSporT may be whose call was diverted since; calls that are transferred after minutes need more",
        "10800");

    public static FlagSetting FetchContents { get; } = new("Vs:FetchContents", Otherwise: false,
        "Fetch what verified rich call data names by URL and compare it with its digests, before the answer",
        "true");

    public static FlagSetting Proof { get; } = new("Vs:Proof", Otherwise: false,
        "Each answer has the `proof` of its verdict, by which `shaken passport verify --replay` repeats it. It holds the call's numbers",
        "true");

    public static IReadOnlyList<Setting> All { get; } =
    [
        RequireIdentity, RefuseAnonymous, RefuseStaleDate, Difference, FreshnessSeconds, AheadSeconds, DivertedSeconds, FetchContents,
        Proof,
    ];
}
