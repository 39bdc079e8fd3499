using Shaken.Core.Auditing;
using Shaken.Core.Storage;
using Shaken.Core.Tests.CertificationAuthority.Issuing;
using Shaken.Local.Blobs;
using Shaken.Local.Records;

namespace Shaken.Core.Tests.Auditing;

public sealed class AuditLogTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Append_Act_IsFoundWhole()
    {
        var world = new AuditWorld();
        var act = world.Act(changes: [new AuditChange("state", "open", "suspended"), new AuditChange("operator", null, "Ünïcode 📞")]);
        await world.Log.AppendAsync(act, Token);
        var entry = (await world.Log.FindAsync(1, Token))!;
        Assert.Equal((1L, AuditEntry.First, world.Time.GetUtcNow()), (entry.Number, entry.Previous, entry.RecordedAt));
        Assert.Equal(
            (act.Id, act.At, act.Actor, act.Address, act.Subject),
            (entry.Act.Id, entry.Act.At, entry.Act.Actor, entry.Act.Address, entry.Act.Subject));
        Assert.Equal((act.Action, act.Reason), (entry.Act.Action, entry.Act.Reason));
        Assert.Equal(act.Changes, entry.Act.Changes);
        Assert.Null(await world.Log.FindAsync(2, Token));
    }

    [Fact]
    public async Task Find_BySubjectAndRevision_IsTheActThatMadeIt()
    {
        var world = new AuditWorld();
        var subject = new AuditParty("account", "one");
        foreach (var revision in (int[])[1, 2, 3])
            await world.Log.AppendAsync(world.Act($"account:one/{revision}", reason: $"r{revision}"), Token);
        Assert.Equal("r2", (await world.Log.FindAsync(subject, 2, Token))!.Act.Reason);
        Assert.Null(await world.Log.FindAsync(subject, 4, Token));
    }

    [Fact]
    public async Task Append_ByEightInstancesAtOnce_IsOneWholeChain()
    {
        var world = new AuditWorld(new FailingStore(new MemoryRecords(), new MemoryBlobs()));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(instance => Task.Run(async () =>
        {
            for (var number = 0; number < 10; number++)
            {
                while (!await TryAppendAsync(world, $"{instance}-{number}")) await Task.Yield();
            }
        })));
        Assert.Equal(Enumerable.Range(1, 80).Select(number => (long)number), (await world.AllAsync()).Select(entry => entry.Number));
        Assert.Equal(80, (await world.AllAsync()).Select(entry => entry.Act.Id).Distinct().Count());
        var found = await world.Log.VerifyAsync(anchor: null, Token);
        Assert.Null(found.Break);
        Assert.Equal(80, found.Last!.Number);
    }

    [Theory]
    [InlineData(FaultMoment.Before)]
    [InlineData(FaultMoment.After)]
    public async Task Append_RetriedAfterAFaultAtAnyCall_KeepsTheChainWhole(FaultMoment moment)
    {
        var faults = 0;
        for (var call = 0; ; call++)
        {
            var store = new FailingStore(new MemoryRecords(), new MemoryBlobs());
            var world = new AuditWorld(store);
            await world.AppendAsync(2);
            store.FailAt(call, moment);
            if (await TryAppendAsync(world, "mine")) break;
            faults++;
            store.Heal();
            await world.AppendAsync(1);
            Assert.True(await TryAppendAsync(world, "mine"));
            Assert.Null((await world.Log.VerifyAsync(anchor: null, Token)).Break);
            Assert.Single(await world.AllAsync(), entry => entry.Act.Id == "mine");
            Assert.Equal(4, (await world.AllAsync(new AuditFilter(Actor: AuditWorld.Alice))).Count);
        }

        Assert.InRange(faults, 6, 40);
    }

    [Fact]
    public async Task Append_WithAClockThatWasSetBack_KeepsTimesInOrderAndWhatTheClockShowed()
    {
        var world = new AuditWorld();
        await world.AppendAsync(1);
        var first = world.Time.GetUtcNow();
        world.Time.SetWallClock(TimeSpan.FromHours(-1));
        await world.AppendAsync(1);
        var second = (await world.Log.FindAsync(2, Token))!;
        Assert.Equal((first, first.AddHours(-1)), (second.RecordedAt, second.Act.At));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" blank")]
    [InlineData("two\nlines")]
    [InlineData("right\u202eto left")]
    [InlineData("zero\u200bwidth")]
    [InlineData("escape \u001b[2J")]
    [InlineData(null)]
    public void Party_WithANameThatHidesSomething_IsRefused(string? name)
    {
        Assert.False(AuditParty.TryCreate("user", name, out _));
        Assert.Throws<ArgumentException>(() => new AuditWorld().Act(reason: name ?? ""));
    }

    // Apart from the others: what an attribute holds is UTF-8, which has no lone surrogate.
    [Fact]
    public void Party_WithALoneSurrogateInItsName_IsRefused() =>
        Assert.False(AuditParty.TryCreate("user", $"lone {'\ud800'} surrogate", out _));

    [Theory]
    [InlineData("operator:alice", true)]
    [InlineData("user:a:b", true)]
    [InlineData("Operator:alice", false)]
    [InlineData(":alice", false)]
    [InlineData("operator:", false)]
    [InlineData("operator", false)]
    public void Party_OfItsOwnText_IsTheSame(string text, bool isParty)
    {
        Assert.Equal(isParty, AuditParty.TryParse(text, out var party));
        Assert.Equal(isParty ? text : null, party?.ToString());
    }

    [Fact]
    public void Act_BeyondItsBounds_IsABugOfTheCaller()
    {
        var world = new AuditWorld();
        Assert.Throws<ArgumentException>(() => world.Act(reason: new string('x', AuditAct.MaxReason + 1)));
        Assert.Throws<ArgumentException>(
            () => world.Act(changes: [.. Enumerable.Repeat(new AuditChange("a", "b", "c"), AuditAct.MaxChanges + 1)]));
        Assert.Throws<ArgumentException>(
            () => world.Act(changes: [new AuditChange("a", new string('x', AuditChange.MaxValue + 1), null)]));
    }

    [Fact]
    public async Task Append_OfTheLargestAct_FitsTheStore()
    {
        // Each character takes six octets once it is escaped.
        var world = new AuditWorld();
        var widest = new string('é', AuditChange.MaxValue);
        await world.Log.AppendAsync(
            world.Act(changes: [.. Enumerable.Repeat(new AuditChange("field", widest, widest), AuditAct.MaxChanges)]), Token);
        Assert.Null((await world.Log.VerifyAsync(anchor: null, Token)).Break);
    }

    [Fact]
    public void Change_WithALongValue_KeepsItsBeginningAndHash()
    {
        var (one, other) = (new string('x', 5000), new string('x', 4999) + "y");
        var change = AuditChange.Of("field", one, other);
        Assert.StartsWith("xxx", change.Before, StringComparison.Ordinal);
        Assert.NotEqual(change.Before, change.After);
        Assert.InRange(change.Before!.Length, 900, AuditChange.MaxValue);
        Assert.DoesNotContain(AuditChange.Of("field", new string('x', 899) + "😀" + one, null).Before!, char.IsSurrogate);
    }

    [Fact]
    public void Change_WithHiddenCharacters_ShowsThem() =>
        Assert.Equal(new AuditChange("field", "a\ufffdb\ufffd", "é 😀"), AuditChange.Of("field", "a\u202eb\u001b", "é 😀"));

    private static async Task<bool> TryAppendAsync(AuditWorld world, string id)
    {
        try
        {
            await world.Log.AppendAsync(world.Act(id), Token);
            return true;
        }
        catch (StorageException)
        {
            return false;
        }
    }
}
