using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Shaken.Core.Foundations;
using Shaken.Core.Signing;
using Shaken.Core.Signing.P256;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.Signing.P256;

/// <summary>Which keys get a table, and how one goes: earned by successes, displaced by busier keys, all off at the first
/// difference.</summary>
public sealed class VerificationTablesTests : IDisposable
{
    private readonly ECDsa _signer = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ManualTime _time = new();
    private readonly LogLines<VerificationTables> _log = new();
    private readonly SystemRandom _random = SystemRandom.Instance;

    public VerificationTablesTests() => Assert.SkipUnless(Avx2.IsSupported, "AVX2");

    public void Dispose() => _signer.Dispose();

    [Fact]
    public void Verifies_SixteenSuccesses_EarnATable()
    {
        var (tables, key) = New();
        Verify(key, HotKey.VerificationsToEarn - 1);
        Assert.Null(key.Hot!.Table);
        Verify(key, 1);
        Assert.NotNull(key.Hot.Table);
        Assert.Equal(1, tables.KeysWithTables);
        Verify(key, 100);
        Assert.InRange(tables.Metrics.Answers, 1, 100);
    }

    [Fact]
    public void Verifies_GarbageOnly_EarnsNoTable()
    {
        var (_, key) = New();
        Verify(key, HotKey.VerificationsToEarn - 1);
        for (var count = 0; count < 100; count++) Assert.False(key.Verifies(Digest(), Tables.Signature(1 + count, 1 + count)));
        Assert.Null(key.Hot!.Table);
    }

    [Fact]
    public void Verifies_WithATable_RefusesWhatOpenSslRefuses()
    {
        var (tables, key) = New();
        Verify(key, 200);
        var digest = Digest();
        var signature = _signer.SignHash(digest);
        digest[3] ^= 4;
        Assert.False(key.Verifies(digest, signature));
        Assert.True(tables.IsOn);
    }

    [Fact]
    public void Verifies_KeyWithoutTheRight_NeverEarnsATable()
    {
        var key = Tables.Key(_signer.ExportParameters(includePrivateParameters: false).Q);
        key.AllowTable(null);
        Verify(key, 40);
        Assert.Null(key.Hot);
    }

    [Fact]
    public void Verifies_SwitchedOff_BuildsNothing()
    {
        var (tables, key) = New(new FastVerificationOptions { IsOn = false });
        Verify(key, 40);
        Assert.Null(key.Hot);
        Assert.Null(tables.Generator);
    }

    [Fact]
    public async Task Verifies_ManyThreadsAtOnce_BuildOneTable()
    {
        var built = 0;
        var (_, key) = New(run: build =>
        {
            Interlocked.Increment(ref built);
            build();
        });
        var digest = Digest();
        var signature = _signer.SignHash(digest);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var count = 0; count < 200; count++) Assert.True(key.Verifies(digest, signature));
        }, TestContext.Current.CancellationToken)));
        Assert.NotNull(key.Hot!.Table);
        Assert.Equal(1, built);
    }

    [Fact]
    public void Build_NoRoom_DisplacesOnlyAnIdlerKey()
    {
        var (tables, _) = New(new FastVerificationOptions { TableKibibytes = 64, MemoryMebibytes = 1 });
        var holders = Enumerable.Range(0, 16).Select(_ => Allowed(tables)).ToList();
        holders.ForEach(holder => Verify(holder, HotKey.VerificationsToEarn));
        Assert.Equal(16, tables.KeysWithTables);

        // Its sixteen verifications took fifteen minutes, and nobody was idle for so long: nobody gives way.
        var slow = Allowed(tables);
        for (var count = 0; count < HotKey.VerificationsToEarn; count++)
        {
            Verify(slow, 1);
            _time.Advance(TimeSpan.FromMinutes(1));
            holders.ForEach(holder => Verify(holder, 1));
        }

        Assert.Null(slow.Key.Hot!.Table);

        // Its sixteen took no time, and the first holder has been idle for the longest.
        _time.Advance(TimeSpan.FromMinutes(1));
        holders[1..].ForEach(holder => Verify(holder, 1));
        var quick = Allowed(tables);
        Verify(quick, HotKey.VerificationsToEarn);
        Assert.NotNull(quick.Key.Hot!.Table);
        Assert.Null(holders[0].Key.Hot!.Table);
        Assert.All(holders[1..], holder => Assert.NotNull(holder.Key.Hot!.Table));
        Assert.Equal(16, tables.KeysWithTables);
    }

    [Fact]
    public void Build_KeyThatIsGone_MakesRoom()
    {
        var (tables, _) = New(new FastVerificationOptions { TableKibibytes = 64, MemoryMebibytes = 1 });
        for (var count = 0; count < 64; count++) EarnAndForget(tables);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        var last = Allowed(tables);
        Verify(last, HotKey.VerificationsToEarn);
        Assert.NotNull(last.Key.Hot!.Table);
    }

    [Fact]
    public async Task Verifies_WhileTablesGoUnderCollections_StaysRight()
    {
        var (_, key) = New();
        Verify(key, HotKey.VerificationsToEarn);
        var digest = Digest();
        var signature = _signer.SignHash(digest);
        var table = key.Hot!.Table!;
        using var ended = new CancellationTokenSource();
        var churn = Task.Run(() =>
        {
            while (!ended.IsCancellationRequested)
            {
                key.Hot.Lose();
                GC.Collect(0);
                key.Hot.Take(table);
            }
        }, TestContext.Current.CancellationToken);
        for (var count = 0; count < 2000; count++) Assert.True(key.Verifies(digest, signature));
        await ended.CancelAsync();
        await churn;
    }

    [Fact]
    public void Verifies_BrokenTable_IsNoticedAndSwitchesTablesOff()
    {
        var (tables, key) = New();
        Verify(key, HotKey.VerificationsToEarn);
        var table = key.Hot!.Table!;
        for (var point = 0; point < table.Shape.Points; point++) table.WordsOf(point)[0] ^= 1;
        Verify(key, 100);
        Assert.False(tables.IsOn);
        Assert.Equal(1, tables.Metrics.Differences);
        Assert.Equal(0, tables.KeysWithTables);
        Assert.Equal((LogLevel.Critical, 1001), _log.All.Select(line => (line.Level, line.Id)).Single());
        Verify(key, 40);
        Assert.Null(key.Hot.Table);
    }

    private static (EcdsaPublicKey Key, ECDsa Signer) Allowed(VerificationTables tables)
    {
        var signer = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var key = Tables.Key(signer.ExportParameters(includePrivateParameters: false).Q);
        key.AllowTable(tables);
        return (key, signer);
    }

    private (VerificationTables Tables, EcdsaPublicKey Key) New(FastVerificationOptions? options = null, Action<Action>? run = null)
    {
        var tables = new VerificationTables(options ?? new FastVerificationOptions(), _time, _log, run ?? (build => build()));
        var key = Tables.Key(_signer.ExportParameters(includePrivateParameters: false).Q);
        key.AllowTable(tables);
        return (tables, key);
    }

    private void EarnAndForget(VerificationTables tables) => Verify(Allowed(tables), HotKey.VerificationsToEarn);

    private void Verify((EcdsaPublicKey Key, ECDsa Signer) pair, int times)
    {
        var digest = Digest();
        var signature = pair.Signer.SignHash(digest);
        for (var count = 0; count < times; count++) Assert.True(pair.Key.Verifies(digest, signature));
    }

    private void Verify(EcdsaPublicKey key, int times)
    {
        for (var count = 0; count < times; count++)
        {
            var digest = Digest();
            Assert.True(key.Verifies(digest, _signer.SignHash(digest)));
        }
    }

    private byte[] Digest()
    {
        var digest = new byte[32];
        _random.Fill(digest);
        return digest;
    }
}
