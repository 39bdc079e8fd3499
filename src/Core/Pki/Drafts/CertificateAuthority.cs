using System.Security.Cryptography;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Drafts;

/// <summary>A CA certificate with its key: signs drafts that keep their profile's rules and its own bounds.</summary>
public sealed class CertificateAuthority
{
    private readonly ISigningKey _key;

    /// <exception cref="ArgumentException">The certificate may not sign certificates, or the key is not its key.</exception>
    public CertificateAuthority(StiCertificate certificate, ISigningKey key)
    {
        if (!certificate.IsCa || certificate.Extensions.KeyUsage?.Bits.HasFlag(KeyUsages.KeyCertSign) != true)
            throw new ArgumentException("The certificate may not sign certificates.", nameof(certificate));
        if (!certificate.PublicKey.Point.Span.SequenceEqual(SubjectPublicKey.PointOf(key.PublicKey)))
            throw new ArgumentException("The key is not the certificate's.", nameof(key));
        (Certificate, _key) = (certificate, key);
    }

    public StiCertificate Certificate { get; }

    /// <summary>Signs the draft, unless it goes beyond what this CA may sign.</summary>
    public async Task<Outcome<StiCertificate, IssueFailure>> IssueAsync(LintedDraft draft, CancellationToken cancellationToken) =>
        FindViolation(draft) is { } failure ? failure : await SignAsync(draft, _key, Certificate.PublicKey, cancellationToken);

    /// <summary>Signs a root with the key it certifies.</summary>
    public static async Task<Outcome<StiCertificate, IssueFailure>> SelfSignAsync(
        LintedDraft draft, ISigningKey key, CancellationToken cancellationToken)
    {
        if (!draft.Draft.IsSelfSigned || !draft.Draft.IsCa) return IssueFailure.NotARoot;
        return draft.Unsigned.PublicKey.Point.Span.SequenceEqual(SubjectPublicKey.PointOf(key.PublicKey))
            ? await SignAsync(draft, key, draft.Unsigned.PublicKey, cancellationToken)
            : IssueFailure.KeyIsAnother;
    }

    /// <summary>Why this CA may not sign the draft; null where it may.</summary>
    public IssueFailure? FindViolation(LintedDraft draft)
    {
        var child = draft.Unsigned;
        if (!child.Issuer.Der.Span.SequenceEqual(Certificate.Subject.Der.Span)) return IssueFailure.IssuerIsAnother;
        if (Certificate.Extensions.SubjectKeyIdentifier is not { } own || !own.Span.SequenceEqual(draft.Draft.AuthorityKeyIdentifier.Span))
            return IssueFailure.AuthorityKeyIsAnother;
        if (child.PublicKey.Point.Span.SequenceEqual(Certificate.PublicKey.Point.Span)) return IssueFailure.KeyIsTheIssuers;
        if (child.NotBefore < Certificate.NotBefore || child.NotAfter > Certificate.NotAfter) return IssueFailure.OutsideIssuersValidity;
        if (child.Subject.Country != Certificate.Subject.Country) return IssueFailure.CountryIsAnother;
        if (child.MayIssue && !AllowsBelow(child)) return IssueFailure.PathTooLong;
        return Certificate.Extensions.Find(Oids.TnAuthList) is not null && !Encompasses(child) ? IssueFailure.AuthorityExceeded : null;
    }

    // RFC 5280 section 4.2.1.9: our own bound counts the CA certificates below us, the child among them. A signer of CRLs ends a path.
    private bool AllowsBelow(StiCertificate child) =>
        Certificate.Extensions.BasicConstraints is not { PathLength: { } bound }
        || (bound > 0 && child.Extensions.BasicConstraints is { PathLength: { } length } && length < bound);

    // RFC 9060 section 4: below a list there is no certificate without one, and none with more.
    private bool Encompasses(StiCertificate child) =>
        Certificate.Extensions.TnAuthList is { } own && child.Extensions.TnAuthList is { } wanted && own.Encompasses(wanted, out _);

    private static async Task<StiCertificate> SignAsync(
        LintedDraft draft, ISigningKey key, SubjectPublicKey publicKey, CancellationToken cancellationToken)
    {
        var signature = (await key.SignAsync(SHA256.HashData(draft.ToBeSigned.Span), cancellationToken)).ToDer();

        // A key that answers with another key's signature must not publish a certificate that nobody can verify.
        if (!publicKey.Verifies(draft.ToBeSigned.Span, signature, Oids.EcdsaWithSha256))
            throw new CryptographicException("The signing key's signature does not verify with the issuer's public key.");
        return StiCertificate.TryRead(SignedEncoding.Write(draft.ToBeSigned.Span, signature), out var certificate, out var failure)
            ? certificate
            : throw new InvalidOperationException($"A certificate that was read before it was signed cannot be read: {failure}");
    }
}
