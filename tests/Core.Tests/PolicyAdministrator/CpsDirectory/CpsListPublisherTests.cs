using System.Text;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.PolicyAdministrator.Accounts;
using Shaken.Core.PolicyAdministrator.Lists;
using Shaken.Core.PolicyAdministrator.Publishing;

namespace Shaken.Core.Tests.PolicyAdministrator.CpsDirectory;

public sealed class CpsListPublisherTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Publish_ProvenEntries_IsAMappingThatVerifies()
    {
        var world = await CpsWorld.NewAsync();
        await world.ProvenAsync();
        await world.ProvenAsync("https://cps.example/cps/company/5678", "two", "5678");
        var list = await world.PublishAsync();
        var mapping = await world.ReadAsync(list);
        Assert.Equal((1L, 2), (mapping.Sequence, mapping.Count));
        Assert.Equal(CpsWorld.Url, mapping.Find(CpsWorld.Code("1234")));
        Assert.Null(mapping.Find(CpsWorld.Code("9999")));
    }

    // The members and their order are those of the sample in the out-of-band SHAKEN draft.
    [Fact]
    public async Task Publish_Payload_IsWrittenAsTheDraftPrintsIt()
    {
        var world = await CpsWorld.NewAsync();
        await world.ProvenAsync("https://cps.example/cps/company/1234");
        await world.ProvenAsync("https://cps.example/cps/company/5678", "two", "5678");
        var list = await world.PublishAsync();
        Assert.True(Jws.TryParse(list.Jwt, Limits.TrustListOctets, out var jws, out _));
        var expected =
            $$$"""{"version":"1.0","sequence":1,"exp":{{{list.ExpiresAt.ToUnixTimeSeconds()}}},"cpsMapping":{"1234":"https://cps.example/cps/company/1234","5678":"https://cps.example/cps/company/5678"}}""";
        Assert.Equal(expected, Encoding.UTF8.GetString(jws.DecodePayload()));
        Assert.Equal(("ES256", "JWT"), (jws.Header.Alg, jws.Header.Typ));
    }

    [Fact]
    public async Task Publish_WhenTheDirectoryOrAnAccountChanges_IsDueAtOnce()
    {
        var world = await CpsWorld.NewAsync();
        await world.ProvenAsync();
        var mapping = await world.ReadAsync(await world.PublishAsync());
        Assert.Equal(TrustListPublishFailure.NotDue, (await world.Publisher().PublishAsync(isForced: false, Token)).Failure);
        await world.Accounts.MoveAsync((await world.Accounts.Accounts.FindAsync("one", Token))!, AccountState.Suspended);
        var second = await world.PublishAsync();
        Assert.Equal((2L, 0), (second.Sequence, second.Count));
        await world.ReadAsync(second, mapping);
        Assert.Equal(1, (await world.Publisher().FindAsync(1, Token))!.Count);
        world.Time.Advance(TimeSpan.FromDays(4));
        Assert.Equal(3, (await world.PublishAsync()).Sequence);
    }

    [Fact]
    public async Task Publish_ByEightInstancesAtOnce_LeavesNoGapAndNoRepeat()
    {
        var world = await CpsWorld.NewAsync();
        await world.ProvenAsync();
        var lists = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            var (publisher, own) = (world.Publisher(), new List<PublishedJwt>());
            while (own.Count < 3)
            {
                if ((await publisher.PublishAsync(isForced: true, Token)).TryGet(out var list, out var _)) own.Add(list);
                else await Task.Yield();
            }

            return own;
        })));
        var all = lists.SelectMany(own => own).ToList();
        Assert.Equal(Enumerable.Range(1, 24).Select(number => (long)number), all.Select(list => list.Sequence).Order());
        foreach (var list in all) Assert.Equal(list.Jwt, (await world.Publisher().FindAsync(list.Sequence, Token))!.Jwt);
    }
}
