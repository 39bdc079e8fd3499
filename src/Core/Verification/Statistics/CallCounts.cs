using System.Collections.Concurrent;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Tenants;
using Shaken.Core.Trust.Verdicts;
using Shaken.Core.Verification.Treatment;
using Shaken.Core.Verification.Verdicts;

namespace Shaken.Core.Verification.Statistics;

/// <summary>
/// Counts calls without personal data, per minute, in this process. Counting takes no lock and never throws. What was counted stays here
/// until <see cref="FlushCallCounts"/> has stored it: a crash loses the running minute, and those that wait for a store that is down.
/// </summary>
public sealed class CallCounts
{
    /// <summary>Sets of labels that are told apart at once; the rest counts as "other".</summary>
    public const int MaxKeys = 2048;

    private const int MaxTenants = 1024;
    private const int MaxSigners = 512;
    private const int MaxDialects = 16;

    // Trusted-CA lists of all countries have fewer roots in use; what strangers claim gets few names.
    private const int MaxRoots = 512;
    private const int MaxClaims = 128;
    private const int RootDigits = 16;

    private readonly ConcurrentDictionary<Key, Cell> _cells = new();
    private readonly BoundedLabels<TenantId> _tenants = new(MaxTenants, tenant => tenant.Value);
    private readonly BoundedLabels<ProviderId> _signers = new(MaxSigners, signer => signer.ToString());
    private readonly BoundedLabels<string> _dialects = new(MaxDialects, dialect => dialect);
    private readonly BoundedLabels<string> _roots = new(MaxRoots, root => root[..RootDigits]);
    private readonly BoundedLabels<ClaimedIssuer> _claims = new(MaxClaims, claim => $"{claim.Key} {claim.Provider}".TrimEnd());
    private readonly CallMetrics _metrics;
    private readonly TimeProvider _time;
    private int _keys;

    public CallCounts(CallMetrics metrics, TimeProvider time) => (_metrics, _time) = (metrics, time);

    /// <summary>Counts a call that was verified.</summary>
    /// <param name="dialect">Of the request: <c>atis</c>, <c>3gpp</c>, <c>transnexus</c>, <c>vesper</c>.</param>
    public void CountVerified(Tenant tenant, CallVerdict verdict, CallTreatment treatment, string dialect) => Count(new CallLabels(
        CallSide.Terminating, _tenants.NameOf(tenant.Id), treatment.Verstat, CodeOf(verdict), verdict.Attest, verdict.Country?.Value ?? "",
        _signers.NameOf(verdict.Signer), _dialects.NameOf(dialect), treatment.Action, verdict.Caller?.Type)
    {
        Asserted = verdict.Asserted, Root = _roots.NameOf(verdict.Root), Claimed = _claims.NameOf(verdict.Claimed),
    });

    /// <summary>Counts a call that was signed.</summary>
    /// <param name="attest">Null: not a shaken PASSporT.</param>
    public void CountSigned(Tenant tenant, Attestation? attest, PassportType type) => Count(new CallLabels(
        CallSide.Originating, _tenants.NameOf(tenant.Id), Verstat: null, Code: 0, attest, tenant.Provider.Country.Value,
        _signers.NameOf(tenant.Provider), Dialect: "", Action: null, type));

    /// <summary>Takes what was counted, minute by minute. A call that is counted meanwhile is in this answer or in the next.</summary>
    /// <param name="withRunning">Also the minute that is not over.</param>
    internal IReadOnlyList<MinuteOfCalls> Take(bool withRunning)
    {
        var running = MinuteOf(_time.GetUtcNow());
        var taken = new SortedDictionary<long, List<CallCount>>();
        foreach (var (key, cell) in _cells)
        {
            if ((key.Minute >= running && !withRunning) || !_cells.TryRemove(new KeyValuePair<Key, Cell>(key, cell))) continue;
            Interlocked.Decrement(ref _keys);
            if (cell.Close() is not (> 0 and var calls)) continue;
            if (!taken.TryGetValue(key.Minute, out var counts)) taken[key.Minute] = counts = [];
            counts.Add(new CallCount(key.Labels, calls));
        }

        return [.. taken.Select(minute => new MinuteOfCalls(BeginningOf(minute.Key), minute.Value))];
    }

    private void Count(in CallLabels labels)
    {
        _metrics.Counted(labels);
        var key = new Key(MinuteOf(_time.GetUtcNow()), labels);
        while (!CellOf(key).TryIncrement())
        {
            // It was taken since it was found: the next one is new.
        }
    }

    private Cell CellOf(in Key key)
    {
        if (_cells.TryGetValue(key, out var cell)) return cell;
        var bounded = Volatile.Read(ref _keys) < MaxKeys ? key : key with { Labels = CallLabels.OthersOf(key.Labels.Side) };
        if (_cells.TryGetValue(bounded, out cell)) return cell;
        cell = new Cell();
        if (!_cells.TryAdd(bounded, cell)) return _cells.TryGetValue(bounded, out var other) ? other : Cell.Closed;
        Interlocked.Increment(ref _keys);
        return cell;
    }

    private static int CodeOf(CallVerdict verdict) => (verdict.Status ?? verdict.Failure?.Codes().Rfc8224)?.Code ?? 0;

    private static long MinuteOf(DateTimeOffset moment) => moment.UtcTicks / TimeSpan.TicksPerMinute;

    private static DateTimeOffset BeginningOf(long minute) => new(minute * TimeSpan.TicksPerMinute, TimeSpan.Zero);

    private readonly record struct Key(long Minute, CallLabels Labels);

    /// <summary>A count that is closed once, after which nothing can be added: no call is lost between counting and taking.</summary>
    private sealed class Cell
    {
        private const long IsClosed = long.MinValue;
        private long _calls;

        /// <summary>Takes nothing: the caller looks again.</summary>
        public static Cell Closed { get; } = new() { _calls = IsClosed };

        public bool TryIncrement()
        {
            for (var seen = Volatile.Read(ref _calls); seen >= 0;)
            {
                var found = Interlocked.CompareExchange(ref _calls, seen + 1, seen);
                if (found == seen) return true;
                seen = found;
            }

            return false;
        }

        public long Close() => Interlocked.Exchange(ref _calls, IsClosed);
    }
}
