using System.Text;
using Shaken.Core.Auditing;
using Shaken.Core.Storage;

namespace Shaken.Core.Tests.Auditing;

public sealed class AuditVerifyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Verify_OfAnEmptyLog_FindsNothing() =>
        Assert.Equal(new AuditVerification(Last: null, Break: null), await new AuditWorld().Log.VerifyAsync(anchor: null, Token));

    [Theory]
    [InlineData(1)]
    [InlineData(256)]
    [InlineData(1001)]
    public async Task Verify_OfAWholeChain_GivesItsLastEntry(int count)
    {
        var world = new AuditWorld();
        await world.AppendAsync(count);
        var last = (await world.Log.FindAsync(count, Token))!;
        var found = await world.Log.VerifyAsync(new AuditAnchor(count, last.Hash), Token);
        Assert.Equal(new AuditVerification(new AuditAnchor(count, last.Hash), Break: null), found);
    }

    [Theory]
    [InlineData(3, 4, AuditFault.PreviousDiffers)]
    [InlineData(1, 2, AuditFault.PreviousDiffers)]
    [InlineData(10, 10, AuditFault.HeadDiffers)]
    public async Task Verify_AfterAWordWasChanged_FindsWhereItShows(int changed, int shows, AuditFault fault)
    {
        var world = new AuditWorld();
        await world.AppendAsync(10);
        await world.TamperAsync(changed, octets =>
            Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(octets).Replace("because", "perhaps", StringComparison.Ordinal)));
        var found = await world.Log.VerifyAsync(anchor: null, Token);
        Assert.Equal((new AuditBreak(shows, fault), shows - 1L), (found.Break, found.Last?.Number ?? 0));
    }

    [Theory]
    [InlineData("", AuditFault.Unreadable)]
    [InlineData("{}", AuditFault.Unreadable)]
    [InlineData("null", AuditFault.Unreadable)]
    [InlineData("{\"number\":5}", AuditFault.Unreadable)]
    public async Task Verify_OfARecordThatIsNoEntry_IsUnreadable(string document, AuditFault fault)
    {
        var world = new AuditWorld();
        await world.AppendAsync(10);
        await world.TamperAsync(5, _ => Encoding.UTF8.GetBytes(document));
        Assert.Equal(new AuditBreak(5, fault), (await world.Log.VerifyAsync(anchor: null, Token)).Break);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(10)]
    public async Task Verify_AfterAnEntryWasDeleted_IsMissing(int number)
    {
        var world = new AuditWorld();
        await world.AppendAsync(10);
        await world.TamperAsync(number, change: null);
        Assert.Equal(new AuditBreak(number, AuditFault.Missing), (await world.Log.VerifyAsync(anchor: null, Token)).Break);
    }

    [Fact]
    public async Task Append_AfterTheLastEntryWasDeleted_GoesOnAndTheGapShows()
    {
        var world = new AuditWorld();
        await world.AppendAsync(3);
        await world.TamperAsync(3, change: null);
        await world.AppendAsync(1);
        Assert.NotNull(await world.Log.FindAsync(4, Token));
        Assert.Equal(new AuditBreak(3, AuditFault.Missing), (await world.Log.VerifyAsync(anchor: null, Token)).Break);
    }

    [Fact]
    public async Task Verify_OfAnEntryInAnothersPlace_FindsIt()
    {
        var world = new AuditWorld();
        await world.AppendAsync(4);
        byte[]? other = null;
        await world.TamperAsync(2, octets => other = octets);
        await world.TamperAsync(3, _ => other!);
        Assert.Equal(new AuditBreak(3, AuditFault.Misplaced), (await world.Log.VerifyAsync(anchor: null, Token)).Break);
    }

    // A writer of the store can write the whole chain anew. A copy of one hash elsewhere shows it.
    [Fact]
    public async Task Verify_OfAChainWrittenAnew_DiffersFromTheAnchor()
    {
        var (world, forged) = (new AuditWorld(), new AuditWorld());
        await world.AppendAsync(5);
        await forged.AppendAsync(5, subject: "another");
        var anchor = (await world.Log.VerifyAsync(anchor: null, Token)).Last!;
        Assert.Null((await forged.Log.VerifyAsync(anchor: null, Token)).Break);
        Assert.Equal(new AuditBreak(5, AuditFault.AnchorDiffers), (await forged.Log.VerifyAsync(anchor, Token)).Break);
        Assert.Equal(new AuditBreak(6, AuditFault.Missing), (await world.Log.VerifyAsync(anchor with { Number = 7 }, Token)).Break);
    }

    [Fact]
    public async Task List_OfALogThatSomebodyChanged_IsAnOutage()
    {
        var world = new AuditWorld();
        await world.AppendAsync(3);
        await world.TamperAsync(2, _ => "{}"u8.ToArray());
        await Assert.ThrowsAsync<StorageException>(async () => await world.AllAsync());
    }
}
