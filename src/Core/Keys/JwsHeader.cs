using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Shaken.Core.Foundations;

namespace Shaken.Core.Keys;

/// <summary>
/// The protected header of a JWS as its maker wrote it; nobody has judged it yet. Members that are absent are null.
/// </summary>
/// <param name="Alg">The signature algorithm; only ES256 is ever verified.</param>
/// <param name="Typ">"passport" for a PASSporT, "JWT" or "jwt" or absent elsewhere.</param>
/// <param name="Ppt">The PASSporT extension (RFC 8225 section 8.1).</param>
/// <param name="X5u">URL of the signer's certificate chain (RFC 7515 section 4.1.5).</param>
/// <param name="X5c">The signer's certificate chain itself, base64 of DER, leaf first (RFC 7515 section 4.1.6); null where absent.</param>
/// <param name="HasCritical">A crit member stands there. None of its extensions is known here, so it is never accepted.</param>
public sealed record JwsHeader(string? Alg, string? Typ, string? Ppt, string? X5u, IReadOnlyList<string>? X5c, bool HasCritical)
{
    /// <summary>The only algorithm of SHAKEN (RFC 8588, ATIS-1000074): ECDSA on P-256 with SHA-256.</summary>
    public const string Es256 = "ES256";

    internal static bool TryRead(
        ReadOnlyMemory<byte> utf8,
        [NotNullWhen(true)] out JwsHeader? header,
        [NotNullWhen(false)] out string? failure)
    {
        header = null;
        if (!StrictJson.TryParseObject(utf8, utf8.Length, out var document, out failure)) return false;
        using (document)
        {
            var root = document.RootElement;
            if (!TryReadText(root, "alg"u8, out var alg, out failure)
                || !TryReadText(root, "typ"u8, out var typ, out failure)
                || !TryReadText(root, "ppt"u8, out var ppt, out failure)
                || !TryReadText(root, "x5u"u8, out var x5u, out failure)
                || !TryReadChain(root, out var x5c, out failure)) return false;
            header = new JwsHeader(alg, typ, ppt, x5u, x5c, root.TryGetProperty("crit"u8, out _));
            return true;
        }
    }

    private static bool TryReadChain(JsonElement root, out IReadOnlyList<string>? chain, [NotNullWhen(false)] out string? failure)
    {
        chain = null;
        failure = null;
        if (!root.TryGetProperty("x5c"u8, out var member)) return true;
        if (member.ValueKind != JsonValueKind.Array || member.GetArrayLength() is 0 or > Limits.CertificatesPerBundle
            || member.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String))
        {
            failure = $"x5c is an array of 1 to {Limits.CertificatesPerBundle} strings";
            return false;
        }

        chain = [.. member.EnumerateArray().Select(item => item.GetString()!)];
        return true;
    }

    // The few values that nearly every header carries cost no string of their own.
    private static bool TryReadText(JsonElement root, ReadOnlySpan<byte> name, out string? text, [NotNullWhen(false)] out string? failure)
    {
        text = null;
        failure = null;
        if (!root.TryGetProperty(name, out var member)) return true;
        if (member.ValueKind != JsonValueKind.String)
        {
            failure = "alg, typ, ppt and x5u are strings";
            return false;
        }

        text = member.ValueEquals("ES256"u8) ? Es256
            : member.ValueEquals("passport"u8) ? "passport"
            : member.ValueEquals("shaken"u8) ? "shaken"
            : member.GetString();
        failure = text is null ? "alg, typ, ppt and x5u are strings" : null;
        return text is not null;
    }
}
