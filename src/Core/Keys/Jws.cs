using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Shaken.Core.Foundations;

namespace Shaken.Core.Keys;

/// <summary>
/// A JWS in compact form (RFC 7515 section 7.1), parsed but not verified: three base64url parts, a JSON header, a
/// payload of whatever kind. What is verified later are the octets that were received, never a new serialization.
/// </summary>
public sealed class Jws
{
    private const string NotBase64Url = "a part is not base64url without padding";

    // The digest, then the signature.
    private readonly byte[] _octets;
    private readonly int _payloadStart;
    private readonly int _payloadEnd;

    private Jws(string compact, JwsHeader header, int payloadStart, int payloadEnd)
    {
        (Compact, Header, _payloadStart, _payloadEnd) = (compact, header, payloadStart, payloadEnd);
        var signature = compact.AsSpan(payloadEnd + 1);
        _octets = new byte[SHA256.HashSizeInBytes + StrictBase64Url.DecodedLength(signature)];
        StrictBase64Url.Decode(signature, _octets.AsSpan(SHA256.HashSizeInBytes));
        Digest(compact.AsSpan(0, payloadEnd), _octets);
    }

    /// <summary>The text as received: <c>header.payload.signature</c>.</summary>
    public string Compact { get; }

    public JwsHeader Header { get; }

    /// <summary>Octets of the payload.</summary>
    public int PayloadLength => StrictBase64Url.DecodedLength(EncodedPayload);

    /// <summary>The decoded signature, of whatever length the maker gave it.</summary>
    public ReadOnlySpan<byte> Signature => _octets.AsSpan(SHA256.HashSizeInBytes);

    /// <summary>SHA-256 of <c>header.payload</c> as received: what is signed, and what identifies the token.</summary>
    public ReadOnlySpan<byte> SigningInputDigest => _octets.AsSpan(0, SHA256.HashSizeInBytes);

    private ReadOnlySpan<char> EncodedPayload => Compact.AsSpan(_payloadStart, _payloadEnd - _payloadStart);

    /// <summary>Parses a compact JWS of at most <paramref name="maxOctets"/> characters.</summary>
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

        if (!StrictBase64Url.IsWellFormed(text[(first + 1)..last]) || !StrictBase64Url.IsWellFormed(text[(last + 1)..]))
        {
            failure = NotBase64Url;
            return false;
        }

        if (!TryReadHeader(text[..first], out var header, out failure)) return false;
        jws = new Jws(compact, header, first + 1, last);
        return true;
    }

    /// <summary>The payload's octets, decoded anew: a token is kept for longer than its payload is looked at.</summary>
    public byte[] DecodePayload()
    {
        var octets = new byte[PayloadLength];
        DecodePayload(octets);
        return octets;
    }

    /// <summary>Decodes the payload into a buffer of at least <see cref="PayloadLength"/> octets.</summary>
    public void DecodePayload(Span<byte> destination) => StrictBase64Url.Decode(EncodedPayload, destination);

    private static bool TryReadHeader(
        ReadOnlySpan<char> encoded, [NotNullWhen(true)] out JwsHeader? header, [NotNullWhen(false)] out string? failure)
    {
        failure = null;
        if (HeaderMemo.Shared.TryGet(encoded, out header)) return true;
        if (!StrictBase64Url.TryDecode(encoded, out var octets)) failure = NotBase64Url;
        else if (!JwsHeader.TryRead(octets, out header, out failure)) failure = $"header: {failure}";
        else HeaderMemo.Shared.Keep(encoded, header);
        return header is not null;
    }

    private static void Digest(ReadOnlySpan<char> signingInput, Span<byte> digest)
    {
        var rented = ArrayPool<byte>.Shared.Rent(signingInput.Length);
        try
        {
            var length = Encoding.ASCII.GetBytes(signingInput, rented);
            SHA256.HashData(rented.AsSpan(0, length), digest);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
