using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;

namespace Shaken.Core.Pki.Paths;

/// <summary>
/// A path that was valid when it was checked: only <see cref="ChainValidator"/> makes one.
/// </summary>
public sealed class CertificateChain
{
    internal CertificateChain(
        IReadOnlyList<StiCertificate> path, TrustedRoot root, IReadOnlyList<Finding> findings, PathAuthority? authority = null)
    {
        Path = path;
        Root = root;
        (PathFindings, Authority) = (findings, authority);
        Findings = [.. findings, .. authority?.Findings ?? []];
        NotBefore = path.Max(certificate => certificate.NotBefore);
        NotAfter = path.Min(certificate => certificate.NotAfter);
    }

    /// <summary>From the leaf to the root, both counted.</summary>
    public IReadOnlyList<StiCertificate> Path { get; }

    public StiCertificate Leaf => Path[0];

    public TrustedRoot Root { get; }

    /// <summary>The country of every provider below this root.</summary>
    public CountryCode Country => Root.Country;

    /// <summary>When the last certificate of the path became valid.</summary>
    public DateTimeOffset NotBefore { get; }

    /// <summary>When the first certificate of the path expires: the verdict is good no longer.</summary>
    public DateTimeOffset NotAfter { get; }

    /// <summary>What the leaf may speak for; null where it was wanted for something else than PASSporTs.</summary>
    public PathAuthority? Authority { get; }

    public IReadOnlyList<Finding> Findings { get; }

    /// <summary><see cref="Findings"/> without those of <see cref="Authority"/>.</summary>
    internal IReadOnlyList<Finding> PathFindings { get; }
}
