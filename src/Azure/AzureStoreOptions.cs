using Azure.Core;
using Azure.Core.Pipeline;
using Shaken.Azure.Clients;
using Shaken.Core.Foundations;

namespace Shaken.Azure;

/// <summary>What a store needs besides its account.</summary>
/// <param name="Time">
/// For the pauses that the service asks for. Requests are dated by the machine's clock: Azure's clients read no other.
/// </param>
/// <param name="Random">For the ids of writes.</param>
/// <param name="Retries">How often and how long each request is tried.</param>
public sealed record AzureStoreOptions(TimeProvider Time, IRandom Random, StorageRetries Retries)
{
    /// <summary>What requests go through; null: the network.</summary>
    public HttpPipelineTransport? Transport { get; init; }

    /// <summary>Sets up one of Azure's clients with the policies of this store.</summary>
    internal TOptions ApplyTo<TOptions>(TOptions options)
        where TOptions : ClientOptions
    {
        options.RetryPolicy = new BoundedRetryPolicy(Retries, Time);
        options.Retry.NetworkTimeout = Retries.TryTimeout;
        options.AddPolicy(new TransferTimePolicy(Retries.TryTimeout), HttpPipelinePosition.PerCall);
        options.AddPolicy(TriesPolicy.Instance, HttpPipelinePosition.PerRetry);

        // Keys and documents do not go to those who listen to the clients' events.
        options.Diagnostics.IsLoggingContentEnabled = false;
        options.Diagnostics.IsTelemetryEnabled = false;
        if (Transport is not null) options.Transport = Transport;
        return options;
    }
}
