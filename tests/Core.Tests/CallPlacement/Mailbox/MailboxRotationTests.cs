using Shaken.Core.CallPlacement;
using Shaken.Core.CallPlacement.Mailbox;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.CallPlacement.Mailbox;

public sealed class MailboxRotationTests
{
    private static readonly DeploymentSecret Next = DeploymentSecret.New("two", SystemRandom.Instance);

    [Fact]
    public async Task Store_AfterTheSecretWasChanged_CountsWhatTheSignerStoredBefore()
    {
        var world = await MailboxWorld.NewAsync();
        for (var count = 0; count < Limits.MailboxPassportsPerSigner; count++) await world.NewMailbox().StoreAsync(await world.NewPassportAsync());
        var changed = world.NewMailbox(secrets: new DeploymentSecrets(Next, world.Secret));
        var outcome = await changed.StoreAsync(MailboxWorld.Call, [await world.NewPassportAsync()], ["1234"], destinations: null, null, TestContext.Current.CancellationToken);
        Assert.Equal(CpsFailure.MailboxFull, outcome.Failure.Reason);
    }

    [Fact]
    public async Task InstancesThatReadBothSecrets_WhicheverTheyWriteWith_HandOutOnce()
    {
        var world = await MailboxWorld.NewAsync();
        var before = world.NewMailbox(secrets: new DeploymentSecrets(world.Secret, Next));
        var after = world.NewMailbox(secrets: new DeploymentSecrets(Next, world.Secret));
        var passport = await world.NewPassportAsync();
        await after.StoreAsync(passport);
        Assert.Single(await before.TakeAsync("a"));
        await before.StoreAsync(passport);
        Assert.Empty(await after.TakeAsync("b"));
        Assert.Empty(await before.TakeAsync("c"));
    }

    [Fact]
    public async Task PostedToBothAtOnce_IsHandedOutOnce_ToOneReader()
    {
        foreach (var isBefore in (bool[])[true, false])
        {
            var (world, before, after, passport) = await PostToBothAsync();
            Assert.Equal([passport.Compact], await (isBefore ? before : after).TakeAsync("a"));
            Assert.Empty(await before.TakeAsync("b"));
            Assert.Empty(await after.TakeAsync("c"));
            Assert.Equal(0, await before.StoreAsync(passport));
            Assert.Equal(0, await after.StoreAsync(passport));

            // Either one's tombstone stands, though only one of the two secrets is left.
            Assert.Equal(0, await world.NewMailbox().StoreAsync(passport));
            Assert.Equal(0, await world.NewMailbox(secrets: new DeploymentSecrets(Next, null)).StoreAsync(passport));
        }
    }

    // The second reader runs between any two operations of the first, under the same order of secrets or the other.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task PostedToBothAtOnce_IsHandedOutOnceAtMost_ToTwoReaders(bool isSameOrder)
    {
        var handedOut = new List<int>();
        for (var step = 1; ; step++)
        {
            var (world, before, after, _) = await PostToBothAsync();
            IReadOnlyList<string> others = [];
            var stepped = new SteppedRecords(world.Records, step, async () => others = await (isSameOrder ? before : after).TakeAsync("b"));
            var own = await world.NewMailbox(stepped, new DeploymentSecrets(world.Secret, Next)).TakeAsync("a");
            if (!stepped.IsReached) break;
            handedOut.Add(own.Count + others.Count);
        }

        // Two listings, and then of each row one operation at least.
        Assert.InRange(handedOut.Count, 4, 10);
        Assert.All(handedOut, count => Assert.InRange(count, 0, 1));
        Assert.Contains(1, handedOut);
    }

    // A POST that looked before anything was there, and inserts when a reader is done: its row is found by the next reader alone.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task StoredAgainUnderTheOtherSecret_AfterItWasTaken_IsNotHandedOut(bool isPurgedOnTheWay)
    {
        var world = await MailboxWorld.NewAsync();
        var passport = await world.NewPassportAsync();
        var after = world.NewMailbox(secrets: new DeploymentSecrets(Next, world.Secret));
        var late = new SteppedRecords(world.Records, step: 3, async () =>
        {
            await after.StoreAsync(passport);
            Assert.Single(await after.TakeAsync("a"));
        });
        Assert.Equal(1, await world.NewMailbox(late, new DeploymentSecrets(world.Secret, Next)).StoreAsync(passport));
        var slow = new SteppedRecords(world.Records, step: 4, async () =>
        {
            if (!isPurgedOnTheWay) return;
            world.Time.Advance(TimeSpan.FromMinutes(5));
            Assert.Equal(2, await world.Records.RemoveExpiredAsync(PassportMailbox.Table, world.Time.GetUtcNow(), 10, TestContext.Current.CancellationToken));
        });
        Assert.Empty(await world.NewMailbox(slow, new DeploymentSecrets(world.Secret, Next)).TakeAsync("b"));
        Assert.True(slow.IsReached);
    }

    [Fact]
    public async Task UnderOneSecret_ARetrieval_IsAListingAndAReplacement()
    {
        var world = await MailboxWorld.NewAsync();
        await world.NewMailbox().StoreAsync(await world.NewPassportAsync());
        var counted = new SteppedRecords(world.Records, step: 3, () => throw new InvalidOperationException("There was a third operation."));
        Assert.Single(await world.NewMailbox(counted).TakeAsync("a"));
    }

    /// <summary>One instance stores between the other's look and its insertion.</summary>
    private static async Task<(MailboxWorld World, PassportMailbox Before, PassportMailbox After, VerifiedPassport Passport)> PostToBothAsync()
    {
        var world = await MailboxWorld.NewAsync();
        var passport = await world.NewPassportAsync();
        var (before, after) = (world.NewMailbox(secrets: new DeploymentSecrets(world.Secret, Next)), world.NewMailbox(secrets: new DeploymentSecrets(Next, world.Secret)));
        var between = new SteppedRecords(world.Records, step: 3, async () => Assert.Equal(1, await after.StoreAsync(passport)));
        Assert.Equal(1, await world.NewMailbox(between, new DeploymentSecrets(world.Secret, Next)).StoreAsync(passport));
        return (world, before, after, passport);
    }
}
