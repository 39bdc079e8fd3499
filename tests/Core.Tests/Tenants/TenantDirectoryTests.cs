using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Contracts;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;
using Shaken.Core.Tenants;
using Shaken.Core.Tests.Support;
using Shaken.Local.Records;

namespace Shaken.Core.Tests.Tenants;

/// <summary>Tenants made and changed, by how many instances ever, and what stands in the audit log.</summary>
public sealed class TenantDirectoryTests
{
    private readonly ManualTime _time = new();
    private readonly MemoryRecords _records = new();
    private int _requests;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("a", true)]
    [InlineData("north-1", true)]
    [InlineData("1north", false)]
    [InlineData("North", false)]
    [InlineData("a.b", false)]
    [InlineData("", false)]
    public void TryParse_OfText_TakesOnlyItsAlphabet(string text, bool isId) => Assert.Equal(isId, TenantId.TryParse(text, out _));

    [Fact]
    public void TryParse_Of65Characters_IsFalse()
    {
        Assert.True(TenantId.TryParse(new string('a', 64), out _));
        Assert.False(TenantId.TryParse(new string('a', 65), out _));
    }

    [Fact]
    public async Task Change_OfANewTenant_IsReadBackListedAndAudited()
    {
        var tenants = Over(_records);
        var terms = TenantTerms.Create("North", Provider("US/1234"), RestDialect.Atis, isActive: true, showsAttestation: true).Value;
        var made = (await tenants.ChangeAsync(Id("north"), 0, terms, Act(), Token)).Value;
        Assert.Equal((1L, RestDialect.Atis, true), (made.Revision, made.Dialect, made.ShowsAttestation));
        Assert.Equal(made, await tenants.GetAsync(Id("north"), Token));
        Assert.Equal("north", Assert.Single((await tenants.ListAsync(null, 10, Token)).Tenants).Id.Value);
        Assert.Equal(["tenant-created"], await AuditedAsync("north"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Change_OfAnotherRevision_IsRefused(long revision)
    {
        var tenants = Over(_records);
        await tenants.ChangeAsync(Id("north"), 0, Terms("North"), Act(), Token);
        var refused = (await tenants.ChangeAsync(Id("north"), revision, Terms("South"), Act(), Token)).Failure;
        Assert.Equal(TenantFailure.RevisionDiffers, refused.Failure);
        Assert.Equal(["tenant-created"], await AuditedAsync("north"));
    }

    [Fact]
    public async Task Change_SameRequestAgain_ChangesNothing()
    {
        var (tenants, act) = (Over(_records), Act());
        for (var time = 0; time < 2; time++)
            Assert.Equal(1, (await tenants.ChangeAsync(Id("north"), 0, Terms("North"), act, Token)).Value.Revision);
        Assert.Equal(["tenant-created"], await AuditedAsync("north"));
    }

    [Fact]
    public async Task List_APageAtATime_GoesOnWhereItEnded()
    {
        var tenants = Over(_records);
        foreach (var id in (string[])["a", "b", "c"]) await tenants.ChangeAsync(Id(id), 0, Terms(id), Act(), Token);
        var first = await tenants.ListAsync(null, 2, Token);
        var second = await tenants.ListAsync(first.Continuation, 2, Token);
        Assert.Equal(["a", "b", "c"], first.Tenants.Concat(second.Tenants).Select(tenant => tenant.Id.Value));
        Assert.Null(second.Continuation);
    }

    [Fact]
    public async Task Find_AfterAChangeElsewhere_HasItSecondsLater()
    {
        var (here, there) = (Over(_records), Over(_records));
        await here.ChangeAsync(Id("north"), 0, Terms("North"), Act(), Token);
        Assert.Equal("North", (await there.FindAsync(Id("north"), Token))!.Name);
        await here.ChangeAsync(Id("north"), 1, Terms("South"), Act(), Token);
        Assert.Equal("South", (await here.FindAsync(Id("north"), Token))!.Name);
        Assert.Equal("North", (await there.FindAsync(Id("north"), Token))!.Name);
        _time.Advance(BriefReads<TenantId, Tenant>.Fresh);
        Assert.Equal("South", (await there.FindAsync(Id("north"), Token))!.Name);
    }

    [Fact]
    public async Task Find_WhileTheStoreIsDown_GivesTheLastReadForATime()
    {
        await Over(_records).ChangeAsync(Id("north"), 0, Terms("North"), Act(), Token);
        var isDown = false;
        var records = new InterceptedRecords(_records)
        {
            Hook = (_, next) => isDown ? throw new StorageException("down") : next(),
        };
        var tenants = Over(records);
        await tenants.FindAsync(Id("north"), Token);
        isDown = true;
        _time.Advance(BriefReads<TenantId, Tenant>.DuringOutage - TimeSpan.FromSeconds(1));
        Assert.NotNull(await tenants.FindAsync(Id("north"), Token));
        _time.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<StorageException>(() => tenants.FindAsync(Id("north"), Token).AsTask());
        await Assert.ThrowsAsync<StorageException>(() => tenants.FindAsync(Id("south"), Token).AsTask());
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\nb")]
    public void Create_WithAnotherName_IsRefused(string name) => Assert.Equal(
        TenantFailure.TermsNotAllowed,
        TenantTerms.Create(name, Provider("US/1234"), RestDialect.Both, isActive: true, showsAttestation: false).Failure.Failure);

    private static TenantId Id(string text) =>
        TenantId.TryParse(text, out var id) ? id : throw new ArgumentException("No id.", nameof(text));

    private static ProviderId Provider(string text) =>
        ProviderId.TryParse(text, out var provider) ? provider : throw new ArgumentException("No provider.", nameof(text));

    private static TenantTerms Terms(string name) =>
        TenantTerms.Create(name, Provider("US/1234"), RestDialect.Both, isActive: true, showsAttestation: false).Value;

    // An instance of the program.
    private TenantDirectory Over(IRecords records) =>
        new(new AuditLog(records, _time), records, _time, SystemRandom.Instance, NullLogger<TenantDirectory>.Instance);

    private ActRequest Act() => ActRequest.TryCreate(
        new AuditParty("operator", "root"), "192.0.2.99", "as decided", $"request-{++_requests}", out var act, out var failure)
        ? act
        : throw new InvalidOperationException(failure);

    private async Task<IReadOnlyList<string>> AuditedAsync(string id)
    {
        var filter = new AuditFilter(Subject: new AuditParty("tenant", id));
        var page = await new AuditLog(_records, _time).ListAsync(filter, cursor: null, 100, Token);
        return [.. page.Entries.Select(entry => entry.Act.Action)];
    }
}
