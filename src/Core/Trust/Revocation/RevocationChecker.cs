using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Pki.Paths;

namespace Shaken.Core.Trust.Revocation;

/// <summary>
/// Looks the certificates of a path up in the lists that cover them (RFC 5280 section 6.3.3). Nothing is fetched here: a list that is not
/// there yet is asked for in the background, and until it comes the policy decides. Only lists of the path's own country count.
/// </summary>
public sealed partial class RevocationChecker : IRevocationStatus
{
    private readonly RevocationLists _lists;
    private readonly RevocationOptions _options;

    public RevocationChecker(RevocationLists lists, RevocationOptions options) => (_lists, _options) = (lists, options);

    public long Version => _lists.Version;

    public RevocationStatus Of(CertificateChain chain, DateTimeOffset now) => Of(chain, _lists.Own, now);

    public RevocationStatus Of(CertificateChain chain, TrustDomain domain, DateTimeOffset now)
    {
        var findings = new List<Finding>();
        var goodUntil = DateTimeOffset.MaxValue;

        // The root is trusted for standing on the trusted-CA list; no CRL takes that back.
        for (var index = 0; index < chain.Path.Count - 1; index++)
        {
            if (StatusOf(chain.Path[index], chain, domain, now, findings, ref goodUntil) is { } refusal)
                return new RevocationStatus(refusal, [], DateTimeOffset.MaxValue);
        }

        return new RevocationStatus(Refusal: null, findings, goodUntil);
    }

    private StatusRefusal? StatusOf(
        StiCertificate certificate,
        CertificateChain chain,
        TrustDomain domain,
        DateTimeOffset now,
        List<Finding> findings,
        ref DateTimeOffset goodUntil)
    {
        var isKnown = false;
        var isUnnamed = false;
        string? why = null;
        foreach (var (point, url) in PointsOf(certificate))
        {
            if (_lists.FindFor(domain, url) is not { } list)
            {
                _lists.Want(domain, url, chain);
                why ??= "its CRL has not been had yet";
                continue;
            }

            var cover = CoverOf(list, certificate, point, domain.Profile);
            if (cover == Cover.None)
            {
                why ??= "the CRL at its distribution point does not cover it";
                continue;
            }

            if (Find(list, certificate, cover) is { } entry) return Revoked(certificate, entry);
            if (list.NextUpdate < now)
            {
                // Where a copy is late, the list itself may be there.
                _lists.Want(domain, url, chain);
                why ??= $"its CRL should have been replaced at {list.NextUpdate:u}";
                continue;
            }

            isKnown = true;
            isUnnamed |= cover == Cover.ByPolicy;
            if (list.NextUpdate < goodUntil) goodUntil = list.NextUpdate;
        }

        // What an operator names covers whatever it lists, wherever a certificate points: a certificate does not choose who revokes it.
        foreach (var list in _lists.ConfiguredFor(domain))
        {
            var isOwn = !list.IsIndirect && list.Issuer.Matches(certificate.Issuer);
            if (!(list.IsIndirect || isOwn) || !list.SpeaksOf(certificate)) continue;
            if (list.Index.Find(certificate) is { } entry) return Revoked(certificate, entry);

            // RFC 5280 section 6.3.3, last paragraph: a list of the issuer's own for no point but the issuer itself says that all others
            // are good.
            if (isKnown || !isOwn || !list.IsOfIssuersPoint || list.NextUpdate < now) continue;
            isKnown = true;
            if (list.NextUpdate < goodUntil) goodUntil = list.NextUpdate;
        }

        // One that is not there yet may be signed by a CA of this chain.
        if (!isKnown) _lists.WantConfigured(domain, chain);
        if (isKnown)
        {
            if (isUnnamed)
                findings.Add(
                    new Finding(FindingKind.CrlIssuerMissing, $"the distribution point of {certificate.Subject} names no cRLIssuer"));
            return null;
        }

        var detail = $"{certificate.Subject}: {why ?? "it names no distribution point"}";
        if (_options.Policy == RevocationPolicy.Refuse) return new StatusRefusal(StatusFailure.Unknown, detail);
        findings.Add(new Finding(FindingKind.RevocationUnknown, detail));
        return null;
    }

    private static IEnumerable<(CrlDistributionPoint Point, string Url)> PointsOf(StiCertificate certificate) =>
        (certificate.Extensions.CrlDistributionPoints ?? []).SelectMany(point => point.Urls.Select(url => (point, url)));

    // RFC 5280 section 6.3.3(b).
    private Cover CoverOf(VerifiedCrl list, StiCertificate certificate, CrlDistributionPoint point, CountryProfile profile)
    {
        if (!list.SpeaksOf(certificate)) return Cover.None;
        var isOwn = list.Issuer.Matches(certificate.Issuer);
        if (profile.CrlCoversByUrl && list is { DistributionPoint: null, IsAdministrators: true }) return Cover.BySerial;
        if (point.CrlIssuers.Count > 0)
            return point.CrlIssuers.Any(issuer => issuer.Matches(list.Issuer)) && (list.IsIndirect || isOwn) ? Cover.Named : Cover.None;
        if (isOwn) return Cover.Named;
        return list.IsIndirect && _options.UnnamedIssuer == UnnamedCrlIssuer.PolicyAdministratorCovers ? Cover.ByPolicy : Cover.None;
    }

    // A list without an issuingDistributionPoint names serial numbers alone, and its issuer is none of the certificates'.
    private static RevokedCertificate? Find(VerifiedCrl list, StiCertificate certificate, Cover cover) =>
        list.Index.Find(certificate)
        ?? (cover == Cover.BySerial ? list.Index.Find(list.Issuer, certificate.SerialNumber.Span) : null);

    private static StatusRefusal Revoked(StiCertificate certificate, RevokedCertificate entry) =>
        new(StatusFailure.Revoked, $"{certificate.Subject} was revoked at {entry.RevokedAt:u} ({entry.Reason.Text()})");

    private enum Cover
    {
        None,
        Named,
        ByPolicy,
        BySerial,
    }
}
