using Shaken.Core.Foundations;

namespace Shaken.Core.PolicyAdministrator.Partners;

/// <summary>When a document of a partner is asked for again. The jitter keeps partners that were added together apart.</summary>
internal sealed class RefreshPace(TimeSpan shortest, TimeSpan longest, TimeProvider time, IRandom random)
{
    private const int MaxDoublings = 10;
    private const double MostJitter = 0.2;

    private static readonly TimeSpan FirstBackOff = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromHours(1);

    /// <summary>
    /// Whether it is time. No pause is longer than the longest, so that a later moment is that of a clock that was set back since.
    /// </summary>
    public bool IsDue(DateTimeOffset nextAt) =>
        time.GetUtcNow() is var now && (nextAt <= now || nextAt - now > (longest > LongestBackOff ? longest : LongestBackOff));

    /// <summary>After a quarter of the time that the document still has, within the bounds.</summary>
    public DateTimeOffset AfterSuccess(DateTimeOffset expiresAt)
    {
        var now = time.GetUtcNow();
        var quarter = (expiresAt - now) / 4;
        return now + Jittered(quarter < shortest ? shortest : quarter > longest ? longest : quarter);
    }

    /// <summary>After 1, 2, 4 … 60 minutes.</summary>
    /// <param name="failures">Refreshes in a row that failed before this one.</param>
    public DateTimeOffset AfterFailure(int failures)
    {
        var backOff = FirstBackOff * Math.Pow(2, Math.Min(failures, MaxDoublings));
        return time.GetUtcNow() + Jittered(backOff > LongestBackOff ? LongestBackOff : backOff);
    }

    private TimeSpan Jittered(TimeSpan pause)
    {
        Span<byte> octet = stackalloc byte[1];
        random.Fill(octet);
        return pause * (1 - (octet[0] / 255.0 * MostJitter));
    }
}
