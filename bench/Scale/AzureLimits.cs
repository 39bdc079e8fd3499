namespace Shaken.Scale;

/// <summary>What Azure's services take, as Microsoft publishes it ("Scalability and performance targets", "Key Vault service limits"), per second.</summary>
internal sealed record AzureLimits
{
    /// <summary>Requests of one storage account; some regions have twice that, by default or on request.</summary>
    public int AccountRequests { get; init; } = 20_000;

    /// <summary>Entities of 1 KiB of one partition of a table. Each entity that a listing returns is counted as one: the strict reading.</summary>
    public int PartitionEntities { get; init; } = 2_000;

    /// <summary>Signatures (EC P-256) of one vault with software-protected keys: 4,000 in ten seconds.</summary>
    public int VaultSignatures { get; init; } = 400;

    /// <summary>The same with keys in a hardware module: 2,000 in ten seconds.</summary>
    public int VaultHardwareSignatures { get; init; } = 200;

    /// <summary>All vaults of a subscription in one region together: five times one.</summary>
    public int VaultsPerSubscription { get; init; } = 5;

    /// <summary>Instances of one function app on the plan Flex Consumption.</summary>
    public int AppInstances { get; init; } = 1_000;

    /// <summary>How much of any limit is planned with; the rest is for peaks and retries.</summary>
    public double UsableShare { get; init; } = 0.7;
}
