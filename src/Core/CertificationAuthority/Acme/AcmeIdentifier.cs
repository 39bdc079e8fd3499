using System.Diagnostics.CodeAnalysis;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.CertificationAuthority.Acme;

/// <summary>What an order is for, as the client wrote it (RFC 8555 section 7.1.3).</summary>
/// <param name="Type"><see cref="TnAuthListType"/>, or beside it <see cref="ClaimConstraintsType"/>.</param>
/// <param name="Value">base64url of its DER, without padding (RFC 9448 section 3).</param>
public sealed record AcmeIdentifier(string Type, string Value)
{
    /// <summary>The one identifier type of SHAKEN.</summary>
    public const string TnAuthListType = "TNAuthList";

    /// <summary>What the claims of a certificate's PASSporTs must be (draft-ietf-acme-authority-token-jwtclaimcon).</summary>
    public const string ClaimConstraintsType = "JWTClaimConstraints";

    /// <summary>The DER that the value stands for.</summary>
    /// <param name="allowPadding">RFC 8555 section 6.1 has padded values refused; some clients send standard base64 with padding.</param>
    public bool TryDecode(bool allowPadding, [NotNullWhen(true)] out byte[]? der)
    {
        if (StrictBase64Url.TryDecode(Value, out der)) return true;
        if (!allowPadding) return false;
        var bare = Value.TrimEnd('=');
        if (bare.Length < Value.Length && (Value.Length % 4 != 0 || Value.Length - bare.Length > 2)) return false;
        return StrictBase64Url.TryDecode(bare.Replace('+', '-').Replace('/', '_'), out der);
    }

    public static AcmeIdentifier Of(TnAuthList list) => new(TnAuthListType, StrictBase64Url.Encode(TnAuthListDer.Write(list)));
}
