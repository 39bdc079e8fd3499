using Azure.Core;
using Azure.Core.Pipeline;

namespace Shaken.Azure.Clients;

/// <summary>How often and how long a request is tried: bounded, for somebody waits for the answer.</summary>
/// <param name="Most">Tries after the first.</param>
/// <param name="Delay">Before the second try; it doubles from there.</param>
/// <param name="MaxDelay">The longest of our own delays.</param>
/// <param name="LongestRetryAfter">A service that wants a longer pause gets no further try: the caller is told instead.</param>
/// <param name="TryTimeout">How long one try of a small request may take.</param>
public sealed record StorageRetries(int Most, TimeSpan Delay, TimeSpan MaxDelay, TimeSpan LongestRetryAfter, TimeSpan TryTimeout)
{
    public static readonly StorageRetries Usual = new(
        Most: 4, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10));
}

/// <summary>Azure.Core's retries, except that a service cannot make us wait for longer than is bearable.</summary>
internal sealed class BoundedRetryPolicy(StorageRetries retries, TimeProvider time)
    : RetryPolicy(retries.Most, DelayStrategy.CreateExponentialDelayStrategy(retries.Delay, retries.MaxDelay))
{
    protected override bool ShouldRetry(HttpMessage message, Exception? exception) =>
        IsBearable(message) && base.ShouldRetry(message, exception);

    protected override ValueTask<bool> ShouldRetryAsync(HttpMessage message, Exception? exception) =>
        IsBearable(message) ? base.ShouldRetryAsync(message, exception) : new(false);

    private bool IsBearable(HttpMessage message)
    {
        if (!message.HasResponse || !message.Response.Headers.TryGetValue("Retry-After", out var text)) return true;
        if (int.TryParse(text, out var seconds)) return seconds <= retries.LongestRetryAfter.TotalSeconds;
        return !DateTimeOffset.TryParse(text, out var at) || at - time.GetUtcNow() <= retries.LongestRetryAfter;
    }
}
