namespace Shaken.Core.Verification.Verdicts;

/// <summary>How old PASSporTs of a call may be.</summary>
/// <param name="Window">How long before now iat may lie; RFC 8224 section 6.2 recommends 60 seconds.</param>
/// <param name="Ahead">How long after now iat may lie.</param>
/// <param name="Diverted">
/// How long before now iat of a PASSporT may lie whose call was diverted since; RFC 8946 section 4.2 names about three hours for
/// transferred calls. The last diversion must be as fresh as any other PASSporT.
/// </param>
public sealed record CallFreshness(TimeSpan Window, TimeSpan Ahead, TimeSpan Diverted)
{
    /// <summary>One minute on both sides, for diverted calls too.</summary>
    public static readonly CallFreshness Default = new(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
}
