using Shaken.Core.Pki.Certificates;

namespace Shaken.Core.ServiceProvider.Renewal;

/// <summary>The certificate that signs a provider's calls now.</summary>
/// <param name="Name">Of the certificate that is renewed, whichever it is at the time: <see cref="RenewalOptions.Name"/>.</param>
/// <param name="KeyName">What its key was called while the certificate was ordered.</param>
/// <param name="Fingerprint">SHA-256 of the leaf's DER, 64 hexadecimal digits in lower case.</param>
/// <param name="X5u">Where verifiers find it.</param>
/// <param name="Chain">base64 of the DER, leaf first, the root left out.</param>
/// <param name="RenewAt">From then on it is renewed.</param>
public sealed record CertificateInForce(
    string Name, string KeyName, string Fingerprint, string X5u, IReadOnlyList<string> Chain, DateTimeOffset NotBefore,
    DateTimeOffset NotAfter, DateTimeOffset RenewAt)
{
    /// <summary>The chain, taken apart.</summary>
    public IReadOnlyList<StiCertificate> ReadChain() => Read(Chain);

    internal static IReadOnlyList<StiCertificate> Read(IReadOnlyList<string> chain) =>
        CertificateBundle.TryReadBase64(chain, out var certificates, out var failure)
            ? certificates
            : throw new InvalidOperationException($"A chain that was stored cannot be read: {failure}");
}
