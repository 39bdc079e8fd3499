using System.Collections.Concurrent;
using Shaken.Core.Foundations;

namespace Shaken.Core.ServiceProvider.Renewal;

/// <summary>
/// Puts the renewal of the certificate in force where its CA would have it (RFC 9773 section 4.2): at a random moment of the suggested
/// window. A CA that revokes a certificate names a window that is over, and the certificate is renewed at once. Without advice the
/// certificate's own schedule counts.
/// </summary>
internal sealed class RenewalByAdvice(RenewalSteps steps, TimeProvider time, IRandom random)
{
    // A CA cannot put a renewal so late that a few failures let the certificate expire.
    private const double LatestShare = 0.9;

    private static readonly TimeSpan ShortestPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan UsualPause = TimeSpan.FromHours(6);
    private static readonly TimeSpan LongestPause = TimeSpan.FromDays(1);

    // By certificate, since when and how long the CA need not be asked again. In memory: another instance asks for itself.
    private readonly ConcurrentDictionary<string, (long Since, TimeSpan Pause)> _asked = new(StringComparer.Ordinal);

    /// <summary>Asks the CA, where that is due, and moves the renewal into a window that is new.</summary>
    public async ValueTask HeedAsync(RenewalRecord record, CancellationToken cancellationToken)
    {
        var state = record.State;
        if (state.Current is not { } current || state.Next is not null || current.RenewAt <= time.GetUtcNow()) return;
        if (_asked.TryGetValue(current.Fingerprint, out var before) && time.GetElapsedTime(before.Since) < before.Pause) return;
        var advice = await steps.FindAdviceAsync(current, cancellationToken);
        _asked.Clear();
        _asked[current.Fingerprint] = (time.GetTimestamp(), Between(ShortestPause, advice?.AskAgainAfter ?? UsualPause, LongestPause));
        if (advice is null) return;

        // A moment is drawn once for a window: drawn again and again, the earliest would win.
        var window = new SuggestedWindow(current.Fingerprint, advice.Start, advice.End);
        if (window == state.Window) return;
        var (drawn, latest) = (advice.At(random.NewFraction()), current.NotBefore + ((current.NotAfter - current.NotBefore) * LatestShare));
        var renewAt = drawn < latest ? drawn : latest;

        // Another instance that wrote meanwhile has asked too.
        await record.TryWriteAsync(state with { Current = current with { RenewAt = renewAt }, Window = window }, cancellationToken);
    }

    private static TimeSpan Between(TimeSpan least, TimeSpan wanted, TimeSpan most) =>
        wanted < least ? least : wanted > most ? most : wanted;
}
