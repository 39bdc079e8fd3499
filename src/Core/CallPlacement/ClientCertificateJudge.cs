using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Trust.Verdicts;

namespace Shaken.Core.CallPlacement;

/// <summary>
/// Whether the client certificate of a TLS connection is an STI certificate that may be believed, by the rules for the certificates of
/// PASSporTs. Nothing that it names is fetched.
/// </summary>
public sealed class ClientCertificateJudge(CertificateVerdicts certificates)
{
    /// <param name="chain">
    /// The certificate whose key the client has proven, and those that came with it; null: none came. Empty: it cannot be read.
    /// </param>
    internal Outcome<TrustedCertificate, CpsRefusal> Judge(IReadOnlyList<StiCertificate>? chain)
    {
        if (chain is null) return new CpsRefusal(CpsFailure.ClientCertificateMissing, "no client certificate came with the request");
        if (chain.Count == 0) return new CpsRefusal(CpsFailure.ClientCertificateUntrusted, "the client certificate cannot be read");
        if (certificates.Judge(chain).TryGet(out var trusted, out var refusal))
        {
            // The client has proven the key of the first; a bundle may name another as its leaf.
            return trusted.Certificate.Fingerprint == chain[0].Fingerprint
                ? trusted
                : new CpsRefusal(CpsFailure.ClientCertificateUntrusted, "the client's certificate issues another one that came with it");
        }

        var reason = refusal.Reason is CertificateFailure.NoTrustList or CertificateFailure.RevocationUnknown
            ? CpsFailure.NotVerifiableNow
            : CpsFailure.ClientCertificateUntrusted;
        return new CpsRefusal(reason, $"{KebabCase.Of(refusal.Reason)}: {refusal.Detail}") { RetryAfter = refusal.RetryAfter };
    }
}
