using System.Globalization;
using Shaken.Contracts;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.PolicyAdministrator.Partners;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust.Lists;
using Shaken.Local.Authorities;
using Shaken.Local.Records;

namespace Shaken.Core.Tests.PolicyAdministrator.Partners;

public sealed class RefreshPartnersTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_GoodList_KeepsItAndItsState()
    {
        var world = await PartnerWorld.NewAsync();
        var partner = await world.AddAsync();
        world.Serve(await world.SignAsync(sequence: 5));
        await world.RunAsync();
        var status = await world.StatusAsync();
        Assert.Equal((5L, 1, 0, 0, null), (status.Sequence, status.Roots, status.Findings, status.Failures, status.Failure));
        Assert.Equal([IdOf(world.Canada)], IdsOn(await world.ListAsync(partner)));

        // Not due again: with jitter, between four fifths of six hours and all of them.
        await world.RunAsync();
        Assert.Single(world.Requests);
        Assert.InRange(status.NextAt - world.Time.GetUtcNow(), TimeSpan.FromHours(4.7), TimeSpan.FromHours(6));
    }

    [Fact]
    public async Task Run_NotModified_KeepsTheListAndAsksConditionally()
    {
        var world = await PartnerWorld.NewAsync();
        var partner = await world.AddAsync();
        world.Serve(await world.SignAsync(sequence: 5), "\"5\"");
        await world.RunAsync();
        world.Time.Advance(TimeSpan.FromHours(7));
        world.Serve(compact: null);
        await world.RunAsync();
        Assert.Equal([("canada", null), ("canada", "\"5\"")], world.Requests);
        var status = await world.StatusAsync();
        Assert.Equal((5L, "\"5\"", 0), (status.Sequence, status.ETag, status.Failures));
        Assert.NotNull(await world.ListAsync(partner));
    }

    [Fact]
    public async Task Run_BadList_KeepsTheLastGoodOneAndBacksOff()
    {
        var world = await PartnerWorld.NewAsync();
        var partner = await world.AddAsync();
        world.Serve(await world.SignAsync(sequence: 5));
        await world.RunAsync();
        var (other, french) = (await BorderWorld.AuthorityAsync(world.Time, "CA"), await BorderWorld.AuthorityAsync(world.Time, "FR"));
        (string Served, TrustListFailure Reason)[] refused =
        [
            (await world.SignAsync(sequence: 6, key: SoftwareKey.New()), TrustListFailure.SignatureMismatch),
            (await world.SignAsync(sequence: 6, TimeSpan.FromSeconds(-1)), TrustListFailure.Expired),
            (await world.SignAsync(sequence: 4), TrustListFailure.SequenceWentBack),
            (await world.SignAsync(sequence: 5, roots: other.Root), TrustListFailure.SequenceReused),
            (await world.SignAsync(sequence: 6, roots: french.Root), TrustListFailure.NoRootLeft),
            ("<html><body>502 Bad Gateway</body></html>", TrustListFailure.Malformed),
            ("", TrustListFailure.Malformed),
        ];
        var failures = 0;
        foreach (var (served, reason) in refused)
        {
            world.Time.Advance(TimeSpan.FromHours(6));
            world.Serve(served);
            await world.RunAsync();
            var status = await world.StatusAsync();
            Assert.Equal((reason, ++failures, 5L), (status.Failure, status.Failures, status.Sequence));
            Assert.Equal(5, (await world.ListAsync(partner))!.Sequence);
        }

        Assert.InRange((await world.StatusAsync()).NextAt - world.Time.GetUtcNow(), TimeSpan.FromMinutes(47), TimeSpan.FromHours(1));
        Assert.Equal(refused.Length, world.Log.All.Count(line => line.Id == 4002));
    }

    [Theory]
    [InlineData(TrustListFailure.Unreachable)]
    [InlineData(TrustListFailure.LoginRefused)]
    public async Task Run_ServerThatGivesNothing_IsAskedAgainSoon(TrustListFailure reason)
    {
        var world = await PartnerWorld.NewAsync();
        await world.AddAsync();
        world.Refuse(reason);
        await world.RunAsync();
        var status = await world.StatusAsync();
        Assert.Equal((reason, 1, null), (status.Failure, status.Failures, status.Sequence));
        Assert.InRange(status.NextAt - world.Time.GetUtcNow(), TimeSpan.FromSeconds(47), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Run_NothingForAWeek_KeepsTheListUntilItsExpAndTellsOfIt()
    {
        var world = await PartnerWorld.NewAsync();
        var partner = await world.AddAsync();
        world.Serve(await world.SignAsync(sequence: 5));
        await world.RunAsync();
        world.Refuse(TrustListFailure.Unreachable);
        for (var day = 0; day < 8; day++)
        {
            world.Time.Advance(TimeSpan.FromDays(1));
            await world.RunAsync();
        }

        var status = await world.StatusAsync();
        Assert.Equal((8, 5L), (status.Failures, status.Sequence));
        Assert.True(status.ExpiresAt < world.Time.GetUtcNow());
        Assert.Equal(5, (await world.ListAsync(partner))!.Sequence);
    }

    [Fact]
    public async Task Run_SameListAfterItsExp_IsAFailure()
    {
        var world = await PartnerWorld.NewAsync();
        await world.AddAsync();
        world.Serve(await world.SignAsync(sequence: 5, TimeSpan.FromHours(1)));
        await world.RunAsync();
        world.Time.Advance(TimeSpan.FromHours(2));
        await world.RunAsync();
        Assert.Equal(TrustListFailure.Expired, (await world.StatusAsync()).Failure);
    }

    [Fact]
    public async Task Run_RootsOfOtherCountries_AreLeftOut()
    {
        var world = await PartnerWorld.NewAsync();
        var partner = await world.AddAsync();
        var (french, ours) = (await BorderWorld.AuthorityAsync(world.Time, "FR"), await BorderWorld.AuthorityAsync(world.Time, "US"));
        world.Serve(await world.SignAsync(roots: [world.Canada.Root, french.Root, ours.Root, world.Canada.Root]));
        await world.RunAsync();
        var list = (await world.ListAsync(partner))!;
        Assert.Equal([IdOf(world.Canada)], IdsOn(list));
        Assert.Equal(
            [FindingKind.RootOfAnotherCountry, FindingKind.RootOfAnotherCountry, FindingKind.RootRepeated],
            list.Findings.Select(finding => finding.Kind));
    }

    [Fact]
    public async Task Run_PartnerForSeveralCountries_GivesRootsOfEach()
    {
        var world = await PartnerWorld.NewAsync();
        var partner = await world.AddAsync(terms: world.Terms("CA", "FR"));
        var french = await BorderWorld.AuthorityAsync(world.Time, "FR");
        world.Serve(await world.SignAsync(roots: [world.Canada.Root, french.Root]));
        await world.RunAsync();
        Assert.Equal(["CA", "FR"], (await world.ListAsync(partner))!.Roots.All.Select(root => root.Country.Value));
    }

    [Fact]
    public async Task Run_EntryThatIsNoRoot_IsLeftOutWithAFinding()
    {
        var world = await PartnerWorld.NewAsync();
        var partner = await world.AddAsync();
        var key = world.Canada.Administrator.SignerOf(SignedDocumentKind.TrustedCaList).Key;
        string[] entries = [Convert.ToBase64String(world.Canada.Issuing.Der.Span), world.Canada.Root.Certificate.ToPem(), "AAAA"];
        var list = string.Join(',', entries.Select(entry => $"\"{entry.ReplaceLineEndings("\\n")}\""));
        var exp = world.Time.GetUtcNow().AddDays(1).ToUnixTimeSeconds();
        world.Serve(await TestTokens.SignAsync(
            key, $$"""{"alg":"ES256","typ":"JWT","x5u":"{{PartnerWorld.X5u}}"}""",
            string.Create(CultureInfo.InvariantCulture, $$"""{"version":1.0,"exp":{{exp}},"sequence":1,"trustList":[{{list}}]}""")));
        await world.RunAsync();
        var taken = (await world.ListAsync(partner))!;
        Assert.Equal([IdOf(world.Canada)], IdsOn(taken));
        Assert.Equal(2, taken.Findings.Count(finding => finding.Kind == FindingKind.TrustListEntrySkipped));
    }

    [Fact]
    public async Task Run_TenThousandEntries_IsRefused()
    {
        var world = await PartnerWorld.NewAsync();
        await world.AddAsync();
        var key = world.Canada.Administrator.SignerOf(SignedDocumentKind.TrustedCaList).Key;
        var entries = string.Join(',', Enumerable.Repeat("\"AAAA\"", 10_000));
        world.Serve(await TestTokens.SignAsync(
            key, $$"""{"alg":"ES256","typ":"JWT","x5u":"{{PartnerWorld.X5u}}"}""",
            $$"""{"version":1,"exp":1900000000,"sequence":1,"trustList":[{{entries}}]}"""));
        await world.RunAsync();
        Assert.Equal(TrustListFailure.Malformed, (await world.StatusAsync()).Failure);
    }

    [Theory]
    [InlineData(PartnerState.Paused)]
    [InlineData(PartnerState.Excluded)]
    public async Task Run_PartnerThatIsNotActive_IsNotAsked(PartnerState state)
    {
        var world = await PartnerWorld.NewAsync();
        var partner = await world.AddAsync();
        Assert.True((await world.Partners.MoveAsync(partner.Id, 1, state, world.Accounts.Act(), Token)).IsSuccess);
        await world.RunAsync();
        Assert.Empty(world.Requests);
    }

    [Fact]
    public async Task Run_TwoTimersAtOnce_AskAPartnerOnce()
    {
        var world = await PartnerWorld.NewAsync();
        await world.AddAsync();
        world.Serve(await world.SignAsync());
        await Task.WhenAll(world.RunAsync(), world.RunAsync(), world.RunAsync());
        Assert.Single(world.Requests);
        Assert.Equal(1, (await world.StatusAsync()).Sequence);
    }

    [Fact]
    public async Task Run_ThatEndedInTheMiddle_IsMadeUpAfterItsClaim()
    {
        var world = await PartnerWorld.NewAsync();
        await world.AddAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var run = world.NewRefresh().RunAsync(stop.Token);
        while (world.Requests.IsEmpty) await Task.Yield();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        world.Serve(await world.SignAsync());
        await world.RunAsync();
        Assert.Single(world.Requests);
        world.Time.Advance(TimeSpan.FromMinutes(2));
        await world.RunAsync();
        Assert.Equal(1, (await world.StatusAsync()).Sequence);
    }

    // A country a partner, ten of which hang: the run ends when the time of one is over.
    [Fact]
    public async Task Run_ManyPartnersOfWhichTenHang_EndsWithinTheTimeOfOne()
    {
        var world = await PartnerWorld.NewAsync();
        var list = await world.SignAsync();
        for (var number = 0; number < 193; number++)
        {
            var partner = await world.AddAsync($"p{number}");
            if (number % 19 != 7) world.Serve(list, id: partner.Id.Value);
        }

        var hanging = 193 - world.Served.Count;
        Assert.Equal(10, hanging);
        var run = world.NewRefresh().RunAsync(Token);

        // All but those that hang are done, and their time with them.
        while (world.Requests.Count < 193 || world.Time.TimersWaiting != hanging) await Task.Yield();
        Assert.False(run.IsCompleted);
        world.Time.Advance(RefreshPartners.TimeOfOne);
        await run;
        var failed = 0;
        await foreach (var partner in world.Partners.ListAsync(Token))
            failed += (await world.StatusAsync(partner.Id.Value)).Failure == TrustListFailure.Unreachable ? 1 : 0;
        Assert.Equal(hanging, failed);
    }

    [Fact]
    public async Task Run_StoreFailsForOnePartner_RefreshesTheOthers()
    {
        var records = new InterceptedRecords(new MemoryRecords());
        var world = await PartnerWorld.NewAsync(records);
        var list = await world.SignAsync();
        foreach (var id in new[] { "first", "second", "third" })
        {
            await world.AddAsync(id);
            world.Serve(list, id: id);
        }

        records.Hook = async (call, next) =>
        {
            if (call.Place == "pa-partner-states" && call.Written.Any(record => record.Key.Row == "second"))
                throw new StorageException("down");
            await next();
        };
        await Assert.ThrowsAsync<AggregateException>(world.RunAsync);
        records.Hook = null;
        Assert.Equal((1L, 1L), ((await world.StatusAsync("first")).Sequence, (await world.StatusAsync("third")).Sequence));
        Assert.Null(await world.States.FindAsync(PartnerWorld.Id("second"), Token));
    }

    private static string IdOf(LocalAuthority authority) => authority.Root.Certificate.Fingerprint;

    private static IEnumerable<string> IdsOn(TrustList? list) => list!.Roots.All.Select(root => root.Certificate.Fingerprint);
}
