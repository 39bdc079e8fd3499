using System.Buffers.Binary;
using Shaken.Core.Foundations;

namespace Shaken.Core.Authentication.Origins;

/// <summary>
/// What an origid of ours says under its encryption: 24 bits of the source's number, 20 of the hour, 54 at random, 20 that are 0 and show
/// that the right key opened it. With the 4 bits of the key's version before it, it fills the 122 bits that a UUID leaves free.
/// </summary>
/// <param name="Source">The number of where the call came from.</param>
/// <param name="Hour">Hours since the start of 2020 in UTC; null: it names the source alone, and is the same for all its calls.</param>
/// <param name="Random">Tells calls of one source and hour apart; 0 where there is no hour.</param>
internal readonly record struct OrigIdContent(int Source, int? Hour, ulong Random)
{
    /// <summary>Numbers of sources, and one more than the highest.</summary>
    public const int Sources = 1 << SourceBits;

    private const int SourceBits = 24;
    private const int HourBits = 20;
    private const int RandomBits = 54;
    private const int CheckBits = OrigIdCipher.Bits - SourceBits - HourBits - RandomBits;
    private const int NoHour = (1 << HourBits) - 1;
    private const int VersionShift = OrigIdCipher.Bits;

    // A UUID's bits from the left: 48 of ours, 4 of its version, 12 of ours, 2 of its variant, 62 of ours (RFC 4122 section 4.1).
    private const int LowBits = 62;
    private const int MiddleBits = 12;
    private const uint MiddleMask = (1 << MiddleBits) - 1;
    private const ulong LowMask = (1UL << LowBits) - 1;

    private static readonly DateTimeOffset Start = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>When the hour began.</summary>
    public DateTimeOffset? HourStart => Hour is { } hour ? Start + TimeSpan.FromHours(hour) : null;

    /// <summary>For one call.</summary>
    public static OrigIdContent OfCall(int source, DateTimeOffset now, IRandom random)
    {
        Span<byte> octets = stackalloc byte[8];
        random.Fill(octets);
        var hour = Math.Clamp((now - Start).Ticks / TimeSpan.TicksPerHour, 0, NoHour - 1);
        return new OrigIdContent(source, (int)hour, BinaryPrimitives.ReadUInt64BigEndian(octets) >> (64 - RandomBits));
    }

    /// <summary>For all calls of a source.</summary>
    public static OrigIdContent OfSource(int source) => new(source, Hour: null, Random: 0);

    /// <summary>The UUID, with the version 4 that random ones have: it looks like one.</summary>
    public string Encrypt(OrigIdKey key)
    {
        var plain = ((UInt128)(uint)Source << (HourBits + RandomBits + CheckBits))
            | ((UInt128)(uint)(Hour ?? NoHour) << (RandomBits + CheckBits)) | ((UInt128)Random << CheckBits);
        var ours = ((UInt128)(uint)key.Version << VersionShift) | key.Cipher.Encrypt(plain);
        var uuid = ((ours >> (MiddleBits + LowBits)) << 80) | ((UInt128)4 << 76) | (((ours >> LowBits) & MiddleMask) << 64)
            | ((UInt128)2 << LowBits) | (ours & LowMask);
        Span<byte> octets = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(octets, uuid);
        return new Guid(octets, bigEndian: true).ToString("D");
    }

    /// <summary>Which version of the key would have made a UUID; null: ours are of another form.</summary>
    public static int? VersionOf(Guid uuid)
    {
        var number = NumberOf(uuid);
        return (int)((number >> 76) & 0xFu) == 4 && (int)((number >> LowBits) & 3u) == 2 ? (int)(OursOf(number) >> VersionShift) : null;
    }

    /// <summary>What the key opens; null: the key did not make it.</summary>
    public static OrigIdContent? Decrypt(Guid uuid, OrigIdKey key)
    {
        var plain = key.Cipher.Decrypt(OursOf(NumberOf(uuid)) & ((UInt128.One << OrigIdCipher.Bits) - 1));
        if ((plain & ((1UL << CheckBits) - 1)) != UInt128.Zero) return null;
        var source = (int)(plain >> (HourBits + RandomBits + CheckBits));
        var hour = (int)((plain >> (RandomBits + CheckBits)) & (uint)NoHour);
        return new OrigIdContent(source, hour == NoHour ? null : hour, (ulong)((plain >> CheckBits) & ((1UL << RandomBits) - 1)));
    }

    private static UInt128 NumberOf(Guid uuid)
    {
        Span<byte> octets = stackalloc byte[16];
        uuid.TryWriteBytes(octets, bigEndian: true, out _);
        return BinaryPrimitives.ReadUInt128BigEndian(octets);
    }

    private static UInt128 OursOf(UInt128 uuid) =>
        ((uuid >> 80) << (MiddleBits + LowBits)) | (((uuid >> 64) & MiddleMask) << LowBits) | (uuid & LowMask);
}
