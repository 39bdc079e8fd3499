using System.Numerics;
using System.Text;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;

namespace Shaken.Fuzz.Tests.Engine;

/// <summary>A text that is, or was, a compact JWS; the octets that a real key signed for it last, if one did.</summary>
internal sealed record TokenMutant(string Text, string? SignedAnew);

/// <summary>Edits that know the compact JWS: its three parts, their base64url, the JSON and the signature within.</summary>
internal static class TokenEdits
{
    private const string Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private static readonly BigInteger Order = BigInteger.Parse("0FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>
    /// Edits one of these tokens. One mutant in three is then signed by the real key: what a forger who has a certificate could send,
    /// and the only way for an odd token past the signature.
    /// </summary>
    public static async ValueTask<TokenMutant> MutateAsync(IReadOnlyList<string> tokens, ISigningKey key, Xorshift random)
    {
        var (text, other) = (random.Pick(tokens), random.Pick(tokens));
        for (var edits = 1 + random.Below(2); edits > 0; edits--) text = Edit(text, other, random);
        if (!random.OneIn(3) || text.LastIndexOf('.') is not (> 0 and var end)) return new TokenMutant(text, null);

        var signature = await key.SignAsync(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(text[..end])), CancellationToken.None);
        return new TokenMutant($"{text[..end]}.{StrictBase64Url.Encode(signature.Concatenated)}", text[..end]);
    }

    /// <summary>What is signed of a token: all before the last dot.</summary>
    public static string SignedPartOf(string token) => token[..token.LastIndexOf('.')];

    private static string Edit(string text, string other, Xorshift random)
    {
        var parts = text.Split('.');
        var others = other.Split('.');
        if (parts.Length != 3) return EditText(text, other, random);
        var part = random.Below(3);
        switch (random.Below(10))
        {
            case 0:
                return EditText(text, other, random);
            case 1:
                parts[part] = EditDigits(parts[part], random);
                break;
            case 2:
                parts[part] = others[part];
                break;
            case 3:
                parts[2] = EditSignature(parts[2], random);
                break;
            case 4:
                parts[part] = EditPart(parts[part], others[part], OctetEdits.Apply, random);
                break;
            case 5 or 6 or 7:
                parts[1] = EditPart(parts[1], others[1], JsonEdits.Apply, random);
                break;
            default:
                parts[0] = EditPart(parts[0], others[0], JsonEdits.Apply, random);
                break;
        }

        return string.Join('.', parts);
    }

    private static string EditText(string text, string other, Xorshift random) =>
        Encoding.Latin1.GetString(OctetEdits.Apply(Encoding.Latin1.GetBytes(text), Encoding.Latin1.GetBytes(other), random));

    private static string EditPart(string part, string other, Func<byte[], byte[], Xorshift, byte[]> edit, Xorshift random) =>
        StrictBase64Url.TryDecode(part, out var octets) && StrictBase64Url.TryDecode(other, out var otherOctets)
            ? StrictBase64Url.Encode(edit(octets, otherOctets, random))
            : part;

    // Other spellings of the same octets, and digits of other alphabets.
    private static string EditDigits(string part, Xorshift random)
    {
        if (part.Length == 0) return "=";
        var at = random.Below(part.Length);
        return random.Below(5) switch
        {
            0 => part + new string('=', 1 + random.Below(2)),
            1 => part[..^1] + random.Pick(Digits.ToCharArray()),
            2 => part.Replace('-', '+').Replace('_', '/'),
            3 => part.Insert(at, random.Pick([" ", "\n", "\0", "é", "."])),
            _ => part[..at] + random.Pick(Digits.ToCharArray()) + part[(at + 1)..],
        };
    }

    // n-s verifies as s does; the others must not.
    private static string EditSignature(string part, Xorshift random)
    {
        if (!StrictBase64Url.TryDecode(part, out var octets) || octets.Length != 64) return "";
        var (r, s) = (octets[..32], octets[32..]);
        byte[] edited = random.Below(7) switch
        {
            0 or 1 => [.. r, .. Scalar(Order - new BigInteger(s, isUnsigned: true, isBigEndian: true))],
            2 => [.. new byte[32], .. s],
            3 => [.. r, .. new byte[32]],
            4 => [.. Scalar(Order), .. s],
            5 => [.. s, .. r],
            _ => EcdsaSignature.TryRead(octets, out var signature) ? signature.ToDer() : octets,
        };
        return StrictBase64Url.Encode(edited);
    }

    private static byte[] Scalar(BigInteger value)
    {
        var octets = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[Math.Max(0, 32 - octets.Length)], .. octets];
    }
}
