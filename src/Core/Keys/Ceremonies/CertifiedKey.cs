using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Drafts;

namespace Shaken.Core.Keys.Ceremonies;

/// <summary>A key and the certificate over it, as a ceremony made them.</summary>
/// <param name="Chain">Its certificate first, then those above; the root left out unless it is the root's own.</param>
public sealed record CertifiedKey(ISigningKey Key, IReadOnlyList<StiCertificate> Chain)
{
    public StiCertificate Certificate => Chain[0];

    /// <summary>The CA that signs with this key.</summary>
    public CertificateAuthority AsAuthority() => new(Certificate, Key);
}

/// <summary>Why a ceremony made no certificate: the rules that what was asked for would break.</summary>
public sealed record CeremonyRefusal(string Detail);

/// <summary>How long what a ceremony makes is good.</summary>
public sealed record CeremonyLives(TimeSpan Root, TimeSpan BelowRoot)
{
    public static CeremonyLives Default { get; } = new(TimeSpan.FromDays(3650), TimeSpan.FromDays(1825));
}
