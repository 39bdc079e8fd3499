using Shaken.Core.Certificates;
using Shaken.Core.Foundations;
using Shaken.Core.Signing;
using Shaken.Core.TrustLists;

namespace Shaken.Core.Accounts;

/// <summary>What a token is shown for.</summary>
/// <param name="IdentifierDer">The TNAuthList that is asked for, in DER.</param>
/// <param name="AccountKey">The key that the token must be bound to.</param>
/// <param name="IsCa">What the token's ca must be; null: either, and the CSR is compared later.</param>
public sealed record AuthorityTokenUse(ReadOnlyMemory<byte> IdentifierDer, JsonWebKey AccountKey, bool? IsCa);

/// <summary>Verifies authority tokens in the order of RFC 9448 section 6; what shows without the signer's certificate is looked at before it is fetched.</summary>
public sealed class AuthorityTokenVerifier
{
    // What an STI-PA's signers of other documents are called: one key, one kind of document.
    private static readonly string[] OtherSigners = ["STI-PA CRL", "STI-PA trusted-CA list", "STI-PA cpsMapping", "STI-PA registry list"];

    private readonly ICertificateSource _certificates;
    private readonly PolicyAdministratorRoots _roots;
    private readonly TimeProvider _time;

    public AuthorityTokenVerifier(ICertificateSource certificates, PolicyAdministratorRoots roots, TimeProvider time) => (_certificates, _roots, _time) = (certificates, roots, time);

    /// <summary>Judges a token.</summary>
    public async ValueTask<Outcome<VerifiedAuthorityToken, AuthorityTokenRefusal>> VerifyAsync(string compact, AuthorityTokenUse use, CancellationToken cancellationToken)
    {
        if (!AuthorityToken.TryParse(compact, out var token, out var refusal)) return refusal;
        if (HeaderRefusal(token.Jws) is { } header) return header;
        var now = _time.GetUtcNow();

        // A token that is over, or for somebody else, makes nobody fetch.
        if (ClaimRefusal(token, use, now) is { } early) return early;
        if (!(await SignerCertificatesAsync(token.Jws, cancellationToken)).TryGet(out var certificates, out refusal)) return refusal;
        if (!_roots.SignerOf(certificates, now).TryGet(out var signer, out var chainRefusal))
            return new AuthorityTokenRefusal(AuthorityTokenFailure.SignerUntrusted, $"{KebabCase.Of(chainRefusal.Failure)}: {chainRefusal.Detail}");
        if (signer.Subject.Values(Oids.CommonName).Any(name => OtherSigners.Contains(name)) || !signer.PublicKey.TryToP256(out var key) || signer.Subject.Country is not { } country)
            return new AuthorityTokenRefusal(AuthorityTokenFailure.SignerUntrusted, $"{signer.Subject} signs documents of another kind, or has no P-256 key or no country");
        if (JwsVerifier.FaultOf(token.Jws, key) is { } fault) return new AuthorityTokenRefusal(AuthorityTokenFailure.SignatureMismatch, $"the JWS is refused: {KebabCase.Of(fault)}");

        return TnAuthListDer.TryRead(token.Authority, out var list)
            ? new VerifiedAuthorityToken(list, token.Authority, token.IsCa, token.ExpiresAt, token.Id, country)
            : new AuthorityTokenRefusal(AuthorityTokenFailure.AuthorityMismatch, "tkvalue is no TNAuthList in DER");
    }

    private static AuthorityTokenRefusal? HeaderRefusal(Jws jws)
    {
        if (jws.Header.Typ is not null && !jws.Header.Typ.Equals("JWT", StringComparison.OrdinalIgnoreCase)) return new AuthorityTokenRefusal(AuthorityTokenFailure.HeaderNotAllowed, "typ is not \"JWT\"");
        if (jws.Header.X5u is null == jws.Header.X5c is null) return new AuthorityTokenRefusal(AuthorityTokenFailure.HeaderNotAllowed, "exactly one of x5u and x5c names the signer's certificate");
        return JwsVerifier.HeaderFaultOf(jws) is { } fault ? new AuthorityTokenRefusal(AuthorityTokenFailure.HeaderNotAllowed, $"the JWS is refused: {KebabCase.Of(fault)}") : null;
    }

    private static AuthorityTokenRefusal? ClaimRefusal(AuthorityToken token, AuthorityTokenUse use, DateTimeOffset now) =>
        token.ExpiresAt <= now ? new AuthorityTokenRefusal(AuthorityTokenFailure.Expired, $"exp: the token expired at {token.ExpiresAt:u}")
        : !token.Kind.Equals(AuthorityToken.TnAuthListKind, StringComparison.OrdinalIgnoreCase) ? new AuthorityTokenRefusal(AuthorityTokenFailure.KindNotKnown, "tktype is not TNAuthList")
        : !token.Authority.Span.SequenceEqual(use.IdentifierDer.Span) ? new AuthorityTokenRefusal(AuthorityTokenFailure.AuthorityMismatch, "tkvalue is not the TNAuthList that is asked for")
        : use.IsCa is { } isCa && isCa != token.IsCa ? new AuthorityTokenRefusal(AuthorityTokenFailure.CaMismatch, token.IsCa ? "ca is true, and no CA certificate is asked for" : "ca is not true, and a CA certificate is asked for")
        : !KeyFingerprint.Fits(token.Fingerprint, use.AccountKey) ? new AuthorityTokenRefusal(AuthorityTokenFailure.FingerprintMismatch, "fingerprint is not that of the key: neither its JWK thumbprint nor the hash of its SubjectPublicKeyInfo")
        : null;

    private async ValueTask<Outcome<IReadOnlyList<StiCertificate>, AuthorityTokenRefusal>> SignerCertificatesAsync(Jws jws, CancellationToken cancellationToken)
    {
        if (jws.Header.X5c is { } encoded)
        {
            return CertificateBundle.TryReadBase64(encoded, out var bundle, out var failure)
                ? new List<StiCertificate>(bundle)
                : new AuthorityTokenRefusal(AuthorityTokenFailure.HeaderNotAllowed, $"x5c: {failure}");
        }

        if ((await _certificates.GetAsync(jws.Header.X5u!, cancellationToken)).TryGet(out var sourced, out var refusal)) return new List<StiCertificate>(sourced.Certificates);
        return new AuthorityTokenRefusal(
            refusal.Reason == SourceFailure.Unreachable ? AuthorityTokenFailure.CertificateUnavailable : AuthorityTokenFailure.SignerUntrusted, $"x5u: {refusal.Detail}");
    }
}
