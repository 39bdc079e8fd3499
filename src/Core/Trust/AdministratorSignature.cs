using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Certificates;

namespace Shaken.Core.Trust;

/// <summary>Why a document is not one that the policy administrator signed.</summary>
/// <param name="Detail">In words.</param>
public sealed record SignatureRefusal(SignatureFailure Reason, string Detail);

/// <summary>The closed set of reasons.</summary>
public enum SignatureFailure
{
    /// <summary>alg, typ or crit is not allowed, or x5u is missing.</summary>
    HeaderNotAllowed,

    /// <summary>No path leads from the signer to a pinned root, or the signer is named for another kind of document.</summary>
    SignerUntrusted,

    /// <summary>The signer's key did not make the signature.</summary>
    SignatureMismatch,
}

/// <summary>
/// The signature of a JWT that a policy administrator signs: the same rules for its lists and its tokens. A signer that is named for
/// another kind of document is refused; one that is not named for a kind is not, since administrators elsewhere sign with one key.
/// </summary>
internal static class AdministratorSignature
{
    /// <summary>What shows without the signer's certificate, for those who look before they fetch it. Null: nothing.</summary>
    public static SignatureRefusal? HeaderFaultOf(Jws jws)
    {
        if (jws.Header.Typ is not null && !jws.Header.Typ.Equals("jwt", StringComparison.OrdinalIgnoreCase))
            return new SignatureRefusal(SignatureFailure.HeaderNotAllowed, "typ is not \"jwt\"");
        if (jws.Header.X5u is null) return new SignatureRefusal(SignatureFailure.HeaderNotAllowed, "x5u is absent");
        return JwsVerifier.HeaderFaultOf(jws) is { } fault
            ? new SignatureRefusal(SignatureFailure.HeaderNotAllowed, $"the JWS is refused: {KebabCase.Of(fault)}")
            : null;
    }

    /// <summary>The certificate whose key signed the document.</summary>
    /// <param name="certificates">What the URL of x5u has.</param>
    /// <param name="at">The path to the pinned root must be valid then.</param>
    public static Outcome<StiCertificate, SignatureRefusal> Verify(
        Jws jws, IReadOnlyList<StiCertificate> certificates, TrustDomain domain, SignedDocumentKind kind, DateTimeOffset at)
    {
        if (!domain.FindSigner(certificates, at).TryGet(out var found, out var chainRefusal))
            return Untrusted($"{KebabCase.Of(chainRefusal.Failure)}: {chainRefusal.Detail}");
        var signer = found.Certificate;
        if (SignedDocumentKinds.Of(signer) is { } other && other != kind)
            return Untrusted($"the certificate is that of the policy administrator's {other.Title()}");
        if (!signer.PublicKey.TryToP256(out var key)) return Untrusted("the signer's key is not on P-256");
        return JwsVerifier.FaultOf(jws, key) is { } fault
            ? new SignatureRefusal(SignatureFailure.SignatureMismatch, $"the JWS is refused: {KebabCase.Of(fault)}")
            : signer;
    }

    private static SignatureRefusal Untrusted(string detail) => new(SignatureFailure.SignerUntrusted, detail);
}
