using Shaken.Core.Pki.Certificates;

namespace Shaken.Core.Trust.Sources;

/// <summary>
/// About how many octets of memory certificates take, erring upwards: the DER, the copies that reading makes of it, and each thing that was
/// read out of it. A TNAuthList of one-digit entries takes fourteen times its DER.
/// </summary>
internal static class BundleWeight
{
    private const int PerBundle = 1024;
    private const int PerCertificate = 4096;
    private const int PerThing = 112;
    private const int PerFinding = 256;

    public static long Of(SourcedCertificates sourced) => PerBundle + sourced.Certificates.Sum(Of);

    private static long Of(StiCertificate certificate)
    {
        var extensions = certificate.Extensions;
        // An attribute is kept as it was read and in its form for comparison.
        long things = (2L * (certificate.Subject.Attributes.Count + certificate.Issuer.Attributes.Count)) + extensions.All.Count;
        things += extensions.CertificatePolicies?.Count ?? 0;
        things += extensions.NameConstraints?.Things ?? 0;
        things += extensions.TnAuthList?.Entries.Count ?? 0;
        foreach (var point in extensions.CrlDistributionPoints ?? [])
            things += 1 + point.Urls.Count + point.CrlIssuers.Sum(issuer => 1 + issuer.Attributes.Count);
        if (extensions.ClaimConstraints is { } claims)
            things += claims.MustInclude.Count + claims.MustExclude.Count + claims.PermittedValues.Sum(
                permitted => 2 + permitted.Values.Count);
        return PerCertificate + (2L * certificate.Der.Length) + (PerThing * things) + (
            PerFinding * (long)(extensions.TnAuthList?.Findings.Count ?? 0));
    }
}
