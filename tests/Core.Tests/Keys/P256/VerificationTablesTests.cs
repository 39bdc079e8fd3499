using System.Numerics;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.P256;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.Keys.P256;

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
    public void Verifies_SignaturesWithoutAFormula_EarnNoTableAndSwitchNothingOff()
    {
        // The key is made so that the first of its points in lane 0 equals the sum of G's points there: a good signature, whose sum has no formula here.
        var (u1, u2) = (Curve.N / 3, Curve.N / 5);
        var d = Curve.Modulo(LaneSum(TableShape.Generator, u1, 8) * Curve.Inverse(LaneSum(TableShape.Large, u2, 1), Curve.N), Curve.N);
        var (x, _) = Curve.Multiply(u1 + (u2 * d), Curve.G)!.Value;
        var r = x % Curve.N;
        var s = Curve.Modulo(r * Curve.Inverse(u2, Curve.N), Curve.N);
        var (digest, signature) = (Curve.Octets(Curve.Modulo(u1 * s, Curve.N)), Tables.Signature(r, s));
        var point = Curve.PublicPoint(d);
        Assert.Equal(TableVerdict.AskOpenSsl, TableVerifier.Verify(Tables.Generator, Tables.Of(point), digest, signature));

        var (tables, _) = New();
        var key = Tables.Key(point);
        key.AllowTable(tables);
        for (var count = 0; count < 2 * HotKey.VerificationsToEarn; count++) Assert.True(key.Verifies(digest, signature));
        Assert.Null(key.Hot!.Table);
        Assert.True(tables.IsOn);
        Assert.Empty(_log.All);
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

    // What the digits of lane 0 add up to in the first steps.
    private static BigInteger LaneSum(TableShape shape, BigInteger number, int steps)
    {
        var digits = new Digits(Curve.Words(number));
        BigInteger sum = 0;
        for (var step = 0; step < steps; step++)
        {
            var digit = digits.At(shape.Position(step), shape.Width(step), out var negative);
            sum += (negative == 0 ? 1 : -1) * (((2 * (BigInteger)digit) + 1) << shape.Position(step));
        }

        return sum;
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
