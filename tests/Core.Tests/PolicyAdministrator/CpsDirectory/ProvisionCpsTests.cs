using System.Net;
using Shaken.Core.Auditing;
using Shaken.Core.CallPlacement.Directory;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Crls;
using Shaken.Core.PolicyAdministrator.Accounts;
using Shaken.Core.PolicyAdministrator.Authorities;
using Shaken.Core.PolicyAdministrator.CpsDirectory;
using Shaken.Core.Storage;
using Shaken.Core.Tests.CertificationAuthority.Issuing;
using Shaken.Core.Tests.Support;
using Shaken.Local.Authorities;
using Shaken.Local.Blobs;
using Shaken.Local.Records;

namespace Shaken.Core.Tests.PolicyAdministrator.CpsDirectory;

public sealed class ProvisionCpsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Provision_HostThatAnswersTheChallenge_IsInTheDirectoryAndAudited()
    {
        var world = await CpsWorld.NewAsync();
        var first = (await world.PutAsync()).Value;
        Assert.Equal((null, null), (first.Entry, first.Fault));
        Assert.StartsWith("https://cps.example/.well-known/shaken-cps/", first.Challenge!.Url, StringComparison.Ordinal);
        var second = (await world.PutAsync()).Value;
        Assert.Equal(first.Challenge, second.Challenge);
        Assert.NotNull(second.Fault);
        world.Served[first.Challenge.Url] = first.Challenge.Answer + "\n";
        var entry = (await world.PutAsync()).Value.Entry!;
        Assert.Equal((CpsWorld.Url, CpsProof.Host, 1L), (entry.Url, entry.Proof, entry.Revision));
        Assert.Equal(1, (await world.PutAsync()).Value.Entry!.Revision);
        var page =
            await world.Accounts.Audit.ListAsync(new AuditFilter(Subject: new AuditParty("cps", "US/1234")), cursor: null, 10, Token);
        Assert.Equal("cps-provisioned", Assert.Single(page.Entries).Act.Action);
    }

    [Fact]
    public async Task Provision_HostThatRepeatsWhatItIsAskedFor_ProvesNothing()
    {
        var world = await CpsWorld.NewAsync();
        var challenge = (await world.PutAsync()).Value.Challenge!;
        world.Served[challenge.Url] = challenge.Token;
        Assert.Null((await world.PutAsync()).Value.Entry);
    }

    [Fact]
    public async Task Provision_AnswerToAnotherAccountsChallenge_ProvesNothing()
    {
        var world = await CpsWorld.NewAsync();
        var other = (await world.PutAsync(account: "two", code: "5678")).Value.Challenge!;
        var own = (await world.PutAsync()).Value.Challenge!;
        world.Served[own.Url] = other.Answer;
        Assert.Null((await world.PutAsync()).Value.Entry);
        world.Time.Advance(TimeSpan.FromDays(1));
        Assert.NotEqual(own.Token, (await world.PutAsync()).Value.Challenge!.Token);
    }

    [Theory]
    [InlineData("http://cps.example/x", CpsDirectoryFailure.UrlNotAllowed)]
    [InlineData("https://cps.example", CpsDirectoryFailure.UrlNotAllowed)]
    [InlineData("https://cps.example:9000/x", CpsDirectoryFailure.UrlNotAllowed)]
    [InlineData("https://user@cps.example/x", CpsDirectoryFailure.UrlNotAllowed)]
    [InlineData("https://cps.example/x y", CpsDirectoryFailure.UrlNotAllowed)]
    [InlineData("", CpsDirectoryFailure.UrlNotAllowed)]
    [InlineData("https://10.1.2.3/x", CpsDirectoryFailure.AddressNotPublic)]
    [InlineData("https://127.0.0.1/x", CpsDirectoryFailure.AddressNotPublic)]
    [InlineData("https://[::1]/x", CpsDirectoryFailure.AddressNotPublic)]
    [InlineData("https://168.63.129.16/x", CpsDirectoryFailure.AddressNotPublic)]
    [InlineData("https://inside.example/x", CpsDirectoryFailure.AddressNotPublic)]
    [InlineData("https://nowhere.example/x", CpsDirectoryFailure.AddressNotPublic)]
    public async Task Provision_UrlThatIsNotPublic_IsRefused(string url, CpsDirectoryFailure expected)
    {
        var world = await CpsWorld.NewAsync();
        world.Names["inside.example"] = [IPAddress.Parse("198.41.0.4"), IPAddress.Parse("192.168.1.1")];
        Assert.Equal(expected, (await world.PutAsync(url)).Failure.Failure);
    }

    [Theory]
    [InlineData("one", "5678", CpsDirectoryFailure.CodeNotHeld)]
    [InlineData("one", "9999", CpsDirectoryFailure.CodeNotHeld)]
    [InlineData("three", "1234", CpsDirectoryFailure.AccountNotFound)]
    [InlineData("../x", "1234", CpsDirectoryFailure.AccountNotFound)]
    public async Task Provision_CodeOfAnother_IsRefused(string account, string code, CpsDirectoryFailure expected)
    {
        var world = await CpsWorld.NewAsync();
        Assert.Equal(expected, (await world.PutAsync(account: account, code: code)).Failure.Failure);
    }

    [Fact]
    public async Task Provision_SuspendedAccount_IsRefused()
    {
        var world = await CpsWorld.NewAsync();
        await world.Accounts.MoveAsync((await world.Accounts.Accounts.FindAsync("one", Token))!, AccountState.Suspended);
        Assert.Equal(CpsDirectoryFailure.AccountNotOpen, (await world.PutAsync()).Failure.Failure);
    }

    [Fact]
    public async Task Provision_AdvertisementByACertificateOfTheCode_NeedsNoHost()
    {
        var world = await CpsWorld.NewAsync();
        var provider = await IssueAsync(world.Authority, "1234");
        var entry = (await world.PutAsync(advertisement: await AdvertiseAsync(world, provider))).Value.Entry!;
        Assert.Equal((CpsWorld.Url, CpsProof.Advertisement), (entry.Url, entry.Proof));
    }

    [Fact]
    public async Task Provision_AdvertisementThatProvesNothing_IsRefused()
    {
        var world = await CpsWorld.NewAsync();
        var own = await IssueAsync(world.Authority, "1234");
        var stranger = await LocalAuthority.NewAsync(Hierarchy.UnitedStates, "Stranger", world.Time, SystemRandom.Instance, Token);
        var suspended = await LocalAuthority.NewAsync(Hierarchy.UnitedStates, "Suspended", world.Time, SystemRandom.Instance, Token);
        await world.ApproveAsync(suspended, AuthorityState.Suspended);
        var good = await AdvertiseAsync(world, own);
        string[] bad =
        [
            "", "x", good[..^4] + "AAAA", good.Split('.')[1],
            await AdvertiseAsync(world, await IssueAsync(world.Authority, "5678")),
            await AdvertiseAsync(world, await IssueAsync(stranger, "1234")),
            await AdvertiseAsync(world, await IssueAsync(suspended, "1234")),
            await AdvertiseAsync(world, own, url: "https://cps.example/another"),
            await TestTokens.SignAsync(own.Key, """{"alg":"ES256","typ":"JWT"}""", $$"""{"0-1234":"{{CpsWorld.Url}}"}"""),
            await TestTokens.SignAsync(own.Key, """{"alg":"ES256","typ":"passport","x5u":"https://cr.example/1234.pem"}""",
                $$"""{"0-1234":"{{CpsWorld.Url}}"}"""),
            await TestTokens.SignAsync(own.Key, """{"alg":"ES256","x5u":"https://cr.example/1234.pem"}""",
                $$"""{"1-1234":"{{CpsWorld.Url}}"}"""),
        ];
        foreach (var advertisement in bad)
            Assert.Equal(CpsDirectoryFailure.ProofNotValid, (await world.PutAsync(advertisement: advertisement)).Failure.Failure);
        await world.Register.RevokeAsync(RevocationNotice.Of(own.Certificate, RevocationReason.KeyCompromise, "test"), Token);
        Assert.Equal(CpsDirectoryFailure.ProofNotValid, (await world.PutAsync(advertisement: good)).Failure.Failure);
    }

    [Fact]
    public async Task Remove_OwnEntry_TakesItBackAndAnothersStays()
    {
        var world = await CpsWorld.NewAsync();
        await world.ProvenAsync();
        var act = world.Accounts.Act();
        Assert.Equal(
            CpsDirectoryFailure.NotFound, (await world.Provision.RemoveAsync("two", CpsWorld.Code("1234"), act, Token)).Failure.Failure);
        Assert.Null((await world.Provision.RemoveAsync("one", CpsWorld.Code("1234"), act, Token)).Value.Url);
        Assert.Equal(CpsDirectoryFailure.NotFound, (await world.Provision.GetAsync("one", CpsWorld.Code("1234"), Token)).Failure.Failure);
        Assert.Equal(3, (await world.PutAsync()).Value.Entry!.Revision);
    }

    // The entry is there with its audit act, or neither is, whether the provider tries again or nobody does and the sweep comes.
    [Theory]
    [InlineData(FaultMoment.Before)]
    [InlineData(FaultMoment.After)]
    public async Task Provision_CutOffAtAnyCall_IsAuditedOnceOrNotDone(FaultMoment moment)
    {
        var faults = 0;
        for (var call = 0; ; call++)
        {
            var store = new FailingStore(new MemoryRecords(), new MemoryBlobs());
            var world = await CpsWorld.NewAsync(store);
            var challenge = (await world.PutAsync()).Value.Challenge!;
            world.Served[challenge.Url] = challenge.Answer;
            var act = world.Accounts.Act();
            store.FailAt(call, moment);
            try
            {
                await world.Provision.ProvisionAsync("one", CpsWorld.Code("1234"), CpsWorld.Url, advertisement: null, act, Token);
                break;
            }
            catch (StorageException)
            {
                faults++;
            }

            store.Heal();
            world.Time.Advance(TimeSpan.FromMinutes(2));
            await world.Entries.SweepAsync(Token);
            var isThere = await world.Entries.FindAsync(new ProviderId(Hierarchy.UnitedStates, CpsWorld.Code("1234")), Token) is not null;
            Assert.Equal(isThere ? 1 : 0, await CountAsync(world));
            await world.Provision.ProvisionAsync("one", CpsWorld.Code("1234"), CpsWorld.Url, advertisement: null, act, Token);
            world.Time.Advance(TimeSpan.FromHours(2));
            await world.Entries.SweepAsync(Token);
            Assert.Equal(1, await CountAsync(world));
            Assert.Empty((await store.ListAsync("pa-cps-changes", "under-way", continuation: null, 10, Token)).Records);
        }

        Assert.InRange(faults, 10, 80);
    }

    private static async Task<int> CountAsync(CpsWorld world) =>
        (await world.Accounts.Audit.ListAsync(new AuditFilter(Subject: new AuditParty("cps", "US/1234")), cursor: null, 10,
            Token)).Entries.Count;

    private static Task<LocalProvider> IssueAsync(LocalAuthority authority, string code) =>
        authority.IssueAsync(new ProviderId(Hierarchy.UnitedStates, CpsWorld.Code(code)), "Provider", TimeSpan.FromDays(30), Token);

    private static async Task<string> AdvertiseAsync(CpsWorld world, LocalProvider provider, string url = CpsWorld.Url)
    {
        var x5u = world.Certificates.Publish($"https://cr.example/{provider.Certificate.Fingerprint}.pem", provider.Chain);
        return await new CpsAdvertisementSigner(provider.Key, x5u).SignAsync(CpsWorld.Code("1234"), url, Token);
    }
}
