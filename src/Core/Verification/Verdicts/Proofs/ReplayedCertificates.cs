using System.Diagnostics.CodeAnalysis;
using Shaken.Core.Foundations;
using Shaken.Core.Trust.Sources;

namespace Shaken.Core.Verification.Verdicts.Proofs;

/// <summary>What a proof says stood behind each x5u, and nothing else.</summary>
internal sealed class ReplayedCertificates : ICertificateSource
{
    private readonly Dictionary<string, Outcome<SourcedCertificates, SourceRefusal>> _bundles = new(StringComparer.Ordinal);

    public static bool TryRead(IReadOnlyList<ProofBundle> bundles, [NotNullWhen(true)] out ReplayedCertificates? source)
    {
        source = null;
        var read = new ReplayedCertificates();
        foreach (var bundle in bundles)
        {
            if (!bundle.TryRead(out var sourced) || !read._bundles.TryAdd(bundle.Url, sourced)) return false;
        }

        source = read;
        return true;
    }

    public ValueTask<Outcome<SourcedCertificates, SourceRefusal>> GetAsync(string x5u, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_bundles.TryGetValue(x5u, out var sourced)
            ? sourced
            : new SourceRefusal(SourceFailure.Unreachable, "the proof holds nothing of this URL"));
}
