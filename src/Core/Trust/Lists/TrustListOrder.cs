using Shaken.Core.Pki.Certificates;

namespace Shaken.Core.Trust.Lists;

/// <summary>How a trusted-CA list follows the one before it. A closed set.</summary>
internal enum TrustListStep
{
    /// <summary>It is the next one; or the same again, perhaps for longer.</summary>
    Forward,

    /// <summary>
    /// Its sequence is no higher, but the last list has expired, and a key signed this one that was certified only after the last was
    /// taken: an administrator that
    /// was founded anew counts from 1 again. A list has no time of issue, so that the signer's certificate is what tells it from an old
    /// one.
    /// </summary>
    Restarted,

    /// <summary>It is older than the last one.</summary>
    WentBack,

    /// <summary>Its sequence is the last one's, but it is another list.</summary>
    Reused,
}

/// <summary>
/// The one rule for the order of trusted-CA lists, for what is fetched, what storage gives back and what storage is given.
/// </summary>
internal static class TrustListOrder
{
    public static TrustListStep From(TrustList last, TrustList next, DateTimeOffset now)
    {
        // Lists of before a restart had the higher sequences, and some may not have expired: they end with the keys that signed them.
        if (last.Kept.SignersFrom is { } from && next.Signer.NotBefore < from) return TrustListStep.WentBack;
        if (next.Sequence > last.Sequence) return TrustListStep.Forward;
        if (next.Sequence == last.Sequence && next.ExpiresAt >= last.ExpiresAt && next.HasContentOf(last)) return TrustListStep.Forward;
        if (last.ExpiresAt <= now && next.ExpiresAt > now && WasCertifiedAfter(last, next.Signer)) return TrustListStep.Restarted;
        return next.Sequence == last.Sequence ? TrustListStep.Reused : TrustListStep.WentBack;
    }

    private static bool WasCertifiedAfter(TrustList last, StiCertificate signer) =>
        signer.NotBefore > last.Kept.TakenAt && !signer.PublicKey.Point.Span.SequenceEqual(last.Signer.PublicKey.Point.Span);
}
