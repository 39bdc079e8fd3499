using System.Net;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Core.Auditing;
using Shaken.Core.Delegation.Customers;
using Shaken.Core.Delegation.Grants;
using Shaken.Core.Foundations;
using Shaken.Core.Numbering;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Support;
using Shaken.Local.Records;
using Shaken.Web.Delegation;
using Shaken.Web.Shared.Hosting;

namespace Shaken.Web.Tests.Delegation;

/// <summary>What grants need by the clock, and what health says of it.</summary>
public sealed class DelegationTimerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Timers_GrantThatEnds_LeavesTheBase()
    {
        await using var world = await DelegationWorld.StartAsync();
        await world.AddCustomerAsync("a");
        var made = await world.AsAsync("registrar", "delegation/grants", new
        {
            customer = "a",
            provider = "US/1234",
            numbers = (string[])["14155550100"],
            until = world.Program.Time.GetUtcNow() + TimeSpan.FromHours(1),
            originators = (string[])["US/OSP1"],
            reason = "asked",
        });
        Assert.Equal(HttpStatusCode.Created, made.Status);
        var key = await world.KeyOfNewUserAsync("osp", "account-user", "one");
        var (_, cursor) = await world.CopyAsync(key);
        world.Program.Time.Advance(TimeSpan.FromHours(2));
        foreach (var name in (string[])["DelegationCompare", "DelegationSettle", "DelegationFollow", "DelegationPurge"])
            await FunctionTable.Timers.Single(timer => timer.Name == name).RunAsync(world.Program.Services, Token);
        Assert.Equal(["14155550100;OSP1;REMOVED"], (await world.CopyAsync(key, $"?since={cursor}")).Lines);
        Assert.Empty((await world.CopyAsync(key)).Lines);
    }

    // Just withdrawn is no fault; five minutes without a revocation is one.
    [Fact]
    public async Task Probe_RevocationThatWaits_IsDegradedAfterFiveMinutes()
    {
        var (time, records) = (new ManualTime(), new MemoryRecords());
        var audit = new AuditLog(records, time);
        var customers = new DelegationCustomers(audit, records, time, SystemRandom.Instance);
        Assert.True(CustomerId.TryParse("a", out var customer));
        Assert.True(ProviderId.TryParse("US/1234", out var provider));
        Assert.True(NumberTexts.TryParse(["14155550100"], out var numbers, out _));
        await customers.ChangeAsync(customer, 0, CustomerTerms.Create("A", isActive: true).Value, Act("1"), Token);
        var grants = new NumberGrants(
            customers, new LendingProviders([new LendingProvider(provider, numbers)], new NoTable()),
            new GrantRules(TimeSpan.FromDays(30)), audit, records, time, SystemRandom.Instance);
        var issued = new Revocations { AreDown = true };
        var settle = new SettleWithdrawn(
            [issued], audit, records, time, SystemRandom.Instance, NullLogger<SettleWithdrawn>.Instance);
        var probe = new WithdrawnGrantsProbe(settle, time);
        var terms = GrantTerms.Create(
            customer, provider, numbers, from: null, time.GetUtcNow() + TimeSpan.FromDays(1), isShared: false).Value;
        var grant = (await grants.GrantAsync(terms, Act("2"), Token)).Value;
        await grants.WithdrawAsync(grant.Id, Act("3"), Token);
        Assert.False(await settle.TryRunAsync(grant.Id, Token));
        Assert.Equal(HealthStatus.Healthy, (await probe.ProbeAsync(Token)).Status);
        time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(HealthStatus.Degraded, (await probe.ProbeAsync(Token)).Status);
        issued.AreDown = false;
        await settle.RunAsync(Token);
        Assert.Equal(HealthStatus.Healthy, (await probe.ProbeAsync(Token)).Status);
    }

    private static ActRequest Act(string id) =>
        ActRequest.TryCreate(new AuditParty("operator", "root"), null, "asked", id, out var act, out var failure)
            ? act
            : throw new InvalidOperationException(failure);

    private sealed class NoTable : INumberDirectory
    {
        public ValueTask<NumberAssignment?> FindAsync(TelephoneNumber number, CancellationToken cancellationToken) =>
            new((NumberAssignment?)null);
    }

    private sealed class Revocations : IWithdrawnGrants
    {
        public bool AreDown { get; set; }

        public ValueTask<bool> RevokeAsync(NumberGrant grant, string reason, CancellationToken cancellationToken) =>
            AreDown ? throw new StorageException("down") : ValueTask.FromResult(true);
    }
}
