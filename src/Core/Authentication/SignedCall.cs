using Shaken.Core.Passports;

namespace Shaken.Core.Authentication;

/// <summary>A PASSporT for a call.</summary>
/// <param name="Token">The full form, <c>header.payload.signature</c>.</param>
/// <param name="X5u">Where verifiers find the certificate.</param>
/// <param name="IssuedAt">iat, as signed.</param>
/// <param name="Decision">How the attestation was decided; null where the PASSporT is not of the shaken form.</param>
public sealed record SignedCall(string Token, string X5u, PassportType Type, DateTimeOffset IssuedAt, AttestationDecision? Decision)
{
    /// <summary>The value of an Identity header (RFC 8224 section 4).</summary>
    /// <param name="quotesPpt">
    /// Writes <c>ppt="shaken"</c>, as 3GPP TS 24.229 has it; false: <c>ppt=shaken</c>, the token of RFC 8224.
    /// </param>
    public string IdentityHeader(bool quotesPpt)
    {
        var ppt = Type.Ppt() is not { } type ? "" : quotesPpt ? $";ppt=\"{type}\"" : $";ppt={type}";
        return $"{Token};info=<{X5u}>;alg=ES256{ppt}";
    }

    // The token holds numbers.
    public override string ToString() => $"(a {Type} PASSporT)";
}
