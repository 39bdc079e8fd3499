using System.CommandLine;
using Shaken.Cli.Output;
using Shaken.Core.Foundations;
using Shaken.Core.Verification.Verdicts;

namespace Shaken.Cli.Passports;

/// <summary>A call as the command line describes it: its signalling, and the rules to judge it by.</summary>
internal static class CallOptions
{
    public static readonly Option<string> To = new("--to")
    {
        Description =
            "Judge a call with this To: a tel or SIP URI, or a number. The answer is one verdict on the call and one on each header.",
    };

    private static readonly Option<string> From = new("--from")
    {
        Description = "From of the call, such as tel:+12155550121 or anonymous.",
    };

    private static readonly Option<string[]> Asserted = new("--pai")
    {
        Description = "P-Asserted-Identity of the call, which counts before From; may be repeated.",
    };

    private static readonly Option<string> RequestUri = new("--request-uri")
    {
        Description = "Request-URI of the call, if it was sent on.",
    };

    private static readonly Option<string> Date = new("--date")
    {
        Description = "Date of the call, such as \"Sat, 21 Nov 2026 12:00:00 GMT\".",
    };

    private static readonly Option<string> Privacy = new("--privacy") { Description = "Privacy of the call, such as id." };
    private static readonly Option<string[]> Priority = new("--resource-priority")
    {
        Description = "Resource-Priority of the call, such as ets.0; may be repeated.",
    };

    private static readonly Option<string[]> Held = new("--held")
    {
        Description = "A PASSporT that a CPS held for the call, or a file with it; may be repeated.",
    };

    private static readonly Option<HeldDifference> Difference = new("--difference")
    {
        Description = "Which decides where headers and held PASSporTs differ.",
    };

    private static readonly Option<bool> RequireIdentity = new("--require-identity")
    {
        Description = "Refuse a call that nothing vouches for.",
    };

    private static readonly Option<bool> RefuseAnonymous = new("--refuse-anonymous")
    {
        Description = "Refuse callers who ask for anonymity.",
    };

    private static readonly Option<bool> RefuseStaleDate = new("--refuse-stale-date")
    {
        Description = "Refuse a call whose Date is too old.",
    };

    private static readonly Option<CodeDialect> Dialect = new("--dialect") { Description = "Whose codes a failure gets." };
    private static readonly Option<string> Home = new("--home")
    {
        Description = "The country at home, such as US, by which signers are foreign.",
    };


    public static IEnumerable<Option> All =>
    [
        To, From, Asserted, RequestUri, Date, Privacy, Priority, Held, Difference, RequireIdentity, RefuseAnonymous, RefuseStaleDate,
        Dialect, Home,
    ];

    /// <param name="identities">The call's Identity headers in one text; null: it has none.</param>
    public static CallToVerify CallOf(ParseResult parsed, string? identities)
    {
        var signalling = new CallSignalling(parsed.GetValue(To)!)
        {
            From = parsed.GetValue(From),
            AssertedIdentities = parsed.GetValue(Asserted) ?? [],
            RequestUri = parsed.GetValue(RequestUri),
            Date = parsed.GetValue(Date),
            Privacy = parsed.GetValue(Privacy),
            ResourcePriority = parsed.GetValue(Priority) ?? [],
            Identities = identities is null ? [] : [identities],
            Held = [.. (parsed.GetValue(Held) ?? []).Select(Inputs.TokenText)],
        };
        return signalling.Parse().TryGet(out var call, out var refusal)
            ? call
            : throw new UsageException($"The call cannot be read: {refusal.Detail}.");
    }

    public static VerificationRules RulesOf(ParseResult parsed) => new()
    {
        RequireIdentity = parsed.GetValue(RequireIdentity),
        Anonymous = parsed.GetValue(RefuseAnonymous) ? AnonymousCallers.Refused : AnonymousCallers.Judged,
        RefusesStaleDate = parsed.GetValue(RefuseStaleDate),
        Difference = parsed.GetValue(Difference),
        Dialect = parsed.GetValue(Dialect),
        Home = HomeOf(parsed),
    };

    private static CountryCode? HomeOf(ParseResult parsed)
    {
        if (parsed.GetValue(Home) is not { } text) return null;
        return CountryCode.TryParse(text, out var country)
            ? country
            : throw new UsageException($"--home: \"{text}\" is not a country code of two capital letters, such as US.");
    }
}
