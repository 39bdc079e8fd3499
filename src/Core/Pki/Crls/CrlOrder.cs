using System.Numerics;
using Shaken.Core.Foundations;

namespace Shaken.Core.Pki.Crls;

/// <summary>What tells the lists of one place apart.</summary>
/// <param name="Number">Null: the list has none, and its time decides.</param>
internal readonly record struct CrlMark(BigInteger? Number, DateTimeOffset ThisUpdate, DateTimeOffset NextUpdate);

/// <summary>How a list follows the one before it. A closed set.</summary>
internal enum CrlStep
{
    /// <summary>It is the next one, or the same again.</summary>
    Forward,

    /// <summary>
    /// Its number is no higher, but the last list has ended, and this one is in force and was made later: an administrator that was
    /// founded anew counts from 1 again.
    /// Without this step nobody could take its lists until their number exceeds the old one's.
    /// </summary>
    Restarted,

    /// <summary>It was made before the last one.</summary>
    WentBack,

    /// <summary>Its number is the last one's, but it is another list.</summary>
    Reused,
}

/// <summary>
/// The one rule for the order of lists (RFC 5280 section 5.2.3), for what is fetched, what storage gives back and what storage is given:
/// a list never makes way
/// for an older one.
/// </summary>
internal static class CrlOrder
{
    public static CrlStep From(CrlMark last, CrlMark next, DateTimeOffset now)
    {
        if (next.Number is not { } number || last.Number is not { } before)
            return next.ThisUpdate < last.ThisUpdate ? CrlStep.WentBack : CrlStep.Forward;

        // Made much earlier, yet of a higher number: a list of before the numbering was restarted.
        if (number > before) return next.ThisUpdate < last.ThisUpdate - ClockTolerance.OtherParties ? CrlStep.WentBack : CrlStep.Forward;
        if (number == before && next.ThisUpdate == last.ThisUpdate) return CrlStep.Forward;
        if (last.NextUpdate < now && next.ThisUpdate > last.ThisUpdate && IsInForce(next, now)) return CrlStep.Restarted;
        return number == before ? CrlStep.Reused : CrlStep.WentBack;
    }

    private static bool IsInForce(CrlMark mark, DateTimeOffset now) =>
        mark.ThisUpdate <= now + ClockTolerance.OtherParties && mark.NextUpdate >= now;
}
