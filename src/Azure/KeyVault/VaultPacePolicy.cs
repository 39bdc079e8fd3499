using Azure.Core;
using Azure.Core.Pipeline;

namespace Shaken.Azure.KeyVault;

/// <summary>Keeps the pace on each try, and tells it when the vault asks for a pause.</summary>
internal sealed class VaultPacePolicy(VaultPace pace, TimeProvider time) : HttpPipelinePolicy
{
    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        await pace.WaitAsync(message.CancellationToken);
        await ProcessNextAsync(message, pipeline);
        if (message.Response.Status is 429 or 503 && RetryAfter.Find(message.Response, time) is { } asked) pace.PauseFor(asked);
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException("Vaults are asked asynchronously: nothing blocks a thread.");
}
