using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Revocation;
using Shaken.Core.Trust.Sources;

namespace Shaken.Core.Tokens;

/// <summary>What an STI-CA asks of tokens beyond the standard.</summary>
/// <param name="MinimumLife">How long a token must still be good; zero asks only that it has not expired.</param>
/// <param name="SignerCommonName">The CN that a signer of tokens must have. Null takes any certificate at or below a pinned STI-PA root
/// that is not named for another kind of document.</param>
public sealed record AuthorityTokenProfile(TimeSpan MinimumLife, string? SignerCommonName)
{
    public static AuthorityTokenProfile Default { get; } = new(TimeSpan.Zero, SignerCommonName: null);
}

/// <summary>
/// Verifies authority tokens (RFC 9447, RFC 9448 section 6): exp, tktype, tkvalue, ca, fingerprint; ES256 by the certificate at x5u or in
/// x5c, that certificate by a pinned STI-PA root and for this kind of document. What the token says comes first, so that only one that
/// would be good makes us fetch the URL in it. That a token is used once is for <see cref="AuthorityTokenUses"/>.
/// </summary>
public sealed class AuthorityTokenVerifier
{
    private readonly ICertificateSource _certificates;
    private readonly TrustDomain _domain;
    private readonly AuthorityTokenProfile _profile;
    private readonly TimeProvider _time;
    private readonly IRevocationStatus _revocation;
    private readonly WithdrawnTokens? _withdrawn;

    /// <param name="revocation">Where a signer stands that the policy administrator has taken back; null: it is not looked up.</param>
    /// <param name="withdrawn">Tokens that were taken back; null: it is not looked up.</param>
    public AuthorityTokenVerifier(
        ICertificateSource certificates, TrustDomain domain, TimeProvider time, AuthorityTokenProfile? profile = null,
        IRevocationStatus? revocation = null, WithdrawnTokens? withdrawn = null)
    {
        (_certificates, _domain, _time, _profile) = (certificates, domain, time, profile ?? AuthorityTokenProfile.Default);
        (_revocation, _withdrawn) = (revocation ?? RevocationNotChecked.Instance, withdrawn);
    }

    /// <summary>Verifies a token as somebody sent it.</summary>
    /// <param name="token">The JWT in compact form.</param>
    /// <param name="use">What it is presented for.</param>
    public async ValueTask<Outcome<VerifiedAuthorityToken, AuthorityTokenRefusal>> VerifyAsync(
        string token, AuthorityTokenUse use, CancellationToken cancellationToken)
    {
        if (!AuthorityToken.TryParse(token, out var parsed, out var refusal)) return refusal;
        if (FindHeaderViolation(parsed.Source) is { } headerViolation) return headerViolation;
        if (FindLifeViolation(parsed, _time.GetUtcNow()) is { } lifeViolation) return lifeViolation;
        if (!AuthorityOf(parsed, use).TryGet(out var authority, out refusal)) return refusal;
        if (FindBindingViolation(parsed, use) is { } bindingViolation) return bindingViolation;

        // Until here nobody has been made to fetch, and nothing that the token says is believed.
        if (!(await CertificatesOfAsync(parsed.Source.Header, use.Client, cancellationToken)).TryGet(out var bundle, out refusal))
            return refusal;
        var now = _time.GetUtcNow();
        if (!SignerOf(bundle, now).TryGet(out var signer, out refusal)) return refusal;
        if (FindSignatureViolation(parsed.Source, signer.Certificate) is { } signatureViolation) return signatureViolation;

        // Fetching takes its time: the token is good when it counts, or not at all.
        if (FindLifeViolation(parsed, now) is { } overMeanwhile) return overMeanwhile;
        var identifier = use.IdentifierDer.ToArray();
        var verified = new VerifiedAuthorityToken(authority, identifier, parsed.IsCa, parsed.ExpiresAt, parsed.Id, signer.Root.Country);
        return _withdrawn is not null && await _withdrawn.FindViolationAsync(verified, cancellationToken) is { } withdrawn
            ? new AuthorityTokenRefusal(AuthorityTokenFailure.Withdrawn, withdrawn)
            : verified;
    }

    // All that shows before a certificate is fetched.
    private static AuthorityTokenRefusal? FindHeaderViolation(Jws jws)
    {
        var header = jws.Header;
        if (JwsVerifier.HeaderFaultOf(jws) is { } fault)
            return HeaderRefusal($"the JWS is refused: {KebabCase.Of(fault)} (RFC 9447 section 3: ES256)");
        if (header.Typ is not null && !header.Typ.Equals("JWT", StringComparison.OrdinalIgnoreCase))
            return HeaderRefusal("typ is not \"JWT\" (RFC 9447 section 3)");
        if (header.X5c is not null) return null;
        return header.X5u is null ? HeaderRefusal("neither x5u nor x5c is there (RFC 9448 section 5)")
            : header.X5u.Length > Limits.UriLength ? HeaderRefusal($"x5u is longer than {Limits.UriLength} characters")
            : header.X5u.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? null
            : HeaderRefusal("x5u is no https URL (RFC 9448 section 6)");
    }

    private async ValueTask<Outcome<List<StiCertificate>, AuthorityTokenRefusal>> CertificatesOfAsync(
        JwsHeader header, ClientKey client, CancellationToken cancellationToken)
    {
        // A chain that came along is judged as it is: nothing need be fetched that the sender chose.
        if (header.X5c is { } chain)
            return CertificateBundle.TryReadBase64(chain, out var carried, out var failure)
                ? carried.ToList()
                : HeaderRefusal($"x5c: {failure}");
        if ((await _certificates.GetAsync(header.X5u!, client, cancellationToken)).TryGet(out var sourced, out var refusal))
            return sourced.Certificates.ToList();
        return refusal.Reason switch
        {
            SourceFailure.Unreachable => new AuthorityTokenRefusal(AuthorityTokenFailure.CertificateUnavailable, $"x5u: {refusal.Detail}")
                { RetryAfter = refusal.RetryAfter },
            SourceFailure.UrlNotAllowed or SourceFailure.NotACertificate => new AuthorityTokenRefusal(
                AuthorityTokenFailure.SignerUntrusted, $"x5u: {refusal.Detail}"),
        };
    }

    private Outcome<PolicyAdministratorSigner, AuthorityTokenRefusal> SignerOf(IReadOnlyList<StiCertificate> bundle, DateTimeOffset now)
    {
        // Before the path: a CRL signer's key fails there too, for a reason that says less. A policy administrator may sign with a CA
        // certificate, or its root.
        if ((bundle.FirstOrDefault(certificate => !certificate.IsCa) ?? (bundle is [var first, ..] ? first : null)) is { } leaf)
        {
            if (SignedDocumentKinds.Of(leaf) is { } kind && kind != SignedDocumentKind.SpcToken)
                return new AuthorityTokenRefusal(AuthorityTokenFailure.SignerOfAnotherKind,
                    $"the certificate is that of the policy administrator's {kind.Title()}");
            if (leaf.Extensions.KeyUsage?.Bits == KeyUsages.CrlSign)
                return new AuthorityTokenRefusal(AuthorityTokenFailure.SignerOfAnotherKind,
                    $"{leaf.Subject} signs CRLs and nothing else (KeyUsage cRLSign alone)");
        }

        if (!_domain.FindSigner(bundle, now, LeafPurpose.TokenSigner).TryGet(out var signer, out var refusal))
            return new AuthorityTokenRefusal(
                AuthorityTokenFailure.SignerUntrusted,
                $"{KebabCase.Of(refusal.Failure)}: {refusal.Detail} (RFC 9448 section 6: a trusted issuer)");
        if (_profile.SignerCommonName is { } name
            && !(signer.Certificate.Subject.Values(Oids.CommonName).ToList() is [var only]
                && string.Equals(only, name, StringComparison.OrdinalIgnoreCase)))
            return new AuthorityTokenRefusal(AuthorityTokenFailure.SignerOfAnotherKind,
                $"{signer.Certificate.Subject} is not the signer of tokens, {name}; Ca:TokenSignerName demands that name");

        // Signers of documents name no distribution point, so that nothing is known of most: only what stands on a list counts, whatever
        // the policy for calls.
        return signer.Chain is { } chain && _revocation.Of(chain, now).Refusal is { Reason: StatusFailure.Revoked } revoked
            ? new AuthorityTokenRefusal(AuthorityTokenFailure.SignerUntrusted, revoked.Detail)
            : signer;
    }

    private static AuthorityTokenRefusal? FindSignatureViolation(Jws jws, StiCertificate signer) =>
        !signer.PublicKey.TryToP256(out var key)
            ? new AuthorityTokenRefusal(AuthorityTokenFailure.SignerUntrusted, "the signer's key is not on P-256")
        : JwsVerifier.FaultOf(jws, key) is { } fault
            ? new AuthorityTokenRefusal(
                AuthorityTokenFailure.SignatureMismatch, $"the JWS is refused: {KebabCase.Of(fault)} (RFC 9448 section 6)")
        : null;

    private AuthorityTokenRefusal? FindLifeViolation(AuthorityToken token, DateTimeOffset now) =>
        token.NotBefore > now
            ? new AuthorityTokenRefusal(
                AuthorityTokenFailure.NotYetValid, $"the token is good from {token.NotBefore:u} on (RFC 7519 section 4.1.5)")
        : token.ExpiresAt <= now
            ? new AuthorityTokenRefusal(AuthorityTokenFailure.Expired, $"the token expired at {token.ExpiresAt:u} (RFC 9448 section 5.1)")
        : token.ExpiresAt - now < _profile.MinimumLife
            ? new AuthorityTokenRefusal(
                AuthorityTokenFailure.LifeTooShort,
                $"the token expires at {token.ExpiresAt:u}; {_profile.MinimumLife.TotalSeconds:0} seconds are wanted")
        : null;

    private static Outcome<TnAuthList, AuthorityTokenRefusal> AuthorityOf(AuthorityToken token, AuthorityTokenUse use)
    {
        // RFC 9447's own example spells it TnAuthList.
        if (!token.Type.Equals(AuthorityToken.TnAuthListKind, StringComparison.OrdinalIgnoreCase))
            return new AuthorityTokenRefusal(AuthorityTokenFailure.KindNotKnown, "tktype is not TNAuthList (RFC 9448 section 5.4)");
        if (!token.TryDecodeValue(out var der) || !TnAuthListDer.TryRead(der, out var authority))
            return new AuthorityTokenRefusal(
                AuthorityTokenFailure.AuthorityUnreadable, "tkvalue is no TNAuthList in base64url (RFC 9448 section 5.4)");
        return der.AsSpan().SequenceEqual(use.IdentifierDer.Span)
            ? authority
            : new AuthorityTokenRefusal(
                AuthorityTokenFailure.AuthorityMismatch, "tkvalue is another TNAuthList than the identifier's (RFC 9448 section 6)");
    }

    private static AuthorityTokenRefusal? FindBindingViolation(AuthorityToken token, AuthorityTokenUse use)
    {
        if (use.IsCa is { } wanted && wanted != token.IsCa)
        {
            return new AuthorityTokenRefusal(
                AuthorityTokenFailure.CaMismatch,
                $"ca is {(token.IsCa ? "true" : "false")}, but {(wanted ? "a" : "no")} CA certificate is wanted (RFC 9448 section 6)");
        }

        if (!KeyFingerprint.IsWellFormed(token.Fingerprint))
            return new AuthorityTokenRefusal(
                AuthorityTokenFailure.FingerprintMalformed,
                "the fingerprint is not \"SHA256 \" and 32 pairs of digits, nor a thumbprint (RFC 9448 section 5.4)");
        return KeyFingerprint.Fits(token.Fingerprint, use.AccountKey)
            ? null
            : new AuthorityTokenRefusal(
                AuthorityTokenFailure.FingerprintMismatch, "the fingerprint is not that of the account's key (RFC 9448 section 6)");
    }

    private static AuthorityTokenRefusal HeaderRefusal(string detail) => new(AuthorityTokenFailure.HeaderNotAllowed, detail);
}
