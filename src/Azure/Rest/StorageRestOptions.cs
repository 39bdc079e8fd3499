using Azure.Core;
using Shaken.Core.Foundations;

namespace Shaken.Azure.Rest;

/// <summary>What the clients take besides an address: how they retry, time, randomness, and in tests another transport.</summary>
public sealed class StorageRestOptions : ClientOptions
{
    public StorageRestOptions(TimeProvider time, IRandom random, StorageRetries retries)
    {
        (Time, Random) = (time, random);
        RetryPolicy = new BoundedRetryPolicy(retries, time);
        Retry.NetworkTimeout = retries.TryTimeout;

        // Keys and documents are nobody's business, whoever listens to the SDK's events.
        Diagnostics.IsLoggingContentEnabled = false;
        Diagnostics.IsTelemetryEnabled = false;
    }

    public TimeProvider Time { get; }

    public IRandom Random { get; }
}
