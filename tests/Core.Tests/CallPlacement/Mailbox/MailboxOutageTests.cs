using Microsoft.Extensions.Logging;
using Shaken.Core.CallPlacement.Mailbox;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.CallPlacement.Mailbox;

/// <summary>A store that fails in the middle of a retrieval: what was taken by then is handed out, what was not still waits.</summary>
public sealed class MailboxOutageTests
{
    // A listing, then a replacement for each.
    [Fact]
    public async Task Take_WhenTheStoreFailsAfterTheFirst_HandsThatOut_AndTheOthersStillWait()
    {
        var world = await MailboxWorld.NewAsync();
        VerifiedPassport[] passports = [await world.NewPassportAsync(), await world.NewPassportAsync(), await world.NewPassportAsync()];
        await world.NewMailbox().StoreAsync(passports);
        var log = new LogLines<PassportMailbox>();
        var first = Assert.Single(await world.NewMailbox(FailingAt(world, 3), logger: log).TakeAsync("first"));
        Assert.Contains(log.All, line => line is { Id: 2202, Level: LogLevel.Error });
        var others = await world.NewMailbox().TakeAsync("second");
        Assert.Equal(2, others.Count);
        Assert.Equal(passports.Select(passport => passport.Compact).Order(StringComparer.Ordinal), others.Append(first).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Take_WhenTheStoreFailsBeforeAnythingWasTaken_IsAnOutage()
    {
        var world = await MailboxWorld.NewAsync();
        await world.NewMailbox().StoreAsync(await world.NewPassportAsync());
        await Assert.ThrowsAsync<StorageException>(() => world.NewMailbox(FailingAt(world, 2)).TakeAsync("first"));
        Assert.Single(await world.NewMailbox().TakeAsync("second"));
    }

    [Theory]
    [InlineData(typeof(StorageException), 2)]
    [InlineData(typeof(StorageException), 3)]
    [InlineData(typeof(OperationCanceledException), 2)]
    [InlineData(typeof(OperationCanceledException), 3)]
    public async Task Take_UnderTwoSecrets_WhenAListingFails_HasTakenNothing(Type exception, int step)
    {
        var world = await MailboxWorld.NewAsync();
        await world.NewMailbox().StoreAsync(await world.NewPassportAsync());
        var secrets = new DeploymentSecrets(world.Secret, DeploymentSecret.New("two", SystemRandom.Instance));
        var failing = new SteppedRecords(world.Records, step, () => throw (Exception)Activator.CreateInstance(exception, "down")!);
        await Assert.ThrowsAsync(exception, () => world.NewMailbox(failing, secrets).TakeAsync("first"));
        Assert.Single(await world.NewMailbox(secrets: secrets).TakeAsync("second"));
    }

    private static SteppedRecords FailingAt(MailboxWorld world, int step) => new(world.Records, step, () => throw new StorageException("down"));
}
