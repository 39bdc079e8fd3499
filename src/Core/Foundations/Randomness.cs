using System.Buffers.Binary;

namespace Shaken.Core.Foundations;

/// <summary>Unpredictable octets. A parameter like time, so that a test can replay what happened.</summary>
public interface IRandom
{
    /// <summary>Fills the span with octets fit for keys, serial numbers and nonces.</summary>
    void Fill(Span<byte> octets);
}

/// <summary>Values drawn from an <see cref="IRandom"/>.</summary>
public static class RandomValues
{
    /// <summary>A random UUID, version 4 (RFC 4122 section 4.4), lower case with hyphens.</summary>
    public static string NewUuid(this IRandom random)
    {
        Span<byte> octets = stackalloc byte[16];
        random.Fill(octets);
        octets[6] = (byte)((octets[6] & 0x0F) | 0x40);
        octets[8] = (byte)((octets[8] & 0x3F) | 0x80);
        return new Guid(octets, bigEndian: true).ToString("D");
    }

    /// <summary>So many random octets in base64url.</summary>
    public static string NewText(this IRandom random, int octets)
    {
        Span<byte> buffer = stackalloc byte[octets];
        random.Fill(buffer);
        return StrictBase64Url.Encode(buffer);
    }

    /// <summary>A number from 0 to 1, both included, in steps of 2 to the power of -32.</summary>
    public static double NewFraction(this IRandom random)
    {
        Span<byte> octets = stackalloc byte[sizeof(uint)];
        random.Fill(octets);
        return BinaryPrimitives.ReadUInt32BigEndian(octets) / (double)uint.MaxValue;
    }
}
