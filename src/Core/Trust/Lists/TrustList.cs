using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Paths;

namespace Shaken.Core.Trust.Lists;

/// <summary>
/// A trusted-CA list whose signature was verified (ATIS-1000087 clause 4.3.1): only <see cref="TrustListReader"/> makes one.
/// </summary>
public sealed class TrustList
{
    private readonly TrustListDocument _document;

    internal TrustList(
        TrustListDocument document, KeptList kept, StiCertificate signer, IReadOnlyList<TrustedRoot> roots, IReadOnlyList<Finding> findings)
    {
        (_document, Signer) = (document, signer);
        Sequence = document.Sequence;
        ExpiresAt = document.ExpiresAt;
        Kept = kept;
        Roots = new TrustedRoots(roots, document.ExpiresAt);
        Findings = findings;
    }

    /// <summary>Rises by one with each list of the STI-PA.</summary>
    public long Sequence { get; }

    /// <summary>From then on the list says nothing.</summary>
    public DateTimeOffset ExpiresAt { get; }

    /// <summary>The list as received, for keeping.</summary>
    public KeptList Kept { get; }

    /// <summary>The roots of approved STI-CAs, each with its country.</summary>
    public TrustedRoots Roots { get; }

    /// <summary>Entries that were left out, and why.</summary>
    public IReadOnlyList<Finding> Findings { get; }

    /// <summary>The certificate whose key signed it.</summary>
    internal StiCertificate Signer { get; }

    /// <summary>
    /// Whether both name the same entries, in whatever order, and say the same besides; sequence and exp are not looked at.
    /// </summary>
    internal bool HasContentOf(TrustList other) => _document.HasContentOf(other._document);

    /// <summary>
    /// The same as the first list after a restart: no list counts after it that a key certified before its signer signed.
    /// </summary>
    internal TrustList AfterRestart() => new(_document, Kept with { SignersFrom = Signer.NotBefore }, Signer, Roots.All, Findings);
}
