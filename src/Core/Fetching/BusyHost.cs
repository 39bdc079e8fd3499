using System.Net;
using System.Net.Http.Headers;

namespace Shaken.Core.Fetching;

/// <summary>
/// Asks a host again while it answers 503 with a Retry-After: it is busy for a moment, as while its own timer publishes a list. For
/// requests that may be repeated.
/// </summary>
public static class BusyHost
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);

    /// <summary>How long the host asks to wait; null: it answers, or does not say when it will.</summary>
    public static TimeSpan? PauseOf(HttpStatusCode status, HttpResponseHeaders headers) =>
        status == HttpStatusCode.ServiceUnavailable && headers.RetryAfter?.Delta is { } wait
            ? wait < ShortestPause ? ShortestPause : wait
            : null;

    /// <summary>The first answer that asks for no pause, or the last one before the patience would end.</summary>
    /// <param name="ask">Sends the request, a new one each time.</param>
    /// <param name="pauseOf">How long an answer asks to wait; null: it is one to take.</param>
    /// <param name="patience">How long all tries and pauses may last; a try that is under way is not cut off.</param>
    /// <exception cref="OperationCanceledException">The caller's own token was cancelled.</exception>
    public static async Task<T> AskAsync<T>(
        Func<CancellationToken, Task<T>> ask, Func<T, TimeSpan?> pauseOf, TimeSpan patience, TimeProvider time,
        CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        while (true)
        {
            var answer = await ask(cancellationToken);
            if (pauseOf(answer) is not { } pause || time.GetElapsedTime(begun) + pause > patience) return answer;
            await Task.Delay(pause, time, cancellationToken);
        }
    }
}
