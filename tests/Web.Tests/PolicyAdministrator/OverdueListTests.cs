using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Shaken.Core.PolicyAdministrator.Lists;
using Shaken.Core.Tests.Support;
using Shaken.Web.PolicyAdministrator;

namespace Shaken.Web.Tests.PolicyAdministrator;

/// <summary>The alarm where a list is due and does not come, as with its key's vault away.</summary>
public sealed class OverdueListTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Probe_OfAListThatIsOverdue_IsDegradedAndThenUnhealthy()
    {
        await using var world = await PaWorld.StartAsync();
        await world.ApproveAsync();

        // The probe's own clock goes on: by the program's the timer would publish the next list.
        var (schedule, time) = (TrustListSchedule.Default, new ManualTime());
        var probe = new PublishedListProbe(world.Program.Services.GetRequiredService<TrustListPublisher>(), schedule, time);
        Assert.Equal(HealthStatus.Degraded, (await probe.ProbeAsync(Token)).Status);
        await world.RunAsync("PaPublishList");
        Assert.Equal(HealthStatus.Healthy, (await probe.ProbeAsync(Token)).Status);

        time.Advance(schedule.Validity - schedule.RenewBefore + TimeSpan.FromMinutes(9));
        Assert.Equal(HealthStatus.Healthy, (await probe.ProbeAsync(Token)).Status);
        time.Advance(TimeSpan.FromMinutes(1));
        var late = await probe.ProbeAsync(Token);
        Assert.Equal(HealthStatus.Degraded, late.Status);
        Assert.Contains("has been due since", late.Description, StringComparison.Ordinal);
        time.Advance(schedule.RenewBefore);
        Assert.Equal(HealthStatus.Unhealthy, (await probe.ProbeAsync(Token)).Status);
    }
}
