using Microsoft.Extensions.Logging;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;
using Shaken.Core.Tenants;

namespace Shaken.Core.Authentication.Policies;

/// <summary>
/// The rules that calls are signed by, in memory. A warm look-up reads the store in the background and does not wait for it; only the first
/// call of a tenant does, and one that comes after a long silence. A change counts on every instance after two look-ups that are
/// <see cref="Fresh"/> apart.
/// </summary>
public sealed partial class KeptSigningRules : IDisposable
{
    /// <summary>Older rules are read again in the background.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    /// <summary>Older rules are not used, unless they were confirmed: after a silence, or while the store does not answer.</summary>
    public static readonly TimeSpan MostUnconfirmed = TimeSpan.FromMinutes(5);

    private const int MostTenants = 4096;
    private const long MostRows = 2_000_000;

    private readonly SigningPolicies _policies;
    private readonly TimeProvider _time;
    private readonly ILogger<KeptSigningRules> _logger;
    private readonly BoundedCache<TenantId, Entry> _entries = new(MostTenants, entry => 1 + entry.Rules.Numbers.Rows.Count, MostRows);
    private readonly SemaphoreSlim _reading = new(1, 1);

    public KeptSigningRules(SigningPolicies policies, TimeProvider time, ILogger<KeptSigningRules> logger) =>
        (_policies, _time, _logger) = (policies, time, logger);

    /// <exception cref="StorageException">The rules are not known here, and the store does not answer.</exception>
    public ValueTask<SigningRules> GetAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        if (!_entries.TryGet(tenant, out var entry)) return ReadAsync(tenant, cancellationToken);
        var age = _time.GetElapsedTime(entry.ReadAt);
        if (age >= MostUnconfirmed) return ReadAsync(tenant, cancellationToken);
        if (age >= Fresh && entry.TryBeginRefresh(_time)) _ = Task.Run(() => RefreshAsync(tenant, entry), CancellationToken.None);
        return ValueTask.FromResult(entry.Rules);
    }

    /// <summary>Forgets what was read, so that a change made here counts here at once.</summary>
    public void Forget(TenantId tenant) => _entries.Remove(tenant);

    public void Dispose() => _reading.Dispose();

    // One at a time: many calls of a tenant that come at once after a start read its table once.
    private async ValueTask<SigningRules> ReadAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            var isKnown = _entries.TryGet(tenant, out var known);
            if (isKnown && _time.GetElapsedTime(known!.ReadAt) < Fresh) return known.Rules;
            return (await ReadAsync(tenant, known, cancellationToken)).Rules;
        }
        finally
        {
            _reading.Release();
        }
    }

    private async Task RefreshAsync(TenantId tenant, Entry known)
    {
        try
        {
            await ReadAsync(tenant, known, CancellationToken.None);
        }
#pragma warning disable CA1031 // Nobody awaits this: whatever it meets is logged, and the next call tries again.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogNotConfirmed(exception, tenant.Value, MostUnconfirmed);
        }
    }

    private async ValueTask<Entry> ReadAsync(TenantId tenant, Entry? known, CancellationToken cancellationToken)
    {
        // Taken before the read: a change that comes during it may be missing from the result.
        var readAt = _time.GetTimestamp();
        var stored = await _policies.GetAsync(tenant, cancellationToken);
        var rules = known is not null && known.Revision == stored.Revision
            ? known.Rules
            : new SigningRules(stored.Policy, await _policies.ReadNumbersAsync(stored, cancellationToken));
        var entry = new Entry(rules, stored.Revision, readAt);
        _entries.Set(tenant, entry);
        return entry;
    }

    [LoggerMessage(EventId = 4201, Level = LogLevel.Warning,
        Message = "The signing policy of {Tenant} could not be read again; the one before is used for {Bound} at most")]
    private partial void LogNotConfirmed(Exception exception, string tenant, TimeSpan bound);

    private sealed class Entry(SigningRules rules, long revision, long readAt)
    {
        private long _triedAt = readAt;

        public SigningRules Rules { get; } = rules;

        public long Revision { get; } = revision;

        public long ReadAt { get; } = readAt;

        // One caller refreshes; after a failure another does when the rules would have been read again.
        public bool TryBeginRefresh(TimeProvider time)
        {
            var tried = Interlocked.Read(ref _triedAt);
            return time.GetElapsedTime(tried) >= Fresh && Interlocked.CompareExchange(ref _triedAt, time.GetTimestamp(), tried) == tried;
        }
    }
}
