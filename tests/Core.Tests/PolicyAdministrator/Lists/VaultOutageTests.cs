using Shaken.Core.Trust.Lists;

namespace Shaken.Core.Tests.PolicyAdministrator.Lists;

/// <summary>The vault with the list's key is away while a list is due: the last list stays, and the next run publishes.</summary>
public sealed class VaultOutageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Publish_WithTheVaultAway_KeepsTheLastListAndTheNextNumber(bool isForced)
    {
        var world = await ListWorld.NewAsync();
        var first = (await world.PublishAsync()).Value;
        await world.ApproveAsync();
        world.VaultFault = new HttpRequestException("the vault does not answer");
        for (var run = 0; run < 3; run++)
        {
            // The run fails, so that its timer is told of as failed.
            await Assert.ThrowsAsync<HttpRequestException>(async () => await world.PublishAsync(isForced));
            var current = (await world.Publisher().FindCurrentAsync(Token))!;
            Assert.Equal(first.JwtIn(TrustListForm.Standard), current.JwtIn(TrustListForm.Standard));
            Assert.Equal(1, (await world.ReadAsync(current)).Sequence);
            world.Time.Advance(TimeSpan.FromMinutes(1));
        }

        // Another instance goes on at once: the runs that failed hold no claim, and took no number.
        world.VaultFault = null;
        var second = (await world.Publisher().PublishAsync(isForced: false, Token)).Value;
        Assert.Equal(2, second.Sequence);
        Assert.Equal(2, (await world.ReadAsync(second, last: await world.ReadAsync(first))).Roots.All.Count);
    }

    [Fact]
    public async Task Publish_OfTheFirstListWithTheVaultAway_IsTheFirstAfterwards()
    {
        var world = await ListWorld.NewAsync();
        world.VaultFault = new TaskCanceledException("the vault did not answer in time");
        await Assert.ThrowsAsync<TaskCanceledException>(async () => await world.PublishAsync());
        Assert.Null(await world.Publisher().FindCurrentAsync(Token));
        world.VaultFault = null;
        Assert.Equal(1, (await world.PublishAsync()).Value.Sequence);
    }
}
