using System.Runtime.Intrinsics.X86;
using Microsoft.Extensions.Logging;
using Shaken.Core.Keys.P256;

namespace Shaken.Core.Keys;

/// <summary>How a process verifies ES256 signatures of keys that it sees again and again.</summary>
public sealed record FastVerificationOptions
{
    /// <summary>Whether keys that verify often get a table of precomputed points. Only where the processor has AVX2; elsewhere OpenSSL
    /// verifies all.</summary>
    public bool IsOn { get; init; } = true;

    /// <summary>Size of a key's table: 32 or 64 KiB. The smaller one serves twice as many keys in the same memory, at some nine tenths
    /// of the speed.</summary>
    public int TableKibibytes { get; init; } = 64;

    /// <summary>Memory of all tables together in MiB.</summary>
    public int MemoryMebibytes { get; init; } = 64;
}

/// <summary>
/// Turns on verification by tables for the whole process: a P-256 key that has verified sixteen signatures gets a table of its
/// multiples, with which each further
/// verification takes a quarter to a fifth of OpenSSL's time. Verification needs public numbers only; nothing that signs comes near this
/// code.
/// </summary>
public static class FastVerification
{
    /// <summary>The meter with the counts of tables, answers and differences.</summary>
    public const string MeterName = "Shaken.Signing";

    private static VerificationTables? s_tables;

    internal static VerificationTables? Tables => Volatile.Read(ref s_tables);

    /// <summary>Starts it, for certificates that are judged from now on. Until then, where it is off, and without AVX2, OpenSSL verifies
    /// all.</summary>
    /// <param name="logger">Told when an answer of a table differs from OpenSSL's, which switches tables off.</param>
    public static void Start(FastVerificationOptions options, TimeProvider time, ILogger logger) =>
        Volatile.Write(ref s_tables, options.IsOn && Avx2.IsSupported ? new VerificationTables(options, time, logger) : null);
}
