using System.Text;

namespace Shaken.Web.Shared.Hosting;

/// <summary>
/// Decodes the value of Content-Length, which is one or more digits (RFC 9110 section 8.6). The server's own parser reads an integer, so that it takes
/// "+5" and "-0"; another server in front may read them in another way, and a request would end at two places. Anything but digits decodes to a character
/// that the parser refuses with 400.
/// </summary>
internal sealed class ContentLengthDigits : Encoding
{
    public static readonly ContentLengthDigits Instance = new();

    // Digits of the largest number that the parser takes.
    private const int MostDigits = 19;

    public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        if (!IsDigits(bytes))
        {
            chars[0] = '?';
            return 1;
        }

        for (var index = 0; index < bytes.Length; index++) chars[index] = (char)bytes[index];
        return bytes.Length;
    }

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) => GetChars(bytes.AsSpan(byteIndex, byteCount), chars.AsSpan(charIndex));

    public override int GetCharCount(byte[] bytes, int index, int count) => IsDigits(bytes.AsSpan(index, count)) ? count : 1;

    public override int GetMaxCharCount(int byteCount) => Math.Clamp(byteCount, 1, MostDigits);

    public override int GetByteCount(char[] chars, int index, int count) => count;

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) => ASCII.GetBytes(chars, charIndex, charCount, bytes, byteIndex);

    public override int GetMaxByteCount(int charCount) => charCount;

    private static bool IsDigits(ReadOnlySpan<byte> bytes) => bytes.Length is > 0 and <= MostDigits && !bytes.ContainsAnyExceptInRange((byte)'0', (byte)'9');
}
