using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Storage;
using Shaken.Core.Tenants;
using Shaken.Core.Tests.Support;
using Shaken.Core.Tests.Verification.Treatment;
using Shaken.Core.Verification.Statistics;
using Shaken.Core.Verification.Treatment;
using Shaken.Local.Records;

namespace Shaken.Core.Tests.Verification.Statistics;

/// <summary>An instance that counts calls, over a store that several may share.</summary>
internal sealed class CountWorld
{
    public CountWorld(IRecords? records = null, ManualTime? time = null, CallCountRetention? retention = null)
    {
        (Records, Time) = (records ?? new MemoryRecords(), time ?? new ManualTime());
        Counts = new CallCounts(new CallMetrics(), Time);
        Stored = new CallCountRecords(Records, retention ?? CallCountRetention.Usual, Time);
        Flush = new FlushCallCounts(Counts, Stored, SystemRandom.Instance, Log);
        Statistics = new CallStatistics(Stored);
    }

    public static Tenant North { get; } = TenantOf("north");

    public ManualTime Time { get; }

    public IRecords Records { get; }

    public CallCounts Counts { get; }

    public CallCountRecords Stored { get; }

    public FlushCallCounts Flush { get; }

    public CallStatistics Statistics { get; }

    public LogLines<FlushCallCounts> Log { get; } = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Tenant TenantOf(string id) =>
        TenantId.TryParse(id, out var parsed) && ProviderId.TryParse("US/1234", out var provider)
            ? new Tenant(parsed, id, provider, RestDialect.Both, IsActive: true, Revision: 1)
            : throw new ArgumentException(id, nameof(id));

    public static CallTreatment Treatment(Verstat verstat = Verstat.Passed, TreatmentAction action = TreatmentAction.Continue) =>
        new(action, verstat, Final: null, FinalReason: null, ReasonValues: [], DecidedBy: "test");

    public static ProviderId Signer(int number) =>
        ProviderId.TryParse($"US/S{number}", out var signer) ? signer : throw new ArgumentException("no code", nameof(number));

    /// <summary>Counts a call that passed with A.</summary>
    public void CountPassed(Tenant? tenant = null) =>
        Counts.CountVerified(tenant ?? North, TreatmentWorld.Passed(), Treatment(), "atis");

    /// <summary>Counts a call that failed.</summary>
    public void CountFailed(VerificationFailure failure) =>
        Counts.CountVerified(North, TreatmentWorld.Failed(failure), Treatment(failure.Codes().Verstat), "atis");

    /// <summary>The minute ends, and what was counted is stored.</summary>
    public async Task EndMinuteAsync()
    {
        Time.Advance(TimeSpan.FromMinutes(1));
        await Flush.RunAsync(isLast: false, Token);
    }

    /// <summary>Rows as "at label label: calls".</summary>
    public async Task<IReadOnlyList<string>> AskAsync(TimeSpan back, params string[] by)
    {
        var to = Time.GetUtcNow();
        Assert.True(CallStatisticsQuery.TryCreate(to - back, to, by, out var query, out var failure), failure);
        var rows = await Statistics.RunAsync(query, Token);
        Assert.NotNull(rows);
        return [.. rows.Select(row => $"{row.At:HH:mm} {string.Join(' ', row.Values)}: {row.Calls}".Trim())];
    }
}
