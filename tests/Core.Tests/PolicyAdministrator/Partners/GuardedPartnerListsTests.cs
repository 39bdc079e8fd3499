using System.Text;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.PolicyAdministrator.Partners;
using Shaken.Core.Trust.Lists;

namespace Shaken.Core.Tests.PolicyAdministrator.Partners;

public sealed class GuardedPartnerListsTests : IUrlFetcher
{
    private Outcome<FetchedDocument, FetchRefusal> _answer = new FetchRefusal(FetchFailure.AddressNotAllowed, "10.0.0.1 is private");
    private string? _asked;
    private string _accepted = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_PrivateAddress_IsUnreachable()
    {
        var refusal = (await GetAsync("registry.ca")).Failure;
        Assert.Equal(TrustListFailure.Unreachable, refusal.Reason);
        Assert.StartsWith("address-not-allowed", refusal.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_AnswerWithCrls_GivesTheListAndThem()
    {
        _answer = new FetchedDocument(
            Encoding.UTF8.GetBytes("""{"status":"success","caList":"a.b.c","crl":"https://sti-pa.ca.example/crl"}"""), "application/json",
            MaxAge: null);
        var answer = (await GetAsync("registry.ca")).Value;
        Assert.Equal("a.b.c", answer.Compact);
        Assert.Equal(["https://sti-pa.ca.example/crl"], answer.CrlUrls);
        Assert.Equal(PartnerWorld.Url, _asked);

        // A server that is asked for application/jose gives the bare list, which names no CRL.
        Assert.DoesNotContain("application/jose,", _accepted, StringComparison.Ordinal);
    }

    // Their URLs were chosen by outsiders: only the guarded fetcher asks them.
    [Theory]
    [InlineData("registry.ca", true)]
    [InlineData("canada", false)]
    public async Task GetOfAll_Partner_IsAskedByTheClientOfItsKind(string id, bool isGuarded)
    {
        var world = await PartnerWorld.NewAsync();
        world.Refuse(TrustListFailure.LoginRefused);
        Assert.True(PartnerId.TryParseAny(id, out var parsed));
        var partner = (await world.AddAsync()) with { Id = parsed };
        await new AllPartnerLists(world, new GuardedPartnerLists(this)).GetAsync(partner, new PartnerStatus(default), Token);
        Assert.Equal((isGuarded, !isGuarded), (_asked is not null, !world.Requests.IsEmpty));
    }

    public Task<Outcome<FetchedDocument, FetchRefusal>> FetchAsync(
        string url, FetchProfile profile, CancellationToken cancellationToken)
    {
        (_asked, _accepted) = (url, profile.Accept);
        return Task.FromResult(_answer);
    }

    private async Task<Outcome<PartnerAnswer, TrustListRefusal>> GetAsync(string id)
    {
        var world = await PartnerWorld.NewAsync();
        Assert.True(PartnerId.TryParseAny(id, out var parsed));
        return await new GuardedPartnerLists(this).GetAsync(
            (await world.AddAsync()) with { Id = parsed }, new PartnerStatus(default), Token);
    }
}
