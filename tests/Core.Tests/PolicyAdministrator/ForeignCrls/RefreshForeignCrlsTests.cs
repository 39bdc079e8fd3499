using System.Security.Cryptography;
using Shaken.Contracts;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Crls;
using Shaken.Core.PolicyAdministrator.ForeignCrls;
using Shaken.Core.PolicyAdministrator.Partners;
using Shaken.Core.Storage;
using Shaken.Core.Tests.PolicyAdministrator.Partners;
using Shaken.Core.Tests.Support;
using Shaken.Local.Records;

namespace Shaken.Core.Tests.PolicyAdministrator.ForeignCrls;

public sealed class RefreshForeignCrlsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_GoodList_KeepsTheOctetsThatWereSigned()
    {
        var world = await ForeignCrlWorld.NewAsync();
        var partner = await world.AddAsync();
        var list = await world.ServeAsync(number: 7);
        await world.RunAsync();
        Assert.Equal(list, await world.CopyAsync());
        var status = await world.StatusAsync();
        Assert.Equal(("7", 0, null), (status.Number, status.Failures, status.Failure));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(list)), status.Digest);
        Assert.True(status.NamesItsUrl && status.IsHeldFor(partner));

        // Not due again until a quarter of its time has passed, at most an hour.
        await world.RunAsync();
        Assert.Equal(1, world.Fetcher.Asked);
        Assert.InRange(status.NextAt - world.Time.GetUtcNow(), TimeSpan.FromMinutes(47), TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task Run_SameListAgain_IsNotCheckedAgain()
    {
        var world = await ForeignCrlWorld.NewAsync();
        await world.AddAsync();
        await world.ServeAsync();
        await world.RunAsync();
        var signersAsked = world.Partners.Certificates.Asked;
        world.Time.Advance(TimeSpan.FromHours(2));
        await world.RunAsync();
        Assert.Equal((2, signersAsked), (world.Fetcher.Asked, world.Partners.Certificates.Asked));
        Assert.Equal(world.Time.GetUtcNow(), (await world.StatusAsync()).TakenAt);
    }

    [Fact]
    public async Task Run_CopyThatIsLost_IsMadeAgain()
    {
        var world = await ForeignCrlWorld.NewAsync();
        await world.AddAsync();
        var list = await world.ServeAsync();
        await world.RunAsync();
        var copies = await world.Partners.Blobs.ListAsync("crl-kept", "", continuation: null, StorageLimits.Page, Token);
        await world.Partners.Blobs.DeleteAsync(Assert.Single(copies.Names), Token);
        world.Time.Advance(TimeSpan.FromHours(2));
        await world.RunAsync();
        Assert.Equal(list, await world.CopyAsync());
    }

    [Fact]
    public async Task Run_BadList_KeepsTheLastGoodOneAndBacksOff()
    {
        var world = await ForeignCrlWorld.NewAsync();
        await world.AddAsync();
        var good = await world.ServeAsync(number: 5, days: 30);
        await world.RunAsync();
        var other = await BorderWorld.AuthorityAsync(world.Time, "CA");
        var late = await world.SignAsync(number: 6);
        var forged = await world.SignAsync(number: 6, days: 30);
        forged[^1] ^= 1;
        (byte[] Served, CrlFailure Reason)[] refused =
        [
            ("<html>502</html>"u8.ToArray(), CrlFailure.Malformed),
            (forged, CrlFailure.SignatureMismatch),
            (await world.SignAsync(number: 6, days: 30, by: other), CrlFailure.SignerUntrusted),
            (await world.SignAsync(number: 6, days: 30, url: "https://elsewhere.example/crl"), CrlFailure.AnotherPoint),
            (late, CrlFailure.Expired),
        ];
        var failures = 0;
        foreach (var (served, reason) in refused)
        {
            world.Time.Advance(TimeSpan.FromHours(7));
            world.Fetcher.Set(ForeignCrlWorld.Url, served);
            await world.RunAsync();
            var status = await world.StatusAsync();
            Assert.Equal((reason, ++failures, "5"), (status.Failure, status.Failures, status.Number));
            Assert.Equal(good, await world.CopyAsync());
        }

        Assert.Equal(refused.Length, world.Log.All.Count(line => line.Id == 1832));
    }

    [Fact]
    public async Task Run_OlderOrReusedNumber_IsRefused()
    {
        var world = await ForeignCrlWorld.NewAsync();
        await world.AddAsync();
        var old = await world.SignAsync(number: 4, days: 30);
        world.Time.Advance(TimeSpan.FromMinutes(30));
        await world.ServeAsync(number: 5, days: 30);
        await world.RunAsync();
        world.Time.Advance(TimeSpan.FromHours(2));
        world.Fetcher.Set(ForeignCrlWorld.Url, old);
        await world.RunAsync();
        Assert.Equal(CrlFailure.NumberWentBack, (await world.StatusAsync()).Failure);
        world.Time.Advance(TimeSpan.FromHours(2));
        await world.ServeAsync(number: 5, days: 30);
        await world.RunAsync();
        Assert.Equal(CrlFailure.NumberReused, (await world.StatusAsync()).Failure);
    }

    [Fact]
    public async Task Run_NothingForAWeek_KeepsTheLastCopy()
    {
        var world = await ForeignCrlWorld.NewAsync();
        await world.AddAsync();
        var list = await world.ServeAsync();
        await world.RunAsync();
        world.Fetcher.Set(ForeignCrlWorld.Url, list: null);
        for (var day = 0; day < 7; day++)
        {
            world.Time.Advance(TimeSpan.FromDays(1));
            await world.RunAsync();
        }

        var status = await world.StatusAsync();
        Assert.Equal((CrlFailure.Unreachable, 7), (status.Failure, status.Failures));
        Assert.Equal(list, await world.CopyAsync());
    }

    // A copy that former roots vouched for counts for nothing until the new ones do.
    [Fact]
    public async Task Run_AfterOtherRootsWerePinned_ChecksAnew()
    {
        var world = await ForeignCrlWorld.NewAsync();
        var partner = await world.AddAsync();
        await world.ServeAsync(number: 9, days: 30);
        await world.RunAsync();
        var founded = await BorderWorld.AuthorityAsync(world.Time, "CA");
        var terms = partner.Terms with { AdministratorRoots = [founded.PolicyAdministratorRoot] };
        var act = world.Partners.Accounts.Act();
        partner = (await world.Partners.Partners.AmendAsync(partner.Id, 1, terms, act, Token)).Value;
        Assert.False((await world.StatusAsync()).IsHeldFor(partner));
        await world.RunAsync();
        var status = await world.StatusAsync();
        Assert.Equal((CrlFailure.SignerUntrusted, false), (status.Failure, status.IsHeldFor(partner)));

        // Its numbers begin anew.
        world.Publish(founded);
        world.Time.Advance(TimeSpan.FromHours(1));
        var list = await world.ServeAsync(number: 1, by: founded);
        await world.RunAsync();
        Assert.True((await world.StatusAsync()).IsHeldFor(partner));
        Assert.Equal(list, await world.CopyAsync());
    }

    [Fact]
    public async Task Run_UrlThatTheServerNames_IsFetchedToo()
    {
        var world = await ForeignCrlWorld.NewAsync();
        await world.Partners.AddAsync();
        world.Partners.Served["canada"] =
            new PartnerAnswer(await world.Partners.SignAsync(), ETag: null, LastModified: null) { CrlUrls = [ForeignCrlWorld.Url] };
        await world.Partners.RunAsync();
        await world.ServeAsync(number: 3);
        await world.RunAsync();
        Assert.Equal("3", (await world.StatusAsync()).Number);
    }

    [Theory]
    [InlineData(PartnerState.Paused, 1)]
    [InlineData(PartnerState.Excluded, 0)]
    public async Task Run_PartnerThatIsNotActive_IsAskedWhileItsRootsCount(PartnerState state, int asked)
    {
        var world = await ForeignCrlWorld.NewAsync();
        var partner = await world.AddAsync();
        await world.ServeAsync();
        var act = world.Partners.Accounts.Act();
        Assert.True((await world.Partners.Partners.MoveAsync(partner.Id, 1, state, act, Token)).IsSuccess);
        await world.RunAsync();
        Assert.Equal(asked, world.Fetcher.Asked);
    }

    // The partner's clock is ahead of ours.
    [Theory]
    [InlineData(4, null)]
    [InlineData(10, CrlFailure.NotYetValid)]
    public async Task Run_ListOfAClockAhead_IsTakenWithinTheTolerance(int minutes, CrlFailure? failure)
    {
        var world = await ForeignCrlWorld.NewAsync();
        await world.AddAsync();
        world.Time.SetWallClock(TimeSpan.FromMinutes(minutes));
        await world.ServeAsync();
        world.Time.SetWallClock(TimeSpan.FromMinutes(-minutes));
        await world.RunAsync();
        Assert.Equal(failure, (await world.StatusAsync()).Failure);
    }

    [Fact]
    public async Task Run_TwoTimersAtOnce_FetchTheListOnce()
    {
        var world = await ForeignCrlWorld.NewAsync();
        await world.AddAsync();
        await world.ServeAsync();
        await Task.WhenAll(world.RunAsync(), world.RunAsync(), world.RunAsync());
        Assert.Equal(1, world.Fetcher.Asked);
        Assert.NotNull(await world.CopyAsync());
    }

    [Fact]
    public async Task Run_StoreFailsAfterTheCopy_IsMadeUpAfterItsClaim()
    {
        var records = new InterceptedRecords(new MemoryRecords());
        var world = await ForeignCrlWorld.NewAsync(records);
        await world.AddAsync();
        var list = await world.ServeAsync();
        var writes = 0;
        records.Hook = async (call, next) =>
        {
            if (call.Place == "pa-foreign-crls" && call.Written.Count > 0 && ++writes == 2) throw new StorageException("down");
            await next();
        };
        await Assert.ThrowsAsync<AggregateException>(() => world.RunAsync());
        Assert.Null((await world.StatusAsync()).Digest);
        Assert.Equal(list, await world.CopyAsync());
        records.Hook = null;
        world.Time.Advance(TimeSpan.FromMinutes(3));
        await world.RunAsync();
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(list)), (await world.StatusAsync()).Digest);
    }

    [Fact]
    public async Task Run_ListThatHangs_EndsInTimeAndIsTriedAgain()
    {
        var world = await ForeignCrlWorld.NewAsync();
        await world.AddAsync();
        var silent = new SilentHost();
        var run = world.RunAsync(silent);
        await silent.Asked.Task;
        Assert.False(run.IsCompleted);
        world.Time.Advance(RefreshForeignCrls.TimeOfOne);
        await run;
        Assert.Equal(CrlFailure.Unreachable, (await world.StatusAsync()).Failure);
        await world.ServeAsync();
        world.Time.Advance(TimeSpan.FromMinutes(1));
        await world.RunAsync();
        Assert.Equal("1", (await world.StatusAsync()).Number);
    }

    [Fact]
    public void Key_SameUrlInAnotherForm_IsTheSameCopy()
    {
        var partner = PartnerWorld.Id("canada");
        var key = new ForeignCrlKey(partner, ForeignCrlWorld.Url);
        Assert.Equal(key.Name, new ForeignCrlKey(partner, "HTTPS://STI-PA.CA.EXAMPLE:443/download/v1/crl").Name);
        Assert.NotEqual(key.Name, new ForeignCrlKey(partner, "https://sti-pa.ca.example/download/v1/crl2").Name);
        Assert.Equal($"https://pa.example/download/v1/partner-crl/canada/{key.Name}.crl", key.CopyAt("https://pa.example"));
    }

    private sealed class SilentHost : IUrlFetcher
    {
        public TaskCompletionSource Asked { get; } = new();

        public async Task<Outcome<FetchedDocument, FetchRefusal>> FetchAsync(
            string url, FetchProfile profile, CancellationToken cancellationToken)
        {
            Asked.SetResult();
            var never = new TaskCompletionSource();
            await never.Task.WaitAsync(cancellationToken);
            throw new InvalidOperationException("It never answers.");
        }
    }
}
