using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Passports;

namespace Shaken.Fuzz.Tests.Reference;

/// <summary>A PASSporT read the slow and plain way: every part decoded, both JSON texts made a document.</summary>
/// <param name="Refusal">Null where it was read, and then the others are not null.</param>
internal sealed record ReferencePassport(
    PassportRefusal? Refusal, JwsHeader? Header, PassportClaims? Claims, IReadOnlyList<Finding> Findings, string Digest, string Signature)
{
    /// <summary>Other extensions' claims are there too: what they must be is not read here.</summary>
    public bool HasMore { get; private init; }

    public static ReferencePassport Read(string compact)
    {
        if (compact.StartsWith("..", StringComparison.Ordinal))
            return Refused(VerificationFailure.CompactForm, "the compact form leaves out what is signed");
        if (compact.Length > Limits.PassportOctets) return Malformed($"the token is longer than {Limits.PassportOctets} octets");
        var parts = compact.Split('.');
        if (parts.Length != 3 || parts[0].Length == 0) return Malformed("a compact JWS has three parts with a dot between each");
        if (!StrictBase64Url.TryDecode(parts[1], out var payload) || !StrictBase64Url.TryDecode(parts[2], out var signature)
            || !StrictBase64Url.TryDecode(parts[0], out var headerOctets)) return Malformed("a part is not base64url without padding");
        if (HeaderOf(headerOctets, out var failure) is not { } header) return Malformed($"header: {failure}");
        if (HeaderRefusal(header) is { } refusal) return Refused(refusal.Reason, refusal.Detail);
        if (!StrictJson.TryParseObject(payload, Limits.PassportOctets, out var document, out failure))
            return Malformed($"payload: {failure}");
        using (document)
        {
            var reading = new ReferenceClaims(document.RootElement);
            var isShaken = header.Ppt == "shaken";
            var claims = reading.Claims(isShaken);
            var digest = SHA256.HashData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"));
            return claims is null
                ? Refused(reading.Refusal!.Reason, reading.Refusal.Detail)
                : new ReferencePassport(null, header, claims, reading.Findings, Convert.ToHexString(digest), Convert.ToHexString(signature))
                {
                    HasMore = header.Ppt is not (null or "shaken") || document.RootElement.TryGetProperty("mky"u8, out _)
                        || (isShaken && new[] { "rcd", "rcdi", "crn" }.Any(name => document.RootElement.TryGetProperty(name, out _))),
                };
        }
    }

    private static JwsHeader? HeaderOf(byte[] utf8, out string? failure)
    {
        if (!StrictJson.TryParseObject(utf8, utf8.Length, out var document, out failure)) return null;
        using (document)
        {
            var root = document.RootElement;
            string[] names = ["alg", "typ", "ppt", "x5u"];
            if (names.Any(name => root.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.String))
            {
                failure = "alg, typ, ppt and x5u are strings";
                return null;
            }

            var texts = names.Select(name => root.TryGetProperty(name, out var member) ? member.GetString() : null).ToArray();
            var hasChain = root.TryGetProperty("x5c", out var chain);
            if (hasChain && (chain.ValueKind != JsonValueKind.Array || chain.GetArrayLength() is 0 or > Limits.CertificatesPerBundle
                || chain.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String)))
            {
                failure = $"x5c is an array of 1 to {Limits.CertificatesPerBundle} strings";
                return null;
            }

            return new JwsHeader(texts[0], texts[1], texts[2], texts[3],
                hasChain ? [.. chain.EnumerateArray().Select(item => item.GetString()!)] : null, root.TryGetProperty("crit", out _));
        }
    }

    private static PassportRefusal? HeaderRefusal(JwsHeader header) =>
        header is { Typ: null } or { Alg: null } or { X5u: null } ? new(
            VerificationFailure.HeaderMemberMissing, "the header must have typ, alg and x5u")
        : header.Typ != "passport" ? new(VerificationFailure.TypeNotPassport, "typ is not \"passport\"")
        : header.Alg != "ES256" ? new(VerificationFailure.AlgorithmNotEs256, "alg is not ES256")
        : header.HasCritical ? new(VerificationFailure.CriticalHeader, "crit names extensions that are not known here")
        : header.Ppt is null or "shaken" or "div" or "div-o" or "rph" or "rcd" or "msg" or "rsp" ? null
        : new(VerificationFailure.PptNotSupported, "ppt names a type that is not supported");

    private static ReferencePassport Malformed(string detail) => Refused(VerificationFailure.PassportMalformed, detail);

    private static ReferencePassport Refused(VerificationFailure reason, string detail) =>
        new(new PassportRefusal(reason, detail), null, null, [], "", "");
}
