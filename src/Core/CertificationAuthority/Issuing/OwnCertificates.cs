using System.Diagnostics.CodeAnalysis;
using Shaken.Core.CertificateRepository;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Certificates;

namespace Shaken.Core.CertificationAuthority.Issuing;

/// <summary>
/// Certificates that a key of this CA signed, whether the ledger knows them or not. After the restore of an older ledger the signature is
/// what remains.
/// </summary>
public sealed class OwnCertificates
{
    private readonly IssuedCertificates _issued;
    private readonly PublishedChains _repository;
    private readonly IReadOnlyList<IssuingAuthority> _authorities;

    /// <param name="authorities">The CA that signs now, then those before it.</param>
    public OwnCertificates(IssuedCertificates issued, PublishedChains repository, IReadOnlyList<IssuingAuthority> authorities) =>
        (_issued, _repository, _authorities) = (issued, repository, authorities);

    /// <summary>Whether a key of this CA signed the certificate in its own name.</summary>
    public bool Has(StiCertificate certificate) => IssuerOf(certificate) is not null;

    /// <summary>The certificate of the key that signed it. Null: it is not this CA's.</summary>
    internal StiCertificate? IssuerOf(StiCertificate certificate) =>
        _authorities.Select(candidate => candidate.Authority.Certificate).FirstOrDefault(issuer => IsSignedBy(certificate, issuer));

    private static bool IsSignedBy(StiCertificate certificate, StiCertificate issuer) =>
        issuer.Subject.Der.Span.SequenceEqual(certificate.Issuer.Der.Span) && certificate.IsSignedBy(issuer.PublicKey);

    /// <summary>
    /// The certificate with a fingerprint: from the ledger, else from the STI-CR where this CA signed it. Null: neither has it.
    /// </summary>
    public async ValueTask<StiCertificate?> FindAsync(string fingerprint, CancellationToken cancellationToken)
    {
        if (await _issued.FindByFingerprintAsync(fingerprint, cancellationToken) is { Certificate: var certificate }) return certificate;
        return await FindPublishedAsync(fingerprint, cancellationToken) is [var leaf, ..] ? leaf : null;
    }

    /// <summary>
    /// A chain of the STI-CR whose leaf this CA signed. Null: there is none under the fingerprint, or it is another CA's.
    /// </summary>
    internal async ValueTask<IReadOnlyList<StiCertificate>?> FindPublishedAsync(string fingerprint, CancellationToken cancellationToken)
    {
        if (await _repository.FindAsync(fingerprint, cancellationToken) is not { } published) return null;
        if (!CertificateBundle.TryRead(published.Pem, out var chain, out _)) return null;
        return chain[0].Fingerprint == fingerprint && Has(chain[0]) ? chain : null;
    }
}

/// <summary>What a certificate is found by in stores: its key, and whose it is.</summary>
internal static class CertificateKeys
{
    /// <summary>The providers whose codes its TNAuthList has, in its CA's country.</summary>
    public static IEnumerable<ProviderId> Providers(this StiCertificate certificate) =>
        certificate is { Extensions.TnAuthList: { } list, Issuer.Country: { } country }
            ? list.Codes.Distinct().Select(code => new ProviderId(country, code)) : [];

    /// <summary>The key as JWK. False: the key is not on P-256, so it is none that this CA certified.</summary>
    public static bool TryGetJwk(this StiCertificate certificate, [NotNullWhen(true)] out JsonWebKey? jwk)
    {
        jwk = certificate.PublicKey.TryToP256(out var key) ? JsonWebKey.From(key.Parameters) : null;
        return jwk is not null;
    }
}
