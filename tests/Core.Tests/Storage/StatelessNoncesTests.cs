using Shaken.Core.Foundations;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Support;
using Shaken.Local.Records;

namespace Shaken.Core.Tests.Storage;

public sealed class StatelessNoncesTests
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    private readonly ManualTime _time = new();
    private readonly MemoryRecords _records = new();
    private readonly DeploymentSecrets _secrets = new(DeploymentSecret.New("one", SystemRandom.Instance), Other: null);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TryRedeem_ByTwoRequests_SucceedsForTheFirstOnly()
    {
        var nonces = New("one");
        var nonce = nonces.New();
        Assert.True(await nonces.TryRedeemAsync(nonce, "first", Token));
        Assert.False(await New("one").TryRedeemAsync(nonce, "second", Token));
        Assert.True(await New("one").TryRedeemAsync(nonce, "first", Token));
    }

    [Fact]
    public async Task TryRedeem_OfAnotherPurpose_Fails()
    {
        var nonce = New("one").New();
        Assert.False(New("two").IsGenuine(nonce));
        Assert.False(await New("two").TryRedeemAsync(nonce, "first", Token));
    }

    [Fact]
    public async Task TryRedeem_AtTheEndOfItsLife_Fails()
    {
        var nonces = New("one");
        var nonce = nonces.New();
        _time.Advance(Life - TimeSpan.FromSeconds(1));
        Assert.True(nonces.IsGenuine(nonce));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(nonces.IsGenuine(nonce));
        Assert.False(await nonces.TryRedeemAsync(nonce, "first", Token));
    }

    [Theory]
    [InlineData("")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void IsGenuine_OfAForeignText_IsFalse(string text) => Assert.False(New("one").IsGenuine(text));

    private StatelessNonces New(string purpose) =>
        new(_records, _secrets, purpose, "used-nonces", Life, _time, SystemRandom.Instance);
}
