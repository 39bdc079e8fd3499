using Shaken.Core.Passports;

namespace Shaken.Core.Verification.Verdicts;

/// <summary>
/// What the PASSporTs of one place say together: of one ppt one that verifies is enough (RFC 8224 section 6.2.1), and over different
/// ppts the worst counts.
/// </summary>
/// <param name="Deciding">The header that decides; null: none of them counts for or against the caller.</param>
/// <param name="Caller">The header that tells who signed for the caller; null: none of those that verified does.</param>
internal readonly record struct PlaceVerdict(HeaderVerdict? Deciding, HeaderVerdict? Caller)
{
    // Those that say something of the caller, and the most telling first. rph is of priority alone.
    private static readonly PassportType[] OfCaller =
    [
        PassportType.Shaken, PassportType.Base, PassportType.Rcd, PassportType.Msg, PassportType.DivO, PassportType.Div,
    ];

    public bool IsPassed => Deciding is { Verstat: Verstat.Passed };

    /// <summary>Whether anything there counts.</summary>
    public bool Counts => Deciding is not null;

    /// <param name="other">
    /// The PASSporT that vouches at the other place. Of several that verify here the same one is taken: a CPS may still hold one of the
    /// call before.
    /// </param>
    public static PlaceVerdict Of(IReadOnlyList<HeaderVerdict> headers, VerifiedPassport? other = null)
    {
        HeaderVerdict? deciding = null, caller = null;
        foreach (var type in OfCaller)
        {
            if (BestOf(headers, type, other) is not { } best) continue;
            if (deciding is null || Severity(best) > Severity(deciding)) deciding = best;
            if (best.Caller is not null) caller ??= best;
        }

        // A diversion of a PASSporT that vouches for nobody, such as rph, vouches for nobody either.
        if (caller is null && deciding is { Verstat: Verstat.Passed }) deciding = null;

        // What cannot be read is of no ppt, and says something only where nothing else does.
        return new PlaceVerdict(deciding ?? BestOf(headers, type: null, other), caller);
    }

    private static HeaderVerdict? BestOf(IReadOnlyList<HeaderVerdict> headers, PassportType? type, VerifiedPassport? other)
    {
        HeaderVerdict? best = null;
        foreach (var header in headers)
        {
            if (header.Type != type || header.IsIgnored) continue;
            if (best is null || Rank(header, other) < Rank(best, other)) best = header;
        }

        return best;
    }

    // 436 is for a call none of whose credentials can be had (RFC 8224 section 6.2.2): every other reason tells more.
    private static int Rank(HeaderVerdict header, VerifiedPassport? other) => (header.Verstat, header.Refusal) switch
    {
        (Verstat.Passed, _) => other is not null && ReferenceEquals(header.Caller, other) ? -1 : 0,
        (_, null) => 1,
        (Verstat.Failed, _) => 2,
        (Verstat.None, { } refusal) => refusal.Reason.Codes().Rfc8224.Code == 436 ? 4 : 3,
    };

    private static int Severity(HeaderVerdict header) => (header.Verstat, header.Refusal) switch
    {
        (Verstat.Passed, _) => 0,
        (Verstat.None, null) => 1,
        (Verstat.None, _) => 2,
        (Verstat.Failed, _) => 3,
    };
}
