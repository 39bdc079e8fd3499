using System.Text;
using System.Text.Json;
using Shaken.Core.Foundations;

namespace Shaken.Core.Trust.Lists;

/// <summary>
/// What an STI-PA answers to a reader of a document that it signs: the JWT itself, <c>{"status":"success","caList":"…"}</c>, or the
/// flattened JSON form of a JWS (RFC 7515 section 7.2.2), as France has it.
/// </summary>
public static class TrustListAnswer
{
    /// <summary>The member of the trusted-CA list.</summary>
    public const string CaList = "caList";

    /// <param name="member">The member that holds the JWT.</param>
    /// <returns>The JWT in compact form.</returns>
    public static Outcome<string, TrustListRefusal> Read(ReadOnlyMemory<byte> body, string member = CaList)
    {
        if (body.Span.TrimStart(" \t\r\n"u8) is not [(byte)'{', ..]) return Encoding.ASCII.GetString(body.Span);
        if (!StrictJson.TryParseObject(body, Limits.TrustListOctets, out var json, out var failure)) return Malformed(failure);
        using (json)
        {
            if (json.RootElement.TryGetProperty("payload"u8, out _)) return Flattened(json.RootElement);
            return json.RootElement.TryGetProperty(member, out var list) && list.ValueKind == JsonValueKind.String
                ? list.GetString()!
                : Malformed($"the answer has no member {member}");
        }
    }

    // An unprotected header is signed by nobody, and what is read of a header must be.
    private static Outcome<string, TrustListRefusal> Flattened(JsonElement jws)
    {
        if (jws.TryGetProperty("header"u8, out _)) return Malformed("the JWS has a header that is not protected");
        return jws.TryGetString("protected"u8, out var header) && jws.TryGetString("payload"u8, out var payload)
            && jws.TryGetString("signature"u8, out var signature)
            ? $"{header}.{payload}.{signature}"
            : Malformed("the flattened JWS lacks protected, payload or signature");
    }

    private static TrustListRefusal Malformed(string detail) => new(TrustListFailure.Malformed, detail);
}
