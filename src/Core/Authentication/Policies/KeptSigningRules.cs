using Microsoft.Extensions.Logging;
using Shaken.Core.Storage;
using Shaken.Core.Tenants;

namespace Shaken.Core.Authentication.Policies;

/// <summary>
/// The rules that calls are signed by, in memory. A warm look-up reads the store in the background and does not wait for it; only the first
/// calls of a tenant do, and those that come after a long silence. They share one read, and no tenant waits for the table of another. A
/// change counts on every instance after two look-ups that are <see cref="Fresh"/> apart.
/// </summary>
public sealed partial class KeptSigningRules
{
    /// <summary>Older rules are read again in the background.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    /// <summary>Older rules are not used, unless they were confirmed: after a silence, or while the store does not answer.</summary>
    public static readonly TimeSpan MostUnconfirmed = TimeSpan.FromMinutes(5);

    private const int MostTenants = 4096;
    private const long MostRows = 2_000_000;

    private readonly SigningPolicies _policies;
    private readonly ILogger<KeptSigningRules> _logger;
    private readonly KeptReads<TenantId, Kept> _reads;
    private readonly Func<TenantId, CancellationToken, ValueTask<Kept?>> _read;

    public KeptSigningRules(SigningPolicies policies, TimeProvider time, ILogger<KeptSigningRules> logger)
    {
        (_policies, _logger) = (policies, logger);
        _read = ReadAsync;
        _reads = new KeptReads<TenantId, Kept>(
            new ReadLife(RefreshAfter: Fresh, Fresh: MostUnconfirmed, DuringOutage: MostUnconfirmed), time, MostTenants,
            kept => 1 + kept.Rules.Numbers.Rows.Count, MostRows,
            (tenant, exception) => LogNotConfirmed(exception, tenant.Value, MostUnconfirmed));
    }

    /// <exception cref="StorageException">The rules are not known here, and the store does not answer.</exception>
    public async ValueTask<SigningRules> GetAsync(TenantId tenant, CancellationToken cancellationToken) =>
        (await _reads.GetAsync(tenant, _read, cancellationToken))!.Rules;

    /// <summary>Forgets what was read, so that a change made here counts here at once.</summary>
    public void Forget(TenantId tenant) => _reads.Forget(tenant);

    // The table is read only where the policy is another.
    private async ValueTask<Kept?> ReadAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var stored = await _policies.GetAsync(tenant, cancellationToken);
        return _reads.FindLast(tenant) is { } known && known.Revision == stored.Revision
            ? known
            : new Kept(
                new SigningRules(stored.Policy, await _policies.ReadNumbersAsync(stored, cancellationToken)), stored.Revision);
    }

    [LoggerMessage(EventId = 4201, Level = LogLevel.Warning,
        Message = "The signing policy of {Tenant} could not be read again; the one before is used for {Bound} at most")]
    private partial void LogNotConfirmed(Exception exception, string tenant, TimeSpan bound);

    private sealed record Kept(SigningRules Rules, long Revision);
}
