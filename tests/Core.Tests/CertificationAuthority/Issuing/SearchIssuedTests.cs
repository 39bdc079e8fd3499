using Shaken.Core.CertificationAuthority.Issuing;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Pki.Der;
using Shaken.Core.Storage;

namespace Shaken.Core.Tests.CertificationAuthority.Issuing;

/// <summary>What the operator of a CA finds among the certificates that it issued.</summary>
public sealed class SearchIssuedTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_OfAll_PagesFromTheNewestToTheOldest()
    {
        var world = await IssuanceWorld.NewAsync();
        var issued = new List<string>();
        for (var number = 1; number <= 5; number++)
        {
            issued.Insert(0, await IssueAsync(world, world.Order(id: $"order-{number}")));
            world.Time.Advance(TimeSpan.FromMinutes(1));
        }

        var (found, cursor) = (new List<string>(), (string?)null);
        do
        {
            var page = (await SearchOf(world).ListAsync(IssuedQuery.All, cursor, 2, Token))!;
            Assert.InRange(page.Certificates.Count, 0, 2);
            found.AddRange(page.Certificates.Select(one => one.Summary.Id));
            cursor = page.Cursor;
        }
        while (cursor is not null);
        Assert.Equal(issued, found);
    }

    [Fact]
    public async Task List_OfOneProviderOrAccount_HasItsCertificatesAlone()
    {
        var world = await IssuanceWorld.NewAsync();
        var first = await IssueAsync(world, world.Order());
        var second = await IssueAsync(world, world.Order(id: "order-2", account: "account-2") with
        {
            Request = IssuanceWorld.Csr(null, IssuanceWorld.List(IssuanceWorld.OtherSpc)), Authority = world.Token(IssuanceWorld.OtherSpc),
        });

        Assert.Equal([first], await ListAsync(world, IssuedQuery.Of(Provider("US/1234"))));
        Assert.Equal([second], await ListAsync(world, IssuedQuery.Of(Provider("US/5678"))));
        Assert.Empty(await ListAsync(world, IssuedQuery.Of(Provider("CA/1234"))));
        Assert.Equal([second], await ListAsync(world, IssuedQuery.OfAccount("account-2")));
    }

    [Theory]
    [InlineData("telephone", true)]
    [InlineData("TELEPHONE example", true)]
    [InlineData("O=Example, SHAKEN 1234", false)]
    [InlineData("shaken 1234", true)]
    [InlineData("shaken 5678", false)]
    [InlineData("tele", false)]
    [InlineData("Telephone Émile", false)]
    public async Task List_BySubject_TakesWholeWordsInAnyOrderAndCase(string text, bool isFound)
    {
        var world = await IssuanceWorld.NewAsync();
        var issued = await IssueAsync(world, world.Order());
        string[] expected = isFound ? [issued] : [];
        Assert.Equal(expected, await ListAsync(world, IssuedQuery.OfSubject(text)!));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" =,* ")]
    public void OfSubject_WithoutAWord_IsNoQuery(string text) => Assert.Null(IssuedQuery.OfSubject(text));

    [Theory]
    [InlineData("12025550100", true)]
    [InlineData("12025550149", true)]
    [InlineData("12025550150", false)]
    [InlineData("1202555010", false)]
    [InlineData("120255501001", false)]
    [InlineData("*55", false)]
    public async Task List_ByNumber_FindsTheBlockThatHasIt(string digits, bool isFound)
    {
        var world = await IssuanceWorld.NewAsync(pathLength: 2);
        await world.DelegateAsync(IssuanceWorld.Block);
        world.Options = world.Options with { AllowsDelegation = true };
        var issued = await IssueAsync(world, world.Order() with
        {
            Request = IssuanceWorld.Csr(null, IssuanceWorld.List(IssuanceWorld.Block)), Authority = world.Token(IssuanceWorld.Block),
        });

        Assert.True(TelephoneNumber.TryParseCanonical(digits, out var number));
        string[] expected = isFound ? [issued] : [];
        Assert.Equal(expected, await ListAsync(world, IssuedQuery.Of(number)));
    }

    [Fact]
    public async Task List_WithoutACode_HasNoSingleNumber()
    {
        var world = await IssuanceWorld.NewAsync();
        await IssueAsync(world, world.Order());
        Assert.True(TelephoneNumber.TryParseCanonical("12025550100", out var number));
        Assert.Empty(await ListAsync(world, IssuedQuery.Of(number)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1~")]
    [InlineData("-1~")]
    [InlineData("x~y")]
    [InlineData("99999999999~")]
    public async Task List_WithAForgedCursor_IsNoPage(string cursor) =>
        Assert.Null(await SearchOf(await IssuanceWorld.NewAsync()).ListAsync(IssuedQuery.All, cursor, 10, Token));

    [Fact]
    public async Task Find_BySerialAndFingerprint_TellsStateAndOrder()
    {
        var world = await IssuanceWorld.NewAsync();
        var id = await IssueAsync(world, world.Order());
        var detail = (await SearchOf(world).FindAsync(id, Token))!;
        Assert.Equal(("order-1", "account-1"), (detail.Found.Summary.OrderId, detail.Found.Summary.AccountId));
        Assert.Equal(2, detail.Chain.Count);
        Assert.Empty(detail.Findings);
        Assert.Equal(IssuedState.Valid, detail.Found.StateAt(world.Time.GetUtcNow()));
        Assert.Equal(IssuedState.Expired, detail.Found.StateAt(world.Time.GetUtcNow().AddYears(1)));

        Assert.True(CertificateSerial.TryParse(detail.Found.Summary.Serial, out var serial));
        Assert.Equal(id, (await SearchOf(world).FindAsync(serial, Token))?.Summary.Id);
        Assert.True(CertificateSerial.TryParse("01:02", out var other));
        Assert.Null(await SearchOf(world).FindAsync(other, Token));
        Assert.Null(await SearchOf(world).FindAsync(new string('0', 64), Token));
        Assert.Null(await SearchOf(world).FindAsync("no fingerprint", Token));
    }

    [Fact]
    public async Task List_AfterAHoldAndARevocation_TellsBoth()
    {
        var world = await IssuanceWorld.NewAsync();
        var certificate = (await world.NewIssuance().IssueAsync(world.Order(), Token)).Value.Certificate;
        Assert.True((await world.Revoke.RevokeAsync(certificate, RevocationReason.CertificateHold, "operator alice", Token)).IsSuccess);
        Assert.Equal(IssuedState.Held, await StateAsync(world));
        Assert.True(await world.Register.ReleaseAsync(certificate.Issuer, certificate.SerialNumber, Token));
        Assert.Equal(IssuedState.Valid, await StateAsync(world));
        Assert.True((await world.Revoke.RevokeAsync(certificate, RevocationReason.Superseded, "operator alice", Token)).IsSuccess);
        Assert.Equal(IssuedState.Revoked, await StateAsync(world));
    }

    [Theory]
    [InlineData(FaultMoment.Before)]
    [InlineData(FaultMoment.After)]
    public async Task List_AfterAFaultAtAnyCallOfTheStore_HasTheCertificateOnce(FaultMoment moment)
    {
        for (var call = 0; ; call++)
        {
            var world = await IssuanceWorld.NewAsync();
            world.Store.FailAt(call, moment);
            try
            {
                await world.NewIssuance().IssueAsync(world.Order(), Token);
                Assert.InRange(call, 10, 100);
                return;
            }
            catch (StorageException)
            {
                world.Store.Heal();
            }

            // What is published is in the index before the retry, and nothing is there twice after it.
            var found = await ListAsync(world, IssuedQuery.All);
            Assert.All(await world.PublishedAsync(), id => Assert.Contains(id, found));
            var issued = await IssueAsync(world, world.Order());
            Assert.Equal([issued], await ListAsync(world, IssuedQuery.All));
            Assert.Equal([issued], await ListAsync(world, IssuedQuery.Of(Provider("US/1234"))));
            Assert.Equal([issued], await ListAsync(world, IssuedQuery.OfSubject("example telephone")!));
        }
    }

    // The page of a large ledger is read by its own rows alone: no read for each certificate but that of its revocation.
    [Fact]
    public async Task List_OfALargeLedger_ReadsOneRowAndOneRevocationForEachCertificate()
    {
        var world = await IssuanceWorld.NewAsync();
        for (var number = 1; number <= 30; number++) await IssueAsync(world, world.Order(id: $"order-{number}"));
        world.Store.FailAt(-1, FaultMoment.Before);
        var page = (await SearchOf(world).ListAsync(IssuedQuery.All, cursor: null, 10, Token))!;
        Assert.Equal(10, page.Certificates.Count);
        Assert.Equal(11, world.Store.Calls);
    }

    private static SearchIssued SearchOf(IssuanceWorld world)
    {
        var authority = new IssuingAuthority(world.Authority, [world.Hierarchy.Intermediate.Certificate]);
        var own = new OwnCertificates(world.Issued, world.Repository, [authority]);
        return new SearchIssued(world.Index, world.Issued, own, world.Register, world.Options);
    }

    private static async Task<string> IssueAsync(IssuanceWorld world, IssuanceOrder order) =>
        (await world.NewIssuance().IssueAsync(order, Token)).Value.Certificate.Fingerprint;

    private static async Task<IReadOnlyList<string>> ListAsync(IssuanceWorld world, IssuedQuery query)
    {
        var page = (await SearchOf(world).ListAsync(query, cursor: null, 10, Token))!;
        Assert.Null(page.Cursor);
        return [.. page.Certificates.Select(one => one.Summary.Id)];
    }

    private static async Task<IssuedState> StateAsync(IssuanceWorld world) => Assert.Single(
        (await SearchOf(world).ListAsync(IssuedQuery.All, cursor: null, 10, Token))!.Certificates).StateAt(world.Time.GetUtcNow());

    private static ProviderId Provider(string text) =>
        ProviderId.TryParse(text, out var provider) ? provider : throw new ArgumentException("No provider.", nameof(text));
}
