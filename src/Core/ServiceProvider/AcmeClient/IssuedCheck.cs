using Shaken.Core.Keys;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Trust;

namespace Shaken.Core.ServiceProvider.AcmeClient;

/// <summary>
/// Whether a certificate is the one that was ordered. A CA is an outsider too: what it sends by mistake must not sign calls, least of all
/// once the old certificate is gone.
/// </summary>
internal static class IssuedCheck
{
    public static AcmeFailure? FindViolation(IReadOnlyList<StiCertificate> chain, CertificateWish wish, DateTimeOffset now)
    {
        var leaf = chain[0];
        if (!leaf.PublicKey.TryToP256(out var key) || JsonWebKey.From(key.Parameters) != wish.PublicKey)
            return Wrong("its key is not ours");
        if (leaf.IsCa != wish.IsCa) return Wrong(wish.IsCa ? "it is no CA certificate" : "it is a CA certificate");
        if (leaf.Extensions.Find(Oids.TnAuthList) is not { } list || !list.Value.Span.SequenceEqual(TnAuthListDer.Write(wish.Authority)))
            return Wrong("its TNAuthList is not the one that was ordered");
        if (leaf.NotAfter <= now) return Wrong("it has expired already");
        return wish.Roots is { } roots ? FindPathViolation(chain, roots, leaf.NotBefore > now ? leaf.NotBefore : now) : null;
    }

    private static AcmeFailure? FindPathViolation(IReadOnlyList<StiCertificate> chain, TrustedRoots roots, DateTimeOffset at)
    {
        if (!chain[0].IsCa)
            return roots.Validator.Validate(chain, at, LeafPurpose.StiEndEntity).TryGet(out _, out var refusal)
                ? null
                : Wrong($"its chain is refused: {refusal.Detail}");

        // The rules of the call path judge leaves; of a CA certificate we ask that each was signed by the next and the last by a root.
        for (var index = 0; index + 1 < chain.Count; index++)
        {
            if (!IsSignedBy(chain[index], chain[index + 1])) return Wrong("a certificate of its chain was not issued by the next");
        }

        return roots.All.Any(root => root.Certificate.Fingerprint == chain[^1].Fingerprint || IsSignedBy(chain[^1], root.Certificate))
            ? null
            : Wrong("its chain leads to no trusted root");
    }

    private static bool IsSignedBy(StiCertificate certificate, StiCertificate issuer) =>
        certificate.Issuer.Matches(issuer.Subject) && issuer.MayIssue && certificate.IsSignedBy(issuer.PublicKey);

    private static AcmeFailure Wrong(string detail) =>
        new(AcmeFailureKind.WrongCertificate, $"the certificate is not what was ordered: {detail}");
}
