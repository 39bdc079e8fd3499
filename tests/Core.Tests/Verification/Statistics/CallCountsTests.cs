using System.Diagnostics.Metrics;
using Shaken.Core.Passports;
using Shaken.Core.Verification.Statistics;
using Shaken.Core.Verification.Treatment;

namespace Shaken.Core.Tests.Verification.Statistics;

/// <summary>Counts in memory: by which labels, in which bounds, and that none is lost or counted twice.</summary>
public sealed class CallCountsTests
{
    [Fact]
    public void CountVerified_FailedCall_HasTheLabelsOfItsVerdict()
    {
        var world = new CountWorld();
        var failed = Treatment.TreatmentWorld.Failed(VerificationFailure.CertificateUntrusted) with { Signer = CountWorld.Signer(1) };
        world.Counts.CountVerified(CountWorld.North, failed, CountWorld.Treatment(Verstat.Failed, TreatmentAction.Mark), "3gpp");
        var count = Assert.Single(Assert.Single(world.Counts.Take(withRunning: true)).Counts);
        Assert.Equal(
            new CallLabels(
                CallSide.Terminating, "north", Verstat.Failed, 437, Attest: null, Country: "", "US/S1", "3gpp", TreatmentAction.Mark,
                Type: null),
            count.Labels);
    }

    [Fact]
    public void CountSigned_Call_HasTheLabelsOfItsTenant()
    {
        var world = new CountWorld();
        world.Counts.CountSigned(CountWorld.North, Attestation.B, PassportType.Shaken);
        var labels = Assert.Single(Assert.Single(world.Counts.Take(withRunning: true)).Counts).Labels;
        Assert.Equal(
            (CallSide.Originating, "north", Attestation.B, "US", "US/1234", PassportType.Shaken),
            (labels.Side, labels.Tenant, labels.Attest, labels.Country, labels.Signer, labels.Type));
    }

    [Fact]
    public void Take_RunningMinute_StaysUnlessItIsTheLast()
    {
        var world = new CountWorld();
        world.CountPassed();
        Assert.Empty(world.Counts.Take(withRunning: false));
        world.Time.Advance(TimeSpan.FromMinutes(1));
        world.CountPassed();
        Assert.Equal(1, Assert.Single(Assert.Single(world.Counts.Take(withRunning: false)).Counts).Calls);
        Assert.Equal(1, Assert.Single(Assert.Single(world.Counts.Take(withRunning: true)).Counts).Calls);
        Assert.Empty(world.Counts.Take(withRunning: true));
    }

    [Fact]
    public async Task Take_WhileManyCount_LosesNoneAndCountsNoneTwice()
    {
        const int threads = 8;
        const int calls = 20_000;
        var world = new CountWorld();
        var counting = Task.WhenAll(Enumerable.Range(0, threads).Select(_ => Task.Run(() =>
        {
            for (var call = 0; call < calls; call++) world.CountPassed();
        })));
        long taken = 0;
        while (!counting.IsCompleted) taken += Sum(world);
        await counting;
        Assert.Equal(threads * calls, taken + Sum(world));
    }

    [Fact]
    public void CountVerified_ManySigners_BecomeOther()
    {
        var world = new CountWorld();
        for (var signer = 0; signer < 600; signer++)
        {
            var verdict = Treatment.TreatmentWorld.Passed() with { Signer = CountWorld.Signer(signer) };
            world.Counts.CountVerified(CountWorld.North, verdict, CountWorld.Treatment(), "atis");
        }

        var counts = Assert.Single(world.Counts.Take(withRunning: true)).Counts;
        Assert.Equal(513, counts.Count);
        Assert.Equal(88, counts.Single(count => count.Labels.Signer == CallLabels.Other).Calls);
    }

    [Fact]
    public void CountVerified_ManySetsOfLabels_StayWithinTheBound()
    {
        var world = new CountWorld();
        const int tenants = 40;
        for (var tenant = 0; tenant < tenants; tenant++)
        {
            for (var signer = 0; signer < 100; signer++)
            {
                var verdict = Treatment.TreatmentWorld.Passed() with { Signer = CountWorld.Signer(signer) };
                world.Counts.CountVerified(CountWorld.TenantOf($"t{tenant}"), verdict, CountWorld.Treatment(), "atis");
            }
        }

        var counts = Assert.Single(world.Counts.Take(withRunning: true)).Counts;
        Assert.InRange(counts.Count, 1, CallCounts.MaxKeys + 1);
        Assert.Equal(tenants * 100, counts.Sum(count => count.Calls));
        Assert.Equal((tenants * 100) - CallCounts.MaxKeys, counts.Single(count => count.Labels.Tenant == CallLabels.Other).Calls);
    }

    [Fact]
    public void CountVerified_AsAMetric_HasNoLabelButThose()
    {
        using var metrics = new CallMetrics();
        var measured = new List<(string Name, long Calls, string Tags)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == TreatmentMetrics.MeterName) self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, calls, tags, _) =>
        {
            var texts = tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}").Order(StringComparer.Ordinal);
            lock (measured) measured.Add((instrument.Name, calls, string.Join(' ', texts)));
        });
        listener.Start();
        var tenant = CountWorld.TenantOf($"metric-{Environment.ProcessId}");
        new CallCounts(metrics, new Support.ManualTime()).CountVerified(
            tenant, Treatment.TreatmentWorld.Passed(), CountWorld.Treatment(), "atis");
        lock (measured)
        {
            var own = measured.Where(one => one.Tags.Contains($"tenant={tenant.Id}", StringComparison.Ordinal));
            Assert.Equal(
                [
                    ("shaken.vs.calls", 1L,
                        $"action=continue attest=A code=0 country=none dialect=atis signer=none tenant={tenant.Id} type=none "
                        + "verstat=TN-Validation-Passed"),
                ],
                own);
        }
    }

    private static long Sum(CountWorld world) =>
        world.Counts.Take(withRunning: true).SelectMany(minute => minute.Counts).Sum(count => count.Calls);
}
