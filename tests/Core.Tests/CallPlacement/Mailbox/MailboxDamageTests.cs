using Microsoft.Extensions.Logging;
using Shaken.Core.CallPlacement.Mailbox;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.CallPlacement.Mailbox;

/// <summary>
/// A record of the mailbox that cannot be read costs nobody else a PASSporT, and writers that never win their race are told so.
/// </summary>
public sealed class MailboxDamageTests
{
    private static readonly byte[][] Unreadable = ["null"u8.ToArray(), "{\"signer\":"u8.ToArray(), "{}"u8.ToArray(), "[1]"u8.ToArray(), []];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Take_OneRecordUnreadable_HandsOutTheOthers(int which)
    {
        var world = await MailboxWorld.NewAsync();
        foreach (var octets in Unreadable)
        {
            VerifiedPassport[] passports = [await world.NewPassportAsync(), await world.NewPassportAsync(), await world.NewPassportAsync()];
            await world.NewMailbox().StoreAsync(passports);
            await DamageAsync(world, which, octets);
            var log = new LogLines<PassportMailbox>();
            Assert.Equal(2, (await world.NewMailbox(logger: log).TakeAsync()).Count);
            Assert.Contains(log.All, line => line is { Id: 2311, Level: LogLevel.Error });
            world.Time.Advance(TimeSpan.FromMinutes(5));
            await world.Records.RemoveExpiredAsync(PassportMailbox.Table, world.Time.GetUtcNow(), 100, Token);
        }
    }

    [Fact]
    public async Task Take_AnyFailureAfterTheFirst_HandsThatOut()
    {
        var world = await MailboxWorld.NewAsync();
        await world.NewMailbox().StoreAsync(await world.NewPassportAsync(), await world.NewPassportAsync());
        var failing = new SteppedRecords(world.Records, 3, () => throw new InvalidOperationException("a bug"));
        Assert.Single(await world.NewMailbox(failing).TakeAsync("first"));
        Assert.Single(await world.NewMailbox().TakeAsync("second"));
    }

    [Fact]
    public async Task Store_BesideAnUnreadableRecord_StoresAndAtItsPlaceDoesNot()
    {
        var world = await MailboxWorld.NewAsync();
        var passport = await world.NewPassportAsync();
        await world.NewMailbox().StoreAsync(passport);
        await DamageAsync(world, 0, Unreadable[0]);
        Assert.Equal(1, await world.NewMailbox().StoreAsync(await world.NewPassportAsync()));

        // It may be the tombstone of just this one.
        await Assert.ThrowsAsync<StorageException>(() => world.NewMailbox().StoreAsync(passport));
    }

    [Fact]
    public async Task Take_UnreadableUnderTheOtherSecret_HandsOutNothingTwice()
    {
        var world = await MailboxWorld.NewAsync();
        var passport = await world.NewPassportAsync();
        var next = DeploymentSecret.New("two", SystemRandom.Instance);
        await world.NewMailbox().StoreAsync(passport);
        await DamageAsync(world, 0, Unreadable[0]);
        await world.NewMailbox(secrets: new DeploymentSecrets(next, null)).StoreAsync(passport);
        Assert.Empty(await world.NewMailbox(secrets: new DeploymentSecrets(next, world.Secret)).TakeAsync());
    }

    [Fact]
    public async Task Store_LosingEveryRace_IsAnOutage()
    {
        var world = await MailboxWorld.NewAsync();
        var records = new FaultyInserts(world.Records, () => false) { LosesEveryRace = true };
        var passport = await world.NewPassportAsync();
        await Assert.ThrowsAsync<StorageException>(() => world.NewMailbox(records).StoreAsync(passport));
        Assert.Equal(StorageLimits.ConditionalTries, records.Tries);
    }

    [Fact]
    public async Task Take_LosingEveryRaceUnderTheOtherSecret_IsAnOutage()
    {
        var world = await MailboxWorld.NewAsync();
        var passport = await world.NewPassportAsync();
        var next = DeploymentSecret.New("two", SystemRandom.Instance);
        await world.NewMailbox().StoreAsync(passport);
        await world.NewMailbox(secrets: new DeploymentSecrets(next, null)).StoreAsync(passport);
        var records = new FaultyInserts(world.Records, () => false);

        // Two listings, the replacement under the secret in use, which wins; from then on none does.
        var lost = new SteppedRecords(records, 4, () =>
        {
            records.LosesEveryRace = true;
            return Task.CompletedTask;
        });
        await Assert.ThrowsAsync<StorageException>(() => world.NewMailbox(lost, new DeploymentSecrets(next, world.Secret)).TakeAsync());
        Assert.InRange(records.Tries, StorageLimits.ConditionalTries, StorageLimits.ConditionalTries + 1);
    }

    private static async Task DamageAsync(MailboxWorld world, int which, byte[] octets)
    {
        var partition = new WatchedRecords(world.Records);
        await world.NewMailbox(partition).StoreAsync(await world.NewPassportAsync());
        var lying = (await world.Records.ListAsync(PassportMailbox.Table, partition.Written[0].Key.Partition, null, 100, Token)).Records;

        // The one that was stored to find the place goes again.
        var own = lying.Single(record => record.Key == partition.Written[0].Key);
        Assert.True(await world.Records.TryDeleteAsync(own.Key, own.ETag, Token));
        var damaged = lying.Where(record => record.Key != own.Key).ElementAt(which);
        Assert.NotNull(await world.Records.TryReplaceAsync(new NewRecord(damaged.Key, octets, damaged.ExpiresAt), damaged.ETag, Token));
    }
}
