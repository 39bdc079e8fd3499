using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Tests.Support.Fetching;

namespace Shaken.Core.Tests.Fetching;

/// <summary>Certificates, trusted-CA lists and CRLs take no slot from each other, even when one pool is full.</summary>
public sealed class FetchPoolsTests
{
    private readonly TaskCompletionSource _gate = new();

    public static TheoryData<FetchProfile> OfLists { get; } = [FetchProfile.TrustList, FetchProfile.TrustListSigner, FetchProfile.Crl, FetchProfile.CrlSigner];

    [Theory]
    [MemberData(nameof(OfLists))]
    public async Task Fetch_WhenStrangersStallUnderManyNames_StillServesLists(FetchProfile profile)
    {
        await using var world = Start();
        var stalled = await StallAsync(world, FetchWorld.ManyHosts.Take(world.Options.MaxFetchesToStrangers), FetchProfile.Certificate);
        Assert.Equal(FetchFailure.Busy, (await world.FetchAsync(world.Url("/x", "a.example"))).Failure.Reason);
        Assert.True((await world.FetchAsync(world.Url("/list", "a.example"), profile)).IsSuccess);
        await EndAsync(stalled);
    }

    [Theory]
    [MemberData(nameof(OfLists))]
    public async Task Fetch_WhenKnownHostsFillEverySlotOfCertificates_StillServesLists(FetchProfile profile)
    {
        await using var world = Start();
        var hosts = FetchWorld.ManyHosts.Take(world.Options.MaxFetches / world.Options.MaxFetchesPerHost).ToList();
        var many = hosts.SelectMany(host => Enumerable.Repeat(host, world.Options.MaxFetchesPerHost)).ToList();
        for (var index = 0; index < many.Count; index++) world.Hosts.Know(world.Url($"/wait/{index}", many[index]), $"holder {index}");
        var stalled = await StallAsync(world, many, FetchProfile.Certificate);
        Assert.Equal(FetchFailure.Busy, (await world.FetchAsync(world.Url("/x", "a.example"))).Failure.Reason);
        Assert.True((await world.FetchAsync(world.Url("/list", hosts[0]), profile)).IsSuccess);
        await EndAsync(stalled);
    }

    [Theory]
    [MemberData(nameof(OfLists))]
    public async Task Fetch_WhenListsStall_StillServesCertificatesAndTheOtherLists(FetchProfile profile)
    {
        await using var world = Start();
        var stalled = await StallAsync(world, FetchWorld.ManyHosts.Take(world.Options.MaxListFetches), profile);
        Assert.Equal(FetchFailure.Busy, (await world.FetchAsync(world.Url("/x", "a.example"), profile)).Failure.Reason);
        Assert.True((await world.FetchAsync(world.Url("/x", "a.example"))).IsSuccess);
        var other = profile.Pool == FetchPool.Crls ? FetchProfile.TrustList : FetchProfile.Crl;
        Assert.True((await world.FetchAsync(world.Url("/x", "a.example"), other)).IsSuccess);
        await EndAsync(stalled);
    }

    [Fact]
    public async Task Fetch_WhenRichCallContentStalls_StillServesCertificates()
    {
        await using var world = Start();
        var stalled = await StallAsync(world, FetchWorld.ManyHosts.Take(world.Options.MaxFetchesToStrangers), FetchProfile.RichCallContent);
        Assert.Equal(
            FetchFailure.Busy, (await world.FetchAsync(world.Url("/x", "a.example"), FetchProfile.RichCallContent)).Failure.Reason);
        Assert.True((await world.FetchAsync(world.Url("/x", "a.example"))).IsSuccess);
        await EndAsync(stalled);
    }

    private static async Task<List<Task<Outcome<FetchedDocument, FetchRefusal>>>> StallAsync(FetchWorld world, IEnumerable<string> hosts, FetchProfile profile)
    {
        var stalled = hosts.Select((host, index) => world.FetchAsync(world.Url($"/wait/{index}", host), profile)).ToList();
        await world.Server.ArrivedAsync(stalled.Count);
        return stalled;
    }

    private async Task EndAsync(IEnumerable<Task<Outcome<FetchedDocument, FetchRefusal>>> stalled)
    {
        _gate.SetResult();
        Assert.All(await Task.WhenAll(stalled), outcome => Assert.True(outcome.IsSuccess));
    }

    private FetchWorld Start() => FetchWorld.Start(async exchange =>
    {
        if (exchange.Target.StartsWith("/wait", StringComparison.Ordinal)) await _gate.Task.WaitAsync(exchange.Stopping);
        await exchange.AnswerOkAsync("x");
    });
}
