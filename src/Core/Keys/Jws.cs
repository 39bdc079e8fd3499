using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Shaken.Core.Foundations;

namespace Shaken.Core.Keys;

/// <summary>
/// A JWS in compact form (RFC 7515 section 7.1), taken apart and not believed: three base64url parts, a JSON header, a
/// payload of whatever kind. What is verified later are the octets that were received, never a new serialization.
/// </summary>
public sealed class Jws
{
    private const string NotBase64Url = "a part is not base64url without padding";

    private readonly byte[] _digest;
    private readonly byte[] _signature;

    private Jws(string compact, JwsHeader header, byte[] payload, byte[] signature, byte[] digest) =>
        (Compact, Header, Payload, _signature, _digest) = (compact, header, payload, signature, digest);

    /// <summary>The text as received: <c>header.payload.signature</c>.</summary>
    public string Compact { get; }

    public JwsHeader Header { get; }

    /// <summary>The decoded payload.</summary>
    public ReadOnlyMemory<byte> Payload { get; }

    /// <summary>The decoded signature, of whatever length the maker gave it.</summary>
    public ReadOnlySpan<byte> Signature => _signature;

    /// <summary>SHA-256 of <c>header.payload</c> as received: what is signed, and what identifies the token.</summary>
    public ReadOnlySpan<byte> SigningInputDigest => _digest;

    /// <summary>Takes a compact JWS of at most <paramref name="maxOctets"/> characters apart.</summary>
    /// <param name="failure">Which rule was broken, in words fit for a problem document.</param>
    public static bool TryParse(string compact, int maxOctets, [NotNullWhen(true)] out Jws? jws, [NotNullWhen(false)] out string? failure)
    {
        jws = null;
        if (compact.Length > maxOctets)
        {
            failure = $"the token is longer than {maxOctets} octets";
            return false;
        }

        var text = compact.AsSpan();
        var first = text.IndexOf('.');
        var last = text.LastIndexOf('.');
        if (first <= 0 || last == first || text[(first + 1)..last].Contains('.'))
        {
            failure = "a compact JWS has three parts with a dot between each";
            return false;
        }

        if (!StrictBase64Url.TryDecode(text[(first + 1)..last], out var payload) || !StrictBase64Url.TryDecode(text[(last + 1)..], out var signature))
        {
            failure = NotBase64Url;
            return false;
        }

        if (!TryReadHeader(text[..first], out var header, out failure)) return false;
        jws = new Jws(compact, header, payload, signature, DigestOf(text[..last]));
        return true;
    }

    // The header's octets are of no use once it is read.
    private static bool TryReadHeader(ReadOnlySpan<char> encoded, [NotNullWhen(true)] out JwsHeader? header, [NotNullWhen(false)] out string? failure)
    {
        header = null;
        var rented = ArrayPool<byte>.Shared.Rent(StrictBase64Url.DecodedLength(encoded));
        try
        {
            if (!StrictBase64Url.TryDecode(encoded, rented, out var length)) failure = NotBase64Url;
            else if (!JwsHeader.TryRead(rented.AsMemory(0, length), out header, out failure)) failure = $"header: {failure}";
            return header is not null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static byte[] DigestOf(ReadOnlySpan<char> signingInput)
    {
        var rented = ArrayPool<byte>.Shared.Rent(signingInput.Length);
        try
        {
            var length = Encoding.ASCII.GetBytes(signingInput, rented);
            return SHA256.HashData(rented.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
