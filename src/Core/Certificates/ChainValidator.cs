using Shaken.Core.Foundations;

namespace Shaken.Core.Certificates;

/// <summary>What a leaf is wanted for.</summary>
public enum LeafPurpose
{
    /// <summary>To sign PASSporTs and CPS tokens: a TNAuthList says for whom.</summary>
    StiEndEntity,

    /// <summary>To sign documents of a policy administrator, under its own root; no TNAuthList is asked for.</summary>
    PolicyAdministrator,

    /// <summary>
    /// To sign SPC tokens, below a policy administrator's root: any certificate, a CA's too, which the caller has not excluded by its
    /// name.
    /// </summary>
    TokenSigner,

    /// <summary>To sign CRLs (RFC 5280 section 6.3.3(f)).</summary>
    CrlSigner,
}

/// <summary>
/// Builds and judges a path from a leaf to a trusted root by our own rules (RFC 5280 section 6.1, RFC 8226, RFC 9060): certificates
/// come from the bundle and the roots alone, and nothing that a certificate names is ever fetched.
/// </summary>
public sealed class ChainValidator
{
    private readonly IReadOnlyList<TrustedRoot> _roots;

    public ChainValidator(IReadOnlyList<TrustedRoot> roots) => _roots = roots;

    /// <summary>Judges the leaf of a bundle at a moment.</summary>
    /// <param name="bundle">Certificates in any order; the leaf is the first that is no CA.</param>
    /// <param name="at">Every certificate of the path must be valid then.</param>
    public Outcome<CertificateChain, ChainRefusal> Validate(IReadOnlyList<StiCertificate> bundle, DateTimeOffset at, LeafPurpose purpose)
    {
        if ((bundle.FirstOrDefault(certificate => !certificate.IsCa)
            ?? (purpose == LeafPurpose.TokenSigner ? bundle.FirstOrDefault() : null)) is not { } leaf)
            return new ChainRefusal(ChainFailure.LeafIsCa, "every certificate of the bundle is a CA certificate");

        var search = new PathSearch(bundle, _roots);
        if (!search.TryFind(leaf, out var path, out var root)) return search.Refusal(leaf);

        var findings = new List<Finding>();
        return PathRules.BreachIn(path, root, at, purpose, findings) is { } refusal ? refusal : new CertificateChain(path, root, findings);
    }

    /// <summary>
    /// Finds the path. Candidates fit by name and key identifier and are proven by signature; a bundle has few certificates, and
    /// each step leads to one that is not on the path yet, so the search ends.
    /// </summary>
    private sealed class PathSearch(IReadOnlyList<StiCertificate> bundle, IReadOnlyList<TrustedRoot> roots)
    {
        private const int MaxSignatureChecks = 50;

        private int _signatureChecks;
        private bool _sawFalseSignature;
        private bool _wasTooLong;

        public bool TryFind(StiCertificate leaf, out List<StiCertificate> path, out TrustedRoot root)
        {
            path = [leaf];
            root = null!;
            return FindRoot(path) is { } found && (root = found) is not null;
        }

        public ChainRefusal Refusal(StiCertificate leaf) =>
            _wasTooLong ? new ChainRefusal(ChainFailure.PathTooLong, $"more than {Limits.PathLength} certificates above one another")
            : _sawFalseSignature ? new ChainRefusal(ChainFailure.SignatureInvalid, $"an issuer's key did not sign a certificate on the way up from {leaf.Subject}")
            : new ChainRefusal(ChainFailure.Untrusted, $"no path leads from {leaf.Subject}, issued by {leaf.Issuer}, to a trusted root");

        private TrustedRoot? FindRoot(List<StiCertificate> path)
        {
            var last = path[^1];
            foreach (var root in roots)
            {
                // The bundle may hold the root itself; then it is the path's end already.
                if (root.Certificate.Fingerprint == last.Fingerprint && path.Count > 1) return root;
                if (IsIssuer(root.Certificate, last))
                {
                    path.Add(root.Certificate);
                    return root;
                }
            }

            if (path.Count == Limits.PathLength - 1)
            {
                _wasTooLong |= bundle.Any(candidate => !path.Contains(candidate) && IsIssuer(candidate, last));
                return null;
            }

            foreach (var candidate in bundle)
            {
                if (path.Contains(candidate) || !IsIssuer(candidate, last)) continue;
                path.Add(candidate);
                if (FindRoot(path) is { } root) return root;
                path.RemoveAt(path.Count - 1);
            }

            return null;
        }

        private bool IsIssuer(StiCertificate issuer, StiCertificate subject)
        {
            if (!issuer.Subject.Matches(subject.Issuer) || !KeyIdentifiersFit(issuer, subject)) return false;
            if (++_signatureChecks > MaxSignatureChecks) return false;
            var isSigned = subject.SignatureAlgorithm == subject.SignedSignatureAlgorithm
                && issuer.PublicKey.Verifies(subject.ToBeSigned.Span, subject.Signature.Span, subject.SignatureAlgorithm);
            _sawFalseSignature |= !isSigned;
            return isSigned;
        }

        private static bool KeyIdentifiersFit(StiCertificate issuer, StiCertificate subject) =>
            subject.Extensions.AuthorityKeyIdentifier?.KeyIdentifier is not { } wanted
            || issuer.Extensions.SubjectKeyIdentifier is not { } offered
            || wanted.Span.SequenceEqual(offered.Span);
    }
}
