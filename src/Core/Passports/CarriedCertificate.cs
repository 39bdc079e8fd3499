using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Trust.Verdicts;

namespace Shaken.Core.Passports;

/// <summary>
/// The certificate that a PASSporT carries in x5c (draft-ietf-stir-certificates-shortlived): where it is valid, x5u is not fetched.
/// </summary>
internal static class CarriedCertificate
{
    /// <summary>The verdict on the chain; null: it is not valid, and the certificate at x5u decides.</summary>
    public static Outcome<TrustedCertificate, CertificateRefusal>? Find(CertificateVerdicts certificates, IReadOnlyList<string> x5c)
    {
        if (!CertificateBundle.TryReadBase64(x5c, out var chain, out _)) return null;
        var verdict = certificates.Judge(chain);
        if (verdict.TryGet(out _, out var refusal) || IsFinal(refusal.Reason)) return verdict;
        return null;
    }

    // A revoked certificate is a known one, and x5u would tell nothing else. Where lists are missing, all certificates fare alike.
    private static bool IsFinal(CertificateFailure failure) => failure switch
    {
        CertificateFailure.Revoked or CertificateFailure.RevocationUnknown or CertificateFailure.NoTrustList => true,
        CertificateFailure.Untrusted or CertificateFailure.OutsideValidity or CertificateFailure.Invalid
            or CertificateFailure.NotACertificate or CertificateFailure.UrlNotAllowed or CertificateFailure.Unreachable => false,
    };
}
