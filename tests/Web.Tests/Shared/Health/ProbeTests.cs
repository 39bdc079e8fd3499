using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Contracts;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Support;
using Shaken.Local.Blobs;
using Shaken.Local.Records;
using Shaken.Web.Shared.Health;
using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.Shared.Health;

public sealed class ProbeTests
{
    private readonly ManualTime _time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Check_BeforeTheFirstAnswer_IsUnhealthy() => Assert.Equal(HealthStatus.Unhealthy, (await CheckAsync(New(_ => Task.FromResult(HealthCheckResult.Healthy())))).Status);

    [Fact]
    public async Task Ask_WithoutAnAnswer_EndsAtItsDeadline()
    {
        var probe = New(async token =>
        {
            await Task.Delay(TimeSpan.FromDays(1), _time, token);
            return HealthCheckResult.Healthy();
        });
        var asking = probe.AskAsync(Token);
        _time.Advance(TimeSpan.FromSeconds(10));
        await asking;
        Assert.Equal("no answer within 10 seconds", (await CheckAsync(probe)).Description);
    }

    // A fault that reports itself as a cancellation is still an answer: only our own token ends the loop.
    [Fact]
    public async Task Ask_WhenTheStoreThrowsACancellation_IsUnhealthy()
    {
        var probe = New(_ => throw new TaskCanceledException("the connection timed out", new TimeoutException()));
        await probe.AskAsync(Token);
        Assert.Equal(HealthStatus.Unhealthy, (await CheckAsync(probe)).Status);
    }

    [Fact]
    public async Task Ask_WhenToldToStop_Ends()
    {
        using var stopping = new CancellationTokenSource();
        var asking = New(async token =>
        {
            await Task.Delay(TimeSpan.FromDays(1), _time, token);
            return HealthCheckResult.Healthy();
        }).AskAsync(stopping.Token);
        await stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
    }

    [Fact]
    public async Task Check_WithoutAnswerForThreeRounds_IsUnhealthy()
    {
        var probe = New(_ => Task.FromResult(HealthCheckResult.Healthy()));
        await probe.AskAsync(Token);
        _time.Advance(TimeSpan.FromSeconds(120));
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(probe)).Status);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HealthStatus.Unhealthy, (await CheckAsync(probe)).Status);
    }

    [Fact]
    public async Task StoreProbe_AfterALostAnswer_GoesOn_AndLeavesNothingBehindForLong()
    {
        var (records, outage) = (new MemoryRecords(), new Outage());
        var faulty = new InterceptedRecords(records) { Hook = (call, next) => call.IsWrite ? outage.CountAsync(next) : next() };
        var probe = new StoreWriteProbe(new StoreProbe(records, new MemoryBlobs(), new ETag("0")), faulty, SystemRandom.Instance, _time);
        await probe.ProbeAsync(Token);
        await probe.ProbeAsync(Token);
        outage.FailsAt = outage.Operations + 1;
        outage.IsAfterTheChange = true;
        await Assert.ThrowsAsync<StorageException>(() => probe.ProbeAsync(Token));
        Assert.Equal(HealthStatus.Healthy, (await probe.ProbeAsync(Token)).Status);
        Assert.Equal(2, (await records.ListAsync(StoreWriteProbe.Table, "instances", null, 10, Token)).Records.Count);

        _time.Advance(TimeSpan.FromDays(2));
        await new StoreWriteProbe(new StoreProbe(records, new MemoryBlobs(), new ETag("0")), records, SystemRandom.Instance, _time).ProbeAsync(Token);
        Assert.Single((await records.ListAsync(StoreWriteProbe.Table, "instances", null, 10, Token)).Records);
    }

    private static Task<HealthCheckResult> CheckAsync(Probe probe) => probe.CheckHealthAsync(new HealthCheckContext(), Token);

    private Probe New(Func<CancellationToken, Task<HealthCheckResult>> ask) => new("store", TimeSpan.FromSeconds(30), HealthStatus.Unhealthy, ask, _time, NullLogger<Probe>.Instance);
}
