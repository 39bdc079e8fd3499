using Shaken.Contracts;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;
using Shaken.Core.Tenants;
using Shaken.Core.Verification.Treatment;

namespace Shaken.Core.Tests.Verification.Treatment;

/// <summary>Policies in the store: revisions, repeated requests, the audit log, the call path.</summary>
public sealed class TreatmentPoliciesTests
{
    private const string Numbered =
        """{"profile":"deliver","rules":[{"name":"vip","scope":{"number":"12155550131"},"outcomes":{"stale-date":{"action":"reject"}}}]}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_TenantWithoutPolicy_IsDeliverOfRevision0()
    {
        var world = await TreatmentWorld.NewAsync();
        var kept = (await world.Policies.GetAsync(TreatmentWorld.Tenant, Token)).Value;
        Assert.Equal((TreatmentProfile.Deliver, 0L, null), (kept.Policy.Profile, kept.Revision, kept.ChangedAt));
    }

    [Fact]
    public async Task Change_UnknownTenant_IsRefused()
    {
        var world = await TreatmentWorld.NewAsync();
        Assert.True(TenantId.TryParse("nobody", out var nobody));
        Assert.Equal(TreatmentFailure.TenantNotFound, (await world.Policies.GetAsync(nobody, Token)).Failure.Failure);
        var outcome = await world.Policies.ChangeAsync(nobody, 0, TreatmentWorld.Document(Numbered), TreatmentWorld.Act(), Token);
        Assert.Equal(TreatmentFailure.TenantNotFound, outcome.Failure.Failure);
    }

    [Fact]
    public async Task Change_OtherRevision_IsRefusedAndSameRequestAgainIsNot()
    {
        var world = await TreatmentWorld.NewAsync();
        var document = TreatmentWorld.Document(Numbered);
        Assert.Equal(1, (await ChangeAsync(0, "one")).Value.Revision);
        Assert.Equal(TreatmentFailure.RevisionDiffers, (await ChangeAsync(0, "two")).Failure.Failure);
        Assert.Equal(1, (await ChangeAsync(0, "one")).Value.Revision);
        Assert.Equal(2, (await ChangeAsync(1, "three")).Value.Revision);

        async Task<Outcome<KeptTreatmentPolicy, TreatmentRefusal>> ChangeAsync(long revision, string request) =>
            await world.Policies.ChangeAsync(TreatmentWorld.Tenant, revision, document, TreatmentWorld.Act(request), Token);
    }

    [Fact]
    public async Task Change_IsAudited_WithoutNumbers()
    {
        var world = await TreatmentWorld.NewAsync(Numbered);
        var filter = new AuditFilter(Subject: new AuditParty("treatment-policy", TreatmentWorld.Tenant.Value));
        var act = Assert.Single((await world.Audit.ListAsync(filter, cursor: null, 10, Token)).Entries).Act;
        Assert.Equal(("treatment-policy-changed", "as decided"), (act.Action, act.Reason));
        Assert.Equal(["profile", "rules", "sha256"], act.Changes.Select(change => change.Field));
        Assert.Equal("vip: stale-date reject", act.Changes[1].After);
        Assert.DoesNotContain(act.Changes, change => change.After?.Contains("1215555", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task Change_OfAScopeAlone_ShowsInTheDigest()
    {
        var world = await TreatmentWorld.NewAsync(Numbered);
        await world.SetAsync(Numbered.Replace("12155550131", "12155550132", StringComparison.Ordinal));
        var filter = new AuditFilter(Subject: new AuditParty("treatment-policy", TreatmentWorld.Tenant.Value));
        var last = (await world.Audit.ListAsync(filter, cursor: null, 10, Token)).Entries[^1].Act;
        Assert.Equal(["sha256"], last.Changes.Select(change => change.Field));
    }

    [Fact]
    public async Task Find_ForCalls_IsReadOnceInAWhileAndKnowsAChangeHereAtOnce()
    {
        var world = await TreatmentWorld.NewAsync(Numbered);
        var reads = 0;
        var records = new InterceptedRecords(world.Records)
        {
            Hook = (call, next) =>
            {
                reads += call.Operation == StoreOperation.Find ? 1 : 0;
                return next();
            },
        };
        var other = new TreatmentWorld(records, world.Time);
        for (var call = 0; call < 10; call++) Assert.Single((await other.Policies.FindAsync(TreatmentWorld.Tenant, Token)).Rules);
        Assert.Equal(1, reads);
        await other.SetAsync("""{"profile":"cut","rules":[]}""");
        Assert.Empty((await other.Policies.FindAsync(TreatmentWorld.Tenant, Token)).Rules);
        world.Time.Advance(BriefReads<TenantId, KeptTreatmentPolicy>.Fresh);
        Assert.Equal(TreatmentProfile.Cut, (await world.Policies.FindAsync(TreatmentWorld.Tenant, Token)).Profile);
    }
}
