using Shaken.Core.CallPlacement;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.Tests.CallPlacement;

public sealed class MailboxRotationTests
{
    private static readonly DeploymentSecret Next = DeploymentSecret.New("two", SystemRandom.Instance);

    [Fact]
    public async Task Store_AfterTheSecretWasChanged_CountsWhatTheSignerStoredBefore()
    {
        var world = await MailboxWorld.NewAsync();
        for (var count = 0; count < Limits.MailboxPassportsPerSigner; count++) await world.NewMailbox().StoreAsync(await world.NewPassportAsync());
        var changed = world.NewMailbox(secrets: new DeploymentSecrets(Next, world.Secret));
        var outcome = await changed.StoreAsync(MailboxWorld.Call, [await world.NewPassportAsync()], ["1234"], null, TestContext.Current.CancellationToken);
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
}
