using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;

namespace Shaken.Core.Pki.Paths;

/// <summary>
/// Finds a valid path, if one exists (RFC 5280 section 6.1, RFC 4158 section 2.4). Candidates fit by name and key identifier and are
/// proven by signature; a complete path is judged, and when a rule refuses it the search goes on with the next candidate. It ends: a
/// bundle has few certificates, each step takes one that is not on the path yet, and the signature checks are bounded.
/// </summary>
/// <param name="takesReferences">A leaf whose TNAuthList is at a URL is judged without it; else it is refused.</param>
internal sealed class PathSearch(
    IReadOnlyList<StiCertificate> bundle, IReadOnlyList<TrustedRoot> roots, DateTimeOffset at, LeafPurpose purpose, bool takesReferences)
{
    /// <summary>Signatures that one bundle may have us check: an ordinary path takes two.</summary>
    private const int MaxSignatureChecks = 50;

    private readonly List<StiCertificate> _path = [];

    /// <summary>Refused for a reason of their own: no path through them is valid.</summary>
    private readonly List<StiCertificate> _unfit = [];

    private PathViolation? _furthest;
    private int _signatureChecks;
    private bool _sawFalseSignature;
    private StiCertificate? _withKeyNotTaken;
    private bool _wasTooLong;

    public Outcome<CertificateChain, ChainRefusal> FindFrom(StiCertificate leaf)
    {
        _path.Add(leaf);
        return Extend() is { } chain ? chain : RefusalOf(leaf);
    }

    // A path that reached a root says more than one that did not.
    private ChainRefusal RefusalOf(StiCertificate leaf) =>
        _furthest is { } violation ? violation.Refusal
        : _wasTooLong ? new ChainRefusal(ChainFailure.PathTooLong, $"more than {Limits.PathLength} certificates above one another")
        : _withKeyNotTaken is { } issuer
            ? new ChainRefusal(ChainFailure.KeyNotAllowed, $"the key of {issuer.Subject} is {issuer.PublicKey.PointFault}")
        : _sawFalseSignature
            ? new ChainRefusal(
                ChainFailure.SignatureInvalid, $"an issuer's key did not sign a certificate on the way up from {leaf.Subject}")
        : new ChainRefusal(ChainFailure.Untrusted, $"no path leads from {leaf.Subject}, issued by {leaf.Issuer}, to a trusted root");

    /// <summary>The first valid path that begins with the certificates chosen so far.</summary>
    private CertificateChain? Extend()
    {
        var last = _path[^1];
        foreach (var root in roots)
        {
            var isLeaf = _path.Count == 1 && root.Certificate.Fingerprint == last.Fingerprint;
            if (!isLeaf && !IsIssuer(root.Certificate, last)) continue;
            if (!isLeaf) _path.Add(root.Certificate);
            if (Judge(root) is { } chain) return chain;
            if (!isLeaf) _path.RemoveAt(_path.Count - 1);
            if (IsHopeless()) return null;
        }

        if (_path.Count == Limits.PathLength - 1)
        {
            _wasTooLong |= bundle.Any(candidate => IsIssuer(candidate, last));
            return null;
        }

        foreach (var candidate in bundle)
        {
            // A root was tried as a path's end: nothing above it makes a path valid that it does not.
            if (IsRoot(candidate) || !IsIssuer(candidate, last)) continue;
            _path.Add(candidate);
            if (Extend() is { } chain) return chain;
            _path.RemoveAt(_path.Count - 1);
            if (IsHopeless()) return null;
        }

        return null;
    }

    private CertificateChain? Judge(TrustedRoot root)
    {
        var findings = new List<Finding>();
        PathAuthority? authority = null;
        var violation = PathRules.FindViolation(_path, root, at, purpose, findings);
        if (violation is null && purpose == LeafPurpose.StiEndEntity) violation = FindViolationOfLists(out authority);
        if (violation is null) return new CertificateChain(_path, root, findings, authority);
        if (violation.Unfit is { } certificate) _unfit.Add(certificate);
        if (_furthest is null || violation.SaysMoreThan(_furthest)) _furthest = violation;
        return null;
    }

    private PathViolation? FindViolationOfLists(out PathAuthority? authority)
    {
        if (!new AuthorityRules(_path).Judge().TryGet(out authority, out var violation)) return violation;
        return authority.Own is null && !takesReferences
            ? new PathViolation(
                new ChainRefusal(ChainFailure.NoTnAuthList, $"{_path[0].Subject} has its TNAuthList at a URL alone"), _path.Count, _path[0])
            : null;
    }

    private bool IsHopeless() => _unfit.Count > 0 && _path.Exists(_unfit.Contains);

    private bool IsRoot(StiCertificate candidate) => roots.Any(root => root.Certificate.Fingerprint == candidate.Fingerprint);

    private bool IsIssuer(StiCertificate issuer, StiCertificate subject)
    {
        if (!issuer.Subject.Matches(subject.Issuer) || !KeyIdentifiersFit(issuer, subject)) return false;
        if (_unfit.Contains(issuer) || _path.Exists(other => other.Fingerprint == issuer.Fingerprint)) return false;
        if (++_signatureChecks > MaxSignatureChecks) return false;
        var isSigned = subject.IsSignedBy(issuer.PublicKey);
        _sawFalseSignature |= !isSigned;
        if (!isSigned && issuer.PublicKey.PointFault is not null) _withKeyNotTaken = issuer;
        return isSigned;
    }

    private static bool KeyIdentifiersFit(StiCertificate issuer, StiCertificate subject) =>
        subject.Extensions.AuthorityKeyIdentifier?.KeyIdentifier is not { } wanted
        || issuer.Extensions.SubjectKeyIdentifier is not { } offered
        || wanted.Span.SequenceEqual(offered.Span);
}
