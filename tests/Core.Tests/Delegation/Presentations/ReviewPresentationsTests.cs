using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Core.Delegation.Presentations;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Trust.Revocation;
using Shaken.Local.Blobs;

namespace Shaken.Core.Tests.Delegation.Presentations;

/// <summary>What the review of standing presentations stores, for every instance.</summary>
public sealed class ReviewPresentationsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Review_OfARevokedCertificate_RefusesThePresentationInTheStore()
    {
        var (world, review) = await NewAsync();
        var taken = await world.TakeAsync();
        await review.RunAsync(Token);
        Assert.Equal(1, (await world.Taken.GetAsync(PresentationWorld.Acme, Token))!.Revision);

        world.Revoked.Revoke(taken.Fingerprint);
        await review.RunAsync(Token);
        var refused = Assert.Single((await world.Taken.GetAsync(PresentationWorld.Acme, Token))!.Presentations);
        Assert.Equal((PresentationState.Refused, "revoked"), (refused.State, refused.Why));
        var act = (await world.Signing.AuditedAsync("presentation", "north~acme"))[^1].Act;
        Assert.Equal("presentation-refused", act.Action);

        await review.RunAsync(Token);
        Assert.Equal(2, (await world.Taken.GetAsync(PresentationWorld.Acme, Token))!.Revision);
    }

    [Fact]
    public async Task Review_OfARemovedPresentation_LeavesItRemoved()
    {
        var (world, review) = await NewAsync();
        var taken = await world.TakeAsync();
        await world.Taken.RemoveAsync(taken.Id, world.Signing.Act(), Token);
        world.Revoked.Revoke(taken.Fingerprint);
        await review.RunAsync(Token);
        var kept = Assert.Single((await world.Taken.GetAsync(PresentationWorld.Acme, Token))!.Presentations);
        Assert.Equal(PresentationState.Removed, kept.State);
    }

    // The lists of the review's own paths are fetched though none is due: a CRL may be good for a day.
    [Fact]
    public async Task Review_OfAStandingPresentation_FetchesItsCrlsEachTime()
    {
        var fetcher = new CountingFetcher();
        var (world, review) = await NewAsync(fetcher);
        await world.TakeAsync();
        await review.RunAsync(Token);
        var before = fetcher.Asked;
        await review.RunAsync(Token);
        Assert.Equal(before + 1, fetcher.Asked);
    }

    private static async Task<(PresentationWorld World, ReviewPresentations Review)> NewAsync(IUrlFetcher? fetcher = null)
    {
        var world = await PresentationWorld.NewAsync();
        var lists = new RevocationLists(
            new RevocationOptions { Urls = ["https://pa.example/crl"] }, world.Signing.Domain, fetcher ?? new CountingFetcher(),
            world.Signing.Published, new MemoryBlobs(), world.Signing.Time, NullLogger<RevocationLists>.Instance);
        return (world, new ReviewPresentations(world.Taken, world.Verdicts, lists, world.Signing.Time));
    }

    private sealed class CountingFetcher : IUrlFetcher
    {
        public int Asked { get; private set; }

        public Task<Outcome<FetchedDocument, FetchRefusal>> FetchAsync(
            string url, FetchProfile profile, CancellationToken cancellationToken)
        {
            Asked++;
            return Task.FromResult<Outcome<FetchedDocument, FetchRefusal>>(
                new FetchRefusal(FetchFailure.HostNotFound, "nothing is there"));
        }
    }
}
