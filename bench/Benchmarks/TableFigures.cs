using System.Globalization;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.P256;
using Shaken.Core.Passports;
using Shaken.Core.Trust.Verdicts;

namespace Shaken.Benchmarks;

/// <summary>
/// Verification by tables beside OpenSSL: one hot key, many keys in random order, a whole PASSporT, and the memory of tables. Thread
/// processor time, the ways by turns (see <see cref="ProcessorTime"/>); pin it to one core with taskset.
/// </summary>
internal static class TableFigures
{
    private const int Keys = 2000;
    private const int HotKeys = 1000;

    // As many answers as a table gives in shadow at first, and those that earn it.
    private const int WarmVerifications = 16 + 64;

    public static async Task RunAsync(int rounds)
    {
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"AVX2: {Avx2.IsSupported}; rounds: {rounds}; medians of thread processor time"));
        Console.WriteLine();
        Console.WriteLine("| what | ns | of | ratio |");
        Console.WriteLine("| --- | ---: | --- | ---: |");
        await PassportAsync(rounds);
        HotKey(rounds);
        ManyKeys(rounds);
        Memory();
    }

    private static async Task PassportAsync(int rounds)
    {
        FastVerification.Start(new FastVerificationOptions(), Call.Time, NullLogger.Instance);
        var call = await Call.NewAsync();
        var verdicts = new CertificateVerdicts(call, call.Domain, Call.Time);
        var verifier = new PassportVerifier(verdicts, Call.Time, TimeSpan.FromDays(1));
        using var bare = OperatingSystem.IsLinux() ? new ECDsaOpenSsl() : ECDsa.Create();
        bare.ImportParameters(call.Provider.Key.PublicKey);
        var dot = call.Token.LastIndexOf('.');
        var input = Encoding.ASCII.GetBytes(call.Token[..dot]);
        StrictBase64Url.TryDecode(call.Token.AsSpan(dot + 1), out var concatenated);
        var der = EcdsaSignature.TryRead(concatenated, out var signature) ? signature.ToDer() : throw new InvalidOperationException();

        void Verify()
        {
            if (!UntrustedPassport.TryParse(call.Token, out var passport, out _)) throw new InvalidOperationException();
            var verification = verifier.VerifyAsync(passport, call: null, CancellationToken.None);
            if (!verification.IsCompletedSuccessfully) throw new InvalidOperationException("The certificate is not warm.");
        }

        void Parse()
        {
            if (!UntrustedPassport.TryParse(call.Token, out _, out _)) throw new InvalidOperationException();
        }

        void Bare()
        {
            Span<byte> digest = stackalloc byte[32];
            SHA256.HashData(input, digest);
            if (!bare.VerifyHash(digest, der, DSASignatureFormat.Rfc3279DerSequence)) throw new InvalidOperationException();
        }

        for (var warm = 0; warm < WarmVerifications / 2; warm++) Verify();
        await WaitForTableAsync((await verdicts.FindAsync(Call.X5u, CancellationToken.None)).Value.Key);
        for (var warm = 0; warm < 5000; warm++) Verify();
        var times = ProcessorTime.Median(rounds, Bare, Verify, Parse);
        Row("bare hash and verify of .NET", times[0], "", 1);
        Row("a PASSporT with a warm certificate, 64 KiB table", times[1], "bare hash and verify", times[1] / times[0]);
        Row($"parsing it ({call.Token.Length} octets)", times[2], "bare hash and verify", times[2] / times[0]);
    }

    private static void HotKey(int rounds)
    {
        var (small, large, plain) = (new SignedDigest(1), new SignedDigest(1), new SignedDigest(1));
        using var smallTables = NewTables(32);
        using var largeTables = NewTables(64);
        small.Renew(smallTables);
        large.Renew(largeTables);
        for (var warm = 0; warm < 5000; warm++)
        {
            small.Verify();
            large.Verify();
        }

        var times = ProcessorTime.Median(rounds, plain.VerifyByOpenSsl, large.Verify, small.Verify);
        Row("one hot key, OpenSSL", times[0], "", 1);
        Row("one hot key, 64 KiB table", times[1], "OpenSSL / this", times[0] / times[1]);
        Row("one hot key, 32 KiB table", times[2], "OpenSSL / this", times[0] / times[2]);
    }

    private static void ManyKeys(int rounds)
    {
        var (plain, small, large) = (SignedDigest.Many(Keys), SignedDigest.Many(Keys), SignedDigest.Many(Keys));
        using var smallTables = NewTables(32);
        using var largeTables = NewTables(64);
        foreach (var one in small) one.Renew(smallTables);
        foreach (var one in large) one.Renew(largeTables);
        int[] order = [.. Enumerable.Range(0, Keys)];
        for (var warm = 0; warm < WarmVerifications; warm++)
        {
            Shuffle(order, warm);
            foreach (var index in order) small[index].Verify();
            foreach (var index in order) large[index].Verify();
        }

        int turn = 0;
        Action Of(SignedDigest[] keys, Action<SignedDigest> verify) => () => verify(keys[order[turn++ % Keys]]);
        var times = ProcessorTime.Median(
            rounds, Of(plain, one => one.VerifyByOpenSsl()), Of(small, one => one.Verify()), Of(large, one => one.Verify()));
        Row($"{Keys} keys in random order, OpenSSL", times[0], "", 1);
        Row(
            $"the same, 32 KiB tables within 64 MiB ({smallTables?.KeysWithTables ?? 0} have one)", times[1], "OpenSSL / this",
            times[0] / times[1]);
        Row(
            $"the same, 64 KiB tables within 64 MiB ({largeTables?.KeysWithTables ?? 0} have one)", times[2], "OpenSSL / this",
            times[0] / times[2]);
    }

    private static void Memory()
    {
        var keys = SignedDigest.Many(HotKeys);
        using var tables = NewTables(64);
        foreach (var one in keys) one.Renew(tables);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        foreach (var one in keys)
            for (var count = 0; count < WarmVerifications; count++) one.Verify();
        var octets = GC.GetTotalMemory(forceFullCollection: true) - before;
        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Memory of {tables?.KeysWithTables ?? 0} hot keys with 64 KiB tables, and the table of G: {octets / 1048576.0:0.0} MiB"));
        GC.KeepAlive(keys);
    }

    // As FastVerification decides: without AVX2 there are none, and OpenSSL verifies in every row.
    private static VerificationTables? NewTables(int kibibytes) => Avx2.IsSupported
        ? new VerificationTables(
            new FastVerificationOptions { TableKibibytes = kibibytes }, Call.Time, NullLogger.Instance, build => build())
        : null;

    private static async Task WaitForTableAsync(EcdsaPublicKey key)
    {
        for (var tries = 0; Avx2.IsSupported && key.Hot?.Table is null && tries < 100; tries++)
            await Task.Delay(TimeSpan.FromMilliseconds(50), Call.Time);
    }

    private static void Shuffle(int[] order, int seed)
    {
        // A draw that is the same in each run (xorshift).
        var state = (uint)seed + 2463534242;
        for (var index = order.Length - 1; index > 0; index--)
        {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            var other = (int)(state % (uint)(index + 1));
            (order[index], order[other]) = (order[other], order[index]);
        }
    }

    private static void Row(string what, double nanoseconds, string of, double ratio) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {nanoseconds:0} | {of} | {ratio:0.00} |"));
}
