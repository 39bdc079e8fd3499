using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Shaken.Core.Principals.SigningIn;

/// <summary>base32 without padding (RFC 4648 section 6), as authenticator programs take a secret.</summary>
internal static class Base32
{
    private const string Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int BitsPerDigit = 5;

    public static string Encode(ReadOnlySpan<byte> octets)
    {
        var text = new StringBuilder(((octets.Length * 8) + BitsPerDigit - 1) / BitsPerDigit);
        var (buffer, bits) = (0, 0);
        foreach (var octet in octets)
        {
            buffer = ((buffer << 8) | octet) & 0xFFF;
            bits += 8;
            while (bits >= BitsPerDigit)
            {
                bits -= BitsPerDigit;
                text.Append(Digits[(buffer >> bits) & 0x1F]);
            }
        }

        if (bits > 0) text.Append(Digits[(buffer << (BitsPerDigit - bits)) & 0x1F]);
        return text.ToString();
    }

    /// <summary>False: it is none, or bits are left over that no octet set.</summary>
    public static bool TryDecode(string text, [NotNullWhen(true)] out byte[]? octets)
    {
        octets = null;
        var decoded = new byte[text.Length * BitsPerDigit / 8];
        var (buffer, bits, count) = (0, 0, 0);
        foreach (var digit in text)
        {
            var value = Digits.IndexOf(digit, StringComparison.Ordinal);
            if (value < 0) return false;
            buffer = ((buffer << BitsPerDigit) | value) & 0xFFF;
            bits += BitsPerDigit;
            if (bits < 8) continue;
            bits -= 8;
            decoded[count++] = (byte)((buffer >> bits) & 0xFF);
        }

        if (bits >= BitsPerDigit || (buffer & ((1 << bits) - 1)) != 0) return false;
        octets = decoded;
        return true;
    }
}
