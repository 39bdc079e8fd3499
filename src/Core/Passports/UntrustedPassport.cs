using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;

namespace Shaken.Core.Passports;

/// <summary>A well-formed PASSporT. Parsed but not verified.</summary>
public sealed class UntrustedPassport
{
    internal UntrustedPassport(Jws source, PassportClaims claims, IReadOnlyList<Finding> findings) =>
        (Source, Claims, Findings) = (source, claims, findings);

    /// <summary>The token as received; what is verified are its octets.</summary>
    public Jws Source { get; }

    /// <summary>Where the signer's certificate is said to be; any text.</summary>
    public string X5u => Source.Header.X5u!;

    public PassportClaims Claims { get; }

    public PassportType Type => Claims.Type;

    /// <summary>What is not as the standard wants it though its meaning is plain.</summary>
    public IReadOnlyList<Finding> Findings { get; }

    /// <summary>
    /// Which PASSporT this is: SHA-256 of <c>header.payload</c>, 64 hexadecimal digits in lower case. Never the signature,
    /// which can be altered and still verify.
    /// </summary>
    public string Identity => Convert.ToHexStringLower(Source.SigningInputDigest);

    /// <summary>
    /// Reads a PASSporT in full form: <c>header.payload.signature</c>, of any <see cref="PassportType"/>, at most
    /// <see cref="Limits.PassportOctets"/> long.
    /// </summary>
    public static bool TryParse(
        string compact, [NotNullWhen(true)] out UntrustedPassport? passport, [NotNullWhen(false)] out PassportRefusal? refusal)
    {
        passport = null;
        if (compact.StartsWith("..", StringComparison.Ordinal))
        {
            refusal = new PassportRefusal(VerificationFailure.CompactForm, "the compact form leaves out what is signed");
            return false;
        }

        if (!Jws.TryParse(compact, Limits.PassportOctets, out var jws, out var failure))
        {
            refusal = new PassportRefusal(VerificationFailure.PassportMalformed, failure);
            return false;
        }

        refusal = HeaderRefusal(jws, out var type);
        return refusal is null && PassportPayload.TryRead(jws, type, out passport, out refusal);
    }

    /// <summary>Whether header and payload are serialized as RFC 8225 section 9 wants them.</summary>
    public bool IsCanonical()
    {
        var parts = Source.Compact.Split('.');
        return StrictBase64Url.TryDecode(parts[0], out var header) && IsCanonicalJson(header) && IsCanonicalJson(Source.DecodePayload());
    }

    /// <summary>The same PASSporT, taken from the older form of the Identity header.</summary>
    internal UntrustedPassport InOlderForm() => new(Source, Claims,
        [.. Findings, new Finding(FindingKind.OlderIdentityForm, "the Identity header has the form of the early drafts")]);

    private static bool IsCanonicalJson(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        return CanonicalJson.Write(document.RootElement).AsSpan().SequenceEqual(json.Span);
    }

    private static PassportRefusal? HeaderRefusal(Jws jws, out PassportType type)
    {
        type = default;
        var header = jws.Header;
        if (header.Typ is null || header.Alg is null || header.X5u is null)
            return new PassportRefusal(VerificationFailure.HeaderMemberMissing, "the header must have typ, alg and x5u");
        if (header.Typ != "passport") return new PassportRefusal(VerificationFailure.TypeNotPassport, "typ is not \"passport\"");
        if (header.Alg != JwsHeader.Es256) return new PassportRefusal(VerificationFailure.AlgorithmNotEs256, "alg is not ES256");
        if (header.HasCritical)
            return new PassportRefusal(VerificationFailure.CriticalHeader, "crit names extensions that are not known here");
        return PassportTypes.TryOf(header.Ppt, out type)
            ? null
            : new PassportRefusal(VerificationFailure.PptNotSupported, "ppt names a type that is not supported");
    }
}
