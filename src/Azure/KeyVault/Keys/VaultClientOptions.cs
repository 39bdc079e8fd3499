using Azure.Core;
using Azure.Core.Pipeline;

namespace Shaken.Azure.KeyVault.Keys;

/// <summary>How a vault is asked: Azure.Core's own options, and the process's share of the vault.</summary>
public sealed class VaultClientOptions : ClientOptions
{
    private const int MostRetries = 3;

    /// <summary>10 seconds for each try, 3 more tries, and no longer a pause than <see cref="VaultRate.LongestWait"/>.</summary>
    public VaultClientOptions()
    {
        Retry.MaxRetries = MostRetries;
        Retry.NetworkTimeout = TimeSpan.FromSeconds(10);
        Diagnostics.ApplicationId = "shaken";
    }

    public VaultRate Rate { get; init; } = VaultRate.Default;

    /// <summary>The pipeline to one vault: retries outside, then the pace, then the token.</summary>
    internal HttpPipeline NewPipeline(VaultAddress vault, TokenCredential credential, TimeProvider time)
    {
        RetryPolicy = new VaultRetry(Retry.MaxRetries, DelayStrategy.CreateExponentialDelayStrategy(Retry.Delay, Retry.MaxDelay), Rate.LongestWait, time);
        return HttpPipelineBuilder.Build(this, [], [new VaultPacePolicy(new VaultPace(Rate, time), time), new VaultAuthentication(credential, vault, time)], new ResponseClassifier());
    }
}
