using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;

namespace Shaken.Core.Principals.SigningIn;

/// <summary>
/// Time-based one-time passwords (RFC 6238): six digits by HMAC-SHA-1 and steps of 30 seconds, the only parameters that every
/// authenticator program knows.
/// </summary>
public static class Totp
{
    /// <summary>Digits of a code.</summary>
    public const int Digits = 6;

    /// <summary>Octets of a secret: as long as the hash (RFC 4226 section 4).</summary>
    public const int SecretOctets = 20;

    /// <summary>How long a code lasts.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromSeconds(30);

    /// <summary>The number of the step that a moment lies in.</summary>
    public static long StepAt(DateTimeOffset moment) => moment.ToUnixTimeSeconds() / (long)Step.TotalSeconds;

    /// <summary>The code at a moment, as an authenticator program shows it.</summary>
    /// <param name="secret">Base32 without padding, as an operator is given it.</param>
    /// <param name="moment">The time of the program that shows the code.</param>
    /// <param name="code">Six digits.</param>
    /// <returns>False: the secret is no base32.</returns>
    public static bool TryCodeOf(string secret, DateTimeOffset moment, [NotNullWhen(true)] out string? code)
    {
        code = Base32.TryDecode(secret, out var octets) ? CodeOf(octets, StepAt(moment)) : null;
        return code is not null;
    }

    /// <summary>The code of a step.</summary>
    public static string CodeOf(ReadOnlySpan<byte> secret, long step)
    {
        Span<byte> counter = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> digest = stackalloc byte[HMACSHA1.HashSizeInBytes];
#pragma warning disable CA5350 // RFC 6238 as programs in the field have it; no collision of SHA-1 helps against HMAC.
        HMACSHA1.HashData(secret, counter, digest);
#pragma warning restore CA5350

        // Dynamic truncation (RFC 4226 section 5.3).
        var number = BinaryPrimitives.ReadUInt32BigEndian(digest[(digest[^1] & 0xF)..]) & 0x7FFF_FFFF;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }
}
