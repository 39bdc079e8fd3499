using System.Security.Cryptography;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Crls;

/// <summary>A certificate whose key may sign CRLs, with that key. It signs lists that were linted, and no others.</summary>
public sealed class CrlSigner
{
    private readonly ISigningKey _key;

    /// <exception cref="ArgumentException">The certificate may not sign CRLs, or the key is not its key.</exception>
    public CrlSigner(StiCertificate certificate, ISigningKey key)
    {
        if (FaultOf(certificate, key) is { } fault) throw new ArgumentException(fault, nameof(certificate));
        (Certificate, _key) = (certificate, key);
    }

    public StiCertificate Certificate { get; }

    /// <summary>Why certificate and key cannot sign CRLs, in words; null: they can.</summary>
    public static string? FaultOf(StiCertificate certificate, ISigningKey key) =>
        certificate.Extensions.KeyUsage?.Bits.HasFlag(KeyUsages.CrlSign) != true
            ? "the certificate's KeyUsage has no cRLSign (RFC 5280 section 4.2.1.3)"
        : certificate.Extensions.SubjectKeyIdentifier is null ? "the certificate has no SubjectKeyIdentifier for lists to refer to"
        : !certificate.PublicKey.TryToP256(out _)
            || !certificate.PublicKey.Point.Span.SequenceEqual(SubjectPublicKey.PointOf(key.PublicKey))
            ? "the key is not the certificate's"
        : null;

    /// <summary>Signs the list.</summary>
    /// <returns>The CertificateList in DER.</returns>
    public async ValueTask<byte[]> SignAsync(LintedCrl list, CancellationToken cancellationToken)
    {
        if (!ReferenceEquals(list.Terms.Signer, Certificate))
            throw new ArgumentException("The list was made for another signer.", nameof(list));
        var signature = (await _key.SignAsync(SHA256.HashData(list.ToBeSigned.Span), cancellationToken)).ToDer();

        // A key that answers with another key's signature must not publish a list that nobody can verify.
        if (!Certificate.PublicKey.Verifies(list.ToBeSigned.Span, signature, Oids.EcdsaWithSha256))
            throw new CryptographicException("The signing key's signature does not verify with the signer's public key.");
        return CrlDer.WriteSigned(list.ToBeSigned.Span, signature);
    }
}
