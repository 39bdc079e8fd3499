using System.Diagnostics.CodeAnalysis;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Trust.Revocation;

namespace Shaken.Core.Verification.Verdicts.Proofs;

/// <summary>What a proof says was known of the revocation of each path.</summary>
internal sealed class ReplayedRevocation : IRevocationStatus
{
    private readonly Dictionary<string, RevocationStatus> _statuses = new(StringComparer.Ordinal);

    public long Version => 0;

    public static bool TryRead(IReadOnlyList<ProofRevocation> statuses, [NotNullWhen(true)] out ReplayedRevocation? revocation)
    {
        revocation = null;
        var read = new ReplayedRevocation();
        foreach (var recorded in statuses)
        {
            if (!recorded.TryRead(out var status) || !read._statuses.TryAdd(recorded.Leaf, status)) return false;
        }

        revocation = read;
        return true;
    }

    public RevocationStatus Of(CertificateChain chain, DateTimeOffset now) =>
        _statuses.TryGetValue(chain.Leaf.Fingerprint, out var status) ? status : RevocationNotChecked.Instance.Of(chain, now);
}
