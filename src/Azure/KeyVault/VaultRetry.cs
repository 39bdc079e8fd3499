using Azure.Core;
using Azure.Core.Pipeline;

namespace Shaken.Azure.KeyVault;

/// <summary>Azure.Core's retries, which honour Retry-After without a bound: a pause longer than a request may wait is left to the caller.</summary>
internal sealed class VaultRetry(int mostRetries, DelayStrategy delay, TimeSpan longestPause, TimeProvider time) : RetryPolicy(mostRetries, delay)
{
    protected override bool ShouldRetry(HttpMessage message, Exception? exception) => IsSoon(message, exception) && base.ShouldRetry(message, exception);

    protected override async ValueTask<bool> ShouldRetryAsync(HttpMessage message, Exception? exception) => IsSoon(message, exception) && await base.ShouldRetryAsync(message, exception);

    private bool IsSoon(HttpMessage message, Exception? exception) => exception is not null || !message.HasResponse || !(RetryAfter.Find(message.Response, time) > longestPause);
}
