namespace Shaken.Core.Keys;

/// <summary>Why a JWS is not what its key signed.</summary>
public enum JwsFault
{
    /// <summary>alg is not ES256: "none", an HMAC, another curve.</summary>
    AlgorithmNotEs256,

    /// <summary>crit names extensions; none is known here (RFC 7515 section 4.1.11).</summary>
    CriticalHeader,

    /// <summary>Not 64 octets, or r or s is zero or not below the order of P-256 (RFC 7518 section 3.4).</summary>
    SignatureMalformed,

    /// <summary>The key did not make this signature over these octets.</summary>
    SignatureMismatch,
}

/// <summary>Verifies the signature of a compact JWS with a key that the caller already trusts.</summary>
public static class JwsVerifier
{
    /// <summary>Null when the signature is good; else what is wrong with it.</summary>
    public static JwsFault? FaultOf(Jws jws, EcdsaPublicKey key) =>
        HeaderFaultOf(jws)
        ?? (key.Verifies(jws.SigningInputDigest, jws.Signature) ? null : JwsFault.SignatureMismatch);

    /// <summary>What is wrong that shows without the key, for those who look before they fetch a certificate.</summary>
    public static JwsFault? HeaderFaultOf(Jws jws) =>
        jws.Header.Alg != JwsHeader.Es256 ? JwsFault.AlgorithmNotEs256
        : jws.Header.HasCritical ? JwsFault.CriticalHeader
        : !EcdsaSignature.IsInRange(jws.Signature) ? JwsFault.SignatureMalformed
        : null;
}
