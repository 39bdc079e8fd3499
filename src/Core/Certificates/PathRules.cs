using Shaken.Core.Foundations;

namespace Shaken.Core.Certificates;

/// <summary>
/// The rules for a path whose signatures have been checked: leaf first, root last. The first breach refuses it.
/// </summary>
internal static class PathRules
{
    private static readonly string[] Understood =
    [
        Oids.BasicConstraints, Oids.KeyUsage, Oids.SubjectKeyIdentifier, Oids.AuthorityKeyIdentifier, Oids.CertificatePolicies,
        Oids.CrlDistributionPoints, Oids.TnAuthList, Oids.JwtClaimConstraints, Oids.EnhancedJwtClaimConstraints,
    ];

    public static ChainRefusal? BreachIn(IReadOnlyList<StiCertificate> path, TrustedRoot root, DateTimeOffset at, LeafPurpose purpose, List<Finding> findings)
    {
        for (var index = 0; index < path.Count; index++)
        {
            var breach = ValidityOf(path[index], at) ?? ExtensionsOf(path[index]) ?? CountryOf(path[index], root, findings)
                ?? (index == 0 ? null : IssuerAt(path, index, findings));
            if (breach is not null) return breach;
            if (path[index].SignatureAlgorithm is not (Oids.EcdsaWithSha256 or Oids.EcdsaWithSha384))
                findings.Add(new Finding(FindingKind.SignatureOutsideProfile, $"{path[index].Subject} is signed with {path[index].SignatureAlgorithm}"));
        }

        return purpose switch
        {
            LeafPurpose.StiEndEntity => LeafKey(path[0]) ?? Authority(path, findings),
            LeafPurpose.PolicyAdministrator => LeafKey(path[0]),
            LeafPurpose.TokenSigner => LeafCurve(path[0]),
            LeafPurpose.CrlSigner => CrlSignerKey(path[0]),
        };
    }

    private static ChainRefusal? ValidityOf(StiCertificate certificate, DateTimeOffset at) =>
        at > certificate.NotAfter ? new ChainRefusal(ChainFailure.Expired, $"{certificate.Subject} expired at {certificate.NotAfter:u}")
        : at < certificate.NotBefore ? new ChainRefusal(ChainFailure.NotYetValid, $"{certificate.Subject} is valid from {certificate.NotBefore:u} on")
        : null;

    private static ChainRefusal? ExtensionsOf(StiCertificate certificate)
    {
        // TNAuthList has a reason of its own, with the leaf.
        if (certificate.Extensions.Malformed.FirstOrDefault(oid => oid != Oids.TnAuthList) is { } malformed)
            return new ChainRefusal(ChainFailure.ExtensionNotUnderstood, $"{certificate.Subject}: the extension {malformed} cannot be read");
        return certificate.Extensions.All.FirstOrDefault(extension => extension.IsCritical && !Understood.Contains(extension.Oid)) is { } unknown
            ? new ChainRefusal(ChainFailure.ExtensionNotUnderstood, $"{certificate.Subject}: the critical extension {unknown.Oid} is not known")
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

    private static ChainRefusal? IssuerAt(IReadOnlyList<StiCertificate> path, int index, List<Finding> findings)
    {
        var issuer = path[index];
        if (!issuer.IsCa) return new ChainRefusal(ChainFailure.IssuerNotAllowed, $"{issuer.Subject} is no CA");
        if (issuer.Version != 3) return new ChainRefusal(ChainFailure.IssuerNotAllowed, $"{issuer.Subject} is no X.509 v3 certificate");
        if (issuer.Extensions.KeyUsage is not { } usage)
            findings.Add(new Finding(FindingKind.KeyUsageMissing, $"{issuer.Subject} has no KeyUsage"));
        else if (!usage.Bits.HasFlag(KeyUsages.KeyCertSign))
            return new ChainRefusal(ChainFailure.IssuerNotAllowed, $"the key of {issuer.Subject} may not sign certificates");

        // RFC 5280 section 4.2.1.9: intermediates below it that are not self-issued; the leaf does not count.
        var below = path.Take(index).Skip(1).Count(certificate => !certificate.IsSelfIssued);
        return issuer.Extensions.BasicConstraints?.PathLength < below
            ? new ChainRefusal(ChainFailure.PathTooLong, $"{issuer.Subject} allows {issuer.Extensions.BasicConstraints.PathLength} CA certificates below it, not {below}")
            : null;
    }

    private static ChainRefusal? LeafKey(StiCertificate leaf) =>
        leaf.Extensions.KeyUsage is { } usage && !usage.Bits.HasFlag(KeyUsages.DigitalSignature)
            ? new ChainRefusal(ChainFailure.KeyNotAllowed, $"the key of {leaf.Subject} may not make digital signatures")
            : LeafCurve(leaf);

    private static ChainRefusal? LeafCurve(StiCertificate leaf) =>
        leaf.PublicKey is { Algorithm: Oids.EcPublicKey, Curve: Oids.P256 }
            ? null
            : new ChainRefusal(ChainFailure.KeyNotAllowed, $"the key of {leaf.Subject} is not on P-256");

    private static ChainRefusal? CrlSignerKey(StiCertificate leaf) =>
        leaf.Extensions.KeyUsage?.Bits.HasFlag(KeyUsages.CrlSign) == true
            ? null
            : new ChainRefusal(ChainFailure.KeyNotAllowed, $"the key of {leaf.Subject} may not sign CRLs");

    private static ChainRefusal? Authority(IReadOnlyList<StiCertificate> path, List<Finding> findings)
    {
        var leaf = path[0];
        if (leaf.Extensions.TnAuthList is not { } authority)
            return new ChainRefusal(ChainFailure.NoTnAuthList, $"{leaf.Subject} has no TNAuthList that can be read");
        findings.AddRange(authority.Findings);

        // Each list on the way up limits everything below it (RFC 8226 section 9, RFC 9060 section 4).
        var child = authority;
        foreach (var issuer in path.Skip(1))
        {
            if (issuer.Extensions.Malformed.Contains(Oids.TnAuthList))
                return new ChainRefusal(ChainFailure.ExtensionNotUnderstood, $"{issuer.Subject}: the TNAuthList cannot be read");
            if (issuer.Extensions.TnAuthList is not { } parent) continue;
            if (!parent.Encompasses(child, out var takesNumberTable))
                return new ChainRefusal(ChainFailure.TnAuthListExceeded, $"{leaf.Subject} claims more than {issuer.Subject} has");
            if (takesNumberTable)
                findings.Add(new Finding(FindingKind.DelegationByCodeNotChecked, $"{issuer.Subject} has only an SPC above delegated numbers"));
            child = parent;
        }

        return null;
    }
}
