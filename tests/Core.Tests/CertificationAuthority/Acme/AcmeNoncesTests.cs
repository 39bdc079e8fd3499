using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;
using Shaken.Core.Tests.CallPlacement.Mailbox;
using Shaken.Core.Tests.Support;
using Shaken.Local.Records;

namespace Shaken.Core.Tests.CertificationAuthority.Acme;

public sealed class AcmeNoncesTests
{
    private readonly ManualTime _time = new();
    private readonly WatchedRecords _records = new(new MemoryRecords());
    private readonly DeploymentSecret _secret = DeploymentSecret.New("k1", SystemRandom.Instance);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void New_WritesNothing_AndIsDifferentEachTime()
    {
        var nonces = NewNonces(_secret);
        var made = Enumerable.Range(0, 1000).Select(_ => nonces.New()).ToList();
        Assert.Equal(1000, made.Distinct().Count());
        Assert.All(made, nonce => Assert.Matches("^[A-Za-z0-9_-]{64}$", nonce));
        Assert.All(made, nonce => Assert.True(nonces.IsGenuine(nonce)));
        Assert.Empty(_records.Written);
    }

    [Fact]
    public async Task Redeem_SucceedsOnce_AndAgainForTheSameRequest()
    {
        var nonces = NewNonces(_secret);
        var nonce = nonces.New();
        Assert.True(await nonces.TryRedeemAsync(nonce, "request", Token));
        Assert.True(await nonces.TryRedeemAsync(nonce, "request", Token));
        Assert.False(await nonces.TryRedeemAsync(nonce, "other", Token));
        Assert.False(await NewNonces(_secret).TryRedeemAsync(nonce, "other", Token));
        Assert.True(nonces.IsGenuine(nonce));
    }

    [Fact]
    public async Task Nonce_WithAnyCharacterChanged_IsNone()
    {
        var nonces = NewNonces(_secret);
        var nonce = nonces.New();
        for (var index = 0; index < nonce.Length; index++)
        {
            var spoiled = $"{nonce[..index]}{(nonce[index] == 'A' ? 'B' : 'A')}{nonce[(index + 1)..]}";
            Assert.False(nonces.IsGenuine(spoiled), spoiled);
            Assert.False(await nonces.TryRedeemAsync(spoiled, "request", Token));
        }

        Assert.All((string[])["", nonce[..63], nonce + "A", new string('=', 64), new string('é', 64)], text => Assert.False(nonces.IsGenuine(text)));
        Assert.Empty(_records.Written);
    }

    [Fact]
    public async Task Nonce_IsGoodForItsLife_AndNoLonger()
    {
        var nonces = NewNonces(_secret);
        var nonce = nonces.New();
        _time.Advance(TimeSpan.FromMinutes(60) - TimeSpan.FromSeconds(1));
        Assert.True(nonces.IsGenuine(nonce));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(nonces.IsGenuine(nonce));
        Assert.False(await nonces.TryRedeemAsync(nonce, "request", Token));
    }

    [Fact]
    public async Task Nonce_ThatExpiresWhileItIsRedeemed_IsNotUsedAgainThoughItsRecordIsPurged()
    {
        var nonces = NewNonces(_secret);
        var nonce = nonces.New();
        Assert.True(await nonces.TryRedeemAsync(nonce, "first", Token));
        _time.Advance(TimeSpan.FromMinutes(60) - TimeSpan.FromSeconds(1));
        var slow = new SteppedRecords(_records, step: 1, async () =>
        {
            _time.Advance(TimeSpan.FromHours(1));
            Assert.Equal(1, await _records.RemoveExpiredAsync(AcmeNonces.UsedTable, _time.GetUtcNow(), 10, Token));
        });
        Assert.False(await NewNonces(_secret, records: slow).TryRedeemAsync(nonce, "second", Token));
        Assert.True(slow.IsReached);
    }

    [Fact]
    public async Task Nonce_IsNotUsedAgain_ThoughAPurgesClockIsAMinuteAhead()
    {
        var nonces = NewNonces(_secret);
        var nonce = nonces.New();
        Assert.True(await nonces.TryRedeemAsync(nonce, "first", Token));
        _time.Advance(TimeSpan.FromMinutes(60) - TimeSpan.FromSeconds(1));
        await _records.RemoveExpiredAsync(AcmeNonces.UsedTable, _time.GetUtcNow().AddMinutes(1), 10, Token);
        Assert.False(await nonces.TryRedeemAsync(nonce, "second", Token));
    }

    [Fact]
    public void Nonce_OfTheSecretBefore_IsGoodWhileThatStillReads()
    {
        var nonce = NewNonces(_secret).New();
        var next = DeploymentSecret.New("k2", SystemRandom.Instance);
        Assert.True(NewNonces(next, _secret).IsGenuine(nonce));
        Assert.False(NewNonces(next).IsGenuine(nonce));
    }

    private AcmeNonces NewNonces(DeploymentSecret current, DeploymentSecret? other = null, IRecords? records = null) =>
        new(records ?? _records, new DeploymentSecrets(current, other), new AcmeOptions(), _time, SystemRandom.Instance);
}
