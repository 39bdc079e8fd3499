using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Paths;

/// <summary>
/// The rules for a path whose signatures have been checked: leaf first, root last. The first violation refuses it.
/// </summary>
internal static class PathRules
{
    private static readonly string[] Understood =
    [
        Oids.BasicConstraints, Oids.KeyUsage, Oids.SubjectKeyIdentifier, Oids.AuthorityKeyIdentifier, Oids.CertificatePolicies,
        Oids.CrlDistributionPoints, Oids.NameConstraints, Oids.TnAuthList, Oids.JwtClaimConstraints, Oids.EnhancedJwtClaimConstraints,
    ];

    public static PathViolation? FindViolation(
        IReadOnlyList<StiCertificate> path, TrustedRoot root, DateTimeOffset at, LeafPurpose purpose, List<Finding> findings)
    {
        for (var index = 0; index < path.Count; index++)
        {
            var certificate = path[index];
            var fault = ValidityOf(certificate, at) ?? ExtensionsOf(certificate)
                ?? (index == 0 ? null : IssuerFault(certificate, findings));
            if (fault is not null) return new PathViolation(fault, index, certificate);
            var misfit = CountryOf(certificate, root, findings)
                ?? (index == 0 ? null : PathLengthAt(path, index) ?? NamesBelow(path, index));
            if (misfit is not null) return new PathViolation(misfit, index, Unfit: null);
            var algorithm = certificate.SignatureAlgorithm;
            if (algorithm is not (Oids.EcdsaWithSha256 or Oids.EcdsaWithSha384))
                findings.Add(new Finding(FindingKind.SignatureOutsideProfile, $"{certificate.Subject} is signed with {algorithm}"));
        }

        var leafFault = purpose switch
        {
            LeafPurpose.StiEndEntity or LeafPurpose.PolicyAdministrator => LeafKey(path[0]),
            LeafPurpose.TokenSigner => LeafCurve(path[0]),
            LeafPurpose.CrlSigner => CrlSignerKey(path[0]),
        };
        return leafFault is null ? null : new PathViolation(leafFault, path.Count, path[0]);
    }

    /// <summary>Whether KeyUsage lets the key sign CRLs: it is there and says so.</summary>
    public static bool MaySignCrls(StiCertificate certificate) => certificate.Extensions.KeyUsage?.Bits.HasFlag(KeyUsages.CrlSign) == true;

    private static ChainRefusal? ValidityOf(StiCertificate certificate, DateTimeOffset at) =>
        at > certificate.NotAfter ? new ChainRefusal(ChainFailure.Expired, $"{certificate.Subject} expired at {certificate.NotAfter:u}")
        : at < certificate.NotBefore
            ? new ChainRefusal(ChainFailure.NotYetValid, $"{certificate.Subject} is valid from {certificate.NotBefore:u} on")
        : null;

    private static ChainRefusal? ExtensionsOf(StiCertificate certificate)
    {
        if (certificate.Version != 3 && certificate.Extensions.All.Count > 0)
            return new ChainRefusal(ChainFailure.ExtensionNotUnderstood,
                $"{certificate.Subject} is of version {certificate.Version} and has extensions, which only version 3 has");

        // TNAuthList has a reason of its own, with the leaf.
        if (certificate.Extensions.Malformed.FirstOrDefault(oid => oid != Oids.TnAuthList) is { } malformed)
            return new ChainRefusal(
                ChainFailure.ExtensionNotUnderstood, $"{certificate.Subject}: the extension {malformed} cannot be read");
        return certificate.Extensions.All.FirstOrDefault(
            extension => extension.IsCritical && !Understood.Contains(extension.Oid)) is { } unknown
            ? new ChainRefusal(
                ChainFailure.ExtensionNotUnderstood, $"{certificate.Subject}: the critical extension {unknown.Oid} is not known")
            : null;
    }

    private static ChainRefusal? CountryOf(StiCertificate certificate, TrustedRoot root, List<Finding> findings)
    {
        if (!certificate.Subject.Values(Oids.Country).Any())
        {
            findings.Add(new Finding(FindingKind.CountryMissing, $"{certificate.Subject} names no country"));
            return null;
        }

        return certificate.Subject.Country == root.Country
            ? null
            : new ChainRefusal(ChainFailure.CountryMismatch, $"{certificate.Subject} is below a root of {root.Country}");
    }

    private static ChainRefusal? IssuerFault(StiCertificate issuer, List<Finding> findings)
    {
        if (!issuer.IsCa) return new ChainRefusal(ChainFailure.IssuerNotAllowed, $"{issuer.Subject} is no CA");
        if (issuer.Extensions.KeyUsage is null)
            findings.Add(new Finding(FindingKind.KeyUsageMissing, $"{issuer.Subject} has no KeyUsage"));
        return issuer.MayIssue
            ? null
            : new ChainRefusal(ChainFailure.IssuerNotAllowed, $"the key of {issuer.Subject} may not sign certificates");
    }

    // RFC 5280 section 4.2.1.9: intermediates below it that are not self-issued; the leaf does not count.
    private static ChainRefusal? PathLengthAt(IReadOnlyList<StiCertificate> path, int index)
    {
        if (path[index].Extensions.BasicConstraints?.PathLength is not { } allowed) return null;
        var below = path.Take(index).Skip(1).Count(certificate => !certificate.IsSelfIssued);
        return allowed < below
            ? new ChainRefusal(ChainFailure.PathTooLong, $"{path[index].Subject} allows {allowed} CA certificates below it, not {below}")
            : null;
    }

    // RFC 5280 section 6.1.3 (b) and (c): critical or not, for all below it but the self-issued, of which only the leaf counts.
    private static ChainRefusal? NamesBelow(IReadOnlyList<StiCertificate> path, int index)
    {
        if (path[index].Extensions.NameConstraints is not { } constraints) return null;
        var isCritical = path[index].Extensions.Find(Oids.NameConstraints)!.IsCritical;
        for (var below = 0; below < index; below++)
        {
            if (below > 0 && path[below].IsSelfIssued) continue;
            if (!CertificateNames.TryRead(path[below], out var names))
                return new ChainRefusal(ChainFailure.ExtensionNotUnderstood,
                    $"{path[below].Subject}: the subjectAltName cannot be read, and {path[index].Subject} constrains names");
            if (constraints.FindViolation(names, isCritical) is { } violation)
                return new ChainRefusal(ChainFailure.NameNotPermitted,
                    $"{path[below].Subject}: {violation} by the name constraints of {path[index].Subject}");
        }

        return null;
    }

    private static ChainRefusal? LeafKey(StiCertificate leaf) =>
        leaf.Extensions.KeyUsage is { } usage && !usage.Bits.HasFlag(KeyUsages.DigitalSignature)
            ? new ChainRefusal(ChainFailure.KeyNotAllowed, $"the key of {leaf.Subject} may not make digital signatures")
            : LeafCurve(leaf);

    private static ChainRefusal? LeafCurve(StiCertificate leaf) =>
        leaf.PublicKey is not { Algorithm: Oids.EcPublicKey, Curve: Oids.P256 }
            ? new ChainRefusal(ChainFailure.KeyNotAllowed, $"the key of {leaf.Subject} is not on P-256")
        : leaf.PublicKey.PointFault is { } fault ? new ChainRefusal(ChainFailure.KeyNotAllowed, $"the key of {leaf.Subject} is {fault}")
        : null;

    private static ChainRefusal? CrlSignerKey(StiCertificate leaf) =>
        MaySignCrls(leaf) ? null : new ChainRefusal(ChainFailure.KeyNotAllowed, $"the key of {leaf.Subject} may not sign CRLs");
}
