using System.Text;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Shaken.Azure.KeyVault;
using Shaken.Core.Foundations;
using Shaken.Core.ServiceProvider.Renewal;
using Shaken.Core.Storage;
using Shaken.Web.Shared.Crls;

namespace Shaken.Web.Shared.Health;

/// <summary>Writes a record of a few octets and waits until it is durable: a full disk fails it as it fails a publication.</summary>
internal sealed class StoreWriteProbe(IStoreHealth store, IRecords records, IRandom random, TimeProvider time)
{
    /// <summary>Each instance has one record here, under a random name; the records of instances that ended are removed a day later.</summary>
    public const string Table = "health";

    private const int NameOctets = 16;
    private const int Batch = 100;
    private static readonly TimeSpan Life = TimeSpan.FromDays(1);
    private static readonly byte[] Document = Encoding.UTF8.GetBytes("{}");

    private RecordKey? _key;
    private ETag? _version;

    public async Task<HealthCheckResult> ProbeAsync(CancellationToken cancellationToken)
    {
        // What the store knows of itself, such as a full disk, says more than a failed write.
        if (await store.FindFaultAsync(cancellationToken) is { } fault) throw new StorageException(fault);

        // After a failed write the version in the store is unknown: the next round begins with another name.
        var (key, version) = (_key, _version);
        _version = null;
        var expiresAt = time.GetUtcNow() + Life;
        if (key is not null && version is { } expected) _version = await records.TryReplaceAsync(new NewRecord(key, Document, expiresAt), expected, cancellationToken);
        if (_version is not null) return HealthCheckResult.Healthy();

        await records.RemoveExpiredAsync(Table, time.GetUtcNow(), Batch, cancellationToken);
        _key = new RecordKey(Table, "instances", random.NewText(NameOctets));
        _version = await records.TryInsertAsync(new NewRecord(_key, Document, expiresAt), cancellationToken);
        return HealthCheckResult.Healthy();
    }
}

/// <summary>The CRLs that this deployment publishes: the last one is good, and the next one is not overdue.</summary>
internal sealed class PublishedCrlProbe(CrlPublishers publishers, TimeProvider time)
{
    // The timer looks every minute and a large list takes a while.
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(10);

    public async Task<HealthCheckResult> ProbeAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var crl in new[] { publishers.Administrator, publishers.Own }.OfType<ConfiguredCrl>())
        {
            if (await crl.Publisher.FindCurrentAsync(cancellationToken) is not { } list) return HealthCheckResult.Degraded("the first CRL is not published yet");
            if (list.NextUpdate <= now) return HealthCheckResult.Unhealthy($"the published CRL has expired at {list.NextUpdate:u}");
            if (list.NextPublication + Slack <= now) return HealthCheckResult.Degraded($"the next CRL has been due since {list.NextPublication:u}");
        }

        return HealthCheckResult.Healthy();
    }
}

/// <summary>The provider's own certificate: there is one, and its renewal is not overdue.</summary>
internal sealed class RenewalProbe(CertificateRenewal renewal, TimeProvider time)
{
    public async Task<HealthCheckResult> ProbeAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (await renewal.FindCurrentAsync(cancellationToken) is not { } current) return HealthCheckResult.Degraded("there is no certificate yet");
        if (current.NotAfter <= now) return HealthCheckResult.Unhealthy($"the certificate has expired at {current.NotAfter:u}");

        // A quarter of the time that renewal has: several tries have failed by then.
        var overdue = current.RenewAt + ((current.NotAfter - current.RenewAt) / 4);
        return overdue <= now ? HealthCheckResult.Degraded($"renewal has been due since {current.RenewAt:u}; the certificate expires at {current.NotAfter:u}") : HealthCheckResult.Healthy();
    }
}

/// <summary>Secrets of a vault that a module keeps keys in: the vault probe looks at them too.</summary>
internal sealed record SecretsInVault(VaultAddress Vault, string Name);

/// <summary>The vaults: each key that was opened at the start is still there and may sign.</summary>
internal sealed class VaultProbe(Vaults vaults, IEnumerable<SecretsInVault> secrets)
{
    public async Task<HealthCheckResult> ProbeAsync(CancellationToken cancellationToken)
    {
        var fault = await vaults.FindKeysFaultAsync(cancellationToken);
        foreach (var (vault, name) in secrets) fault ??= await vaults.FindSecretsFaultAsync(vault, name, cancellationToken);

        // The words name the vault, so they go to the log, as the exception's, and not to strangers.
        return fault is null ? HealthCheckResult.Healthy() : throw new StorageException(fault);
    }
}
