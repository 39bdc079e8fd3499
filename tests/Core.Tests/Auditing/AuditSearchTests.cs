using FsCheck;
using FsCheck.Fluent;
using Shaken.Core.Auditing;

namespace Shaken.Core.Tests.Auditing;

public sealed class AuditSearchTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, null, 1, 40)]
    [InlineData(0, 40, 1, 40)]
    [InlineData(10, 20, 11, 20)]
    [InlineData(39, 60, 40, 40)]
    [InlineData(40, 60, 1, 0)]
    [InlineData(-5, 1, 1, 1)]
    public async Task List_BetweenTwoMoments_GivesThoseEntriesInPages(int? from, int? until, int first, int last)
    {
        var world = new AuditWorld();
        var start = world.Time.GetUtcNow();
        await world.AppendAsync(40, TimeSpan.FromMinutes(1));
        DateTimeOffset? At(int? minute) => minute is { } count ? start.AddMinutes(count) : null;
        var entries = await world.AllAsync(new AuditFilter(At(from), At(until)));
        Assert.Equal(Enumerable.Range(first, last - first + 1).Select(number => (long)number), entries.Select(entry => entry.Number));
    }

    [Fact]
    public async Task List_OfAnActorOrASubject_GivesTheirEntriesAlone()
    {
        var world = new AuditWorld();
        for (var round = 0; round < 10; round++)
        {
            await world.AppendAsync(1, TimeSpan.FromMinutes(1), AuditWorld.Alice, "one");
            await world.AppendAsync(1, TimeSpan.FromMinutes(1), AuditWorld.Bob, "one");
            await world.AppendAsync(1, TimeSpan.FromMinutes(1), AuditWorld.Bob, "two");
        }

        var two = new AuditParty("account", "two");
        Assert.Equal(10, (await world.AllAsync(new AuditFilter(Actor: AuditWorld.Alice))).Count);
        Assert.Equal(20, (await world.AllAsync(new AuditFilter(Actor: AuditWorld.Bob), pageSize: 3)).Count);
        Assert.Equal(10, (await world.AllAsync(new AuditFilter(Actor: AuditWorld.Bob, Subject: two))).Count);
        Assert.Empty(await world.AllAsync(new AuditFilter(Actor: AuditWorld.Alice, Subject: two)));
        var from = world.Time.GetUtcNow().AddMinutes(-6);
        Assert.Equal([27L, 30], (await world.AllAsync(new AuditFilter(From: from, Subject: two))).Select(entry => entry.Number));
        Assert.Equal(8, (await world.AllAsync(new AuditFilter(Until: from, Subject: two))).Count);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("-1")]
    [InlineData("0")]
    [InlineData("99999999999999999999")]
    [InlineData("9223372036854775807")]
    public async Task List_WithACursorThatNobodyGave_IsEmpty(string cursor)
    {
        var world = new AuditWorld();
        await world.AppendAsync(3);
        var page = await world.Log.ListAsync(new AuditFilter(), cursor, 10, Token);
        Assert.Empty(page.Entries);
        Assert.Null(page.Cursor);
    }

    // Of any filter, the pages together are what the filter takes of all entries, in order.
    [Fact]
    public void List_OfAnyFilter_IsTheEntriesThatItTakes()
    {
        var world = new AuditWorld();
        var start = world.Time.GetUtcNow();
        var law = Prop.ForAll(Arb.From(Filters(start)), filter =>
        {
            var wanted = All(world, new AuditFilter()).Where(entry =>
                !(entry.RecordedAt < filter.From) && !(entry.RecordedAt >= filter.Until)
                && (filter.Actor is null || entry.Act.Actor == filter.Actor)
                && (filter.Subject is null || entry.Act.Subject == filter.Subject));
            return wanted.Select(entry => entry.Number).SequenceEqual(All(world, filter).Select(entry => entry.Number));
        });

        for (var round = 0; round < 20; round++)
        {
            var (actor, subject) = (round % 2 == 0 ? AuditWorld.Alice : AuditWorld.Bob, round % 5 == 0 ? "two" : "one");
            var apart = TimeSpan.FromSeconds(round % 3 * 30);
            Run(() => world.AppendAsync(2, apart, actor, subject));
        }

        law.QuickCheckThrowOnFailure();
    }

    private static Gen<AuditFilter> Filters(DateTimeOffset start)
    {
        var moments = Gen.Choose(-2, 24).Select(count => count < -1 ? (DateTimeOffset?)null : start.AddSeconds(count * 30));
        var actors = Gen.Elements(null, AuditWorld.Alice, AuditWorld.Bob, new AuditParty("operator", "nobody"));
        var subjects = Gen.Elements(null, new AuditParty("account", "one"), new AuditParty("account", "two"));
        return from first in moments
               from until in moments
               from actor in actors
               from subject in subjects
               select new AuditFilter(first, until, actor, subject);
    }

    private static List<AuditEntry> All(AuditWorld world, AuditFilter filter)
    {
        var entries = new List<AuditEntry>();
        Run(async () => entries.AddRange(await world.AllAsync(filter)));
        return entries;
    }

    // A property is no task. Records in memory answer at once, so nothing waits here.
    private static void Run(Func<Task> action)
    {
        var task = action();
        Assert.True(task.IsCompletedSuccessfully, task.Exception?.ToString());
    }
}
