using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Lint;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Verdicts;

namespace Shaken.Core.CertificateRepository;

/// <summary>A chain of another CA that stands at this STI-CR.</summary>
/// <param name="Id">Its leaf's fingerprint.</param>
/// <param name="IsNew">False: it stood there before, the same.</param>
/// <param name="LintFindings">The rules of its profile that the leaf breaks; it is published nonetheless.</param>
/// <param name="Findings">What else was found on the way to its root.</param>
public sealed record ChainPublication(string Id, bool IsNew, IReadOnlyList<LintFinding> LintFindings, IReadOnlyList<Finding> Findings);

/// <summary>Why a chain is not published.</summary>
/// <param name="Failure">Which rule was broken.</param>
/// <param name="Detail">In words fit for a problem document.</param>
public sealed record ChainPublicationRefusal(ChainPublicationFailure Failure, string Detail)
{
    /// <summary>When another try may succeed; null: waiting changes nothing.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>The closed set of reasons for which a chain is not published.</summary>
public enum ChainPublicationFailure
{
    /// <summary>The body is no chain of certificates in PEM (RFC 8555 section 9.1).</summary>
    ChainMalformed,

    /// <summary>The first certificate's SHA-256 is not the id it is to stand under.</summary>
    IdIsAnother,

    /// <summary>A certificate stands in the body that does not belong to the path.</summary>
    CertificateSuperfluous,

    /// <summary>No path leads from the first certificate to a root on the trusted-CA list.</summary>
    ChainRefused,

    /// <summary>No trusted-CA list is in force, so that nothing can be judged.</summary>
    NoTrustList,

    /// <summary>The certificate is published with other intermediates; what a URL names never changes.</summary>
    AnotherStands,
}

/// <summary>
/// Publishes chains of other CAs, once they lead to a root that is trusted: an STI-CR that took anything would be a stranger's web server.
/// </summary>
public sealed class PublishChain
{
    private readonly PublishedChains _repository;
    private readonly TrustDomain _domain;
    private readonly TimeProvider _time;

    public PublishChain(PublishedChains repository, TrustDomain domain, TimeProvider time) =>
        (_repository, _domain, _time) = (repository, domain, time);

    /// <summary>Publishes a chain under the id that its sender worked out.</summary>
    /// <param name="body">PEM, the leaf first; a root in it is left out.</param>
    public async ValueTask<Outcome<ChainPublication, ChainPublicationRefusal>> PublishAsync(
        string id, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (body.Length > Limits.ChainOctets) return Malformed($"the chain is longer than {Limits.ChainOctets} octets");
        if (body.Span.IndexOf("-----BEGIN CERTIFICATE-----"u8) < 0) return Malformed("the chain is not in PEM");
        if (!CertificateBundle.TryRead(body, out var bundle, out var failure)) return Malformed(failure);
        if (bundle[0].Fingerprint != id)
            return new ChainPublicationRefusal(
                ChainPublicationFailure.IdIsAnother, $"the id of this chain is its first certificate's SHA-256, {bundle[0].Fingerprint}");
        if (_domain.Roots is not { } roots) return NoTrustList;
        if (bundle[0].IsCa)
            return new ChainPublicationRefusal(
                ChainPublicationFailure.ChainRefused, "the first certificate is a CA's; that of the leaf comes first");
        if (!roots.Validator.Validate(bundle, _time.GetUtcNow(), LeafPurpose.StiEndEntity).TryGet(out var chain, out var refusal))
            return new ChainPublicationRefusal(ChainPublicationFailure.ChainRefused, $"{KebabCase.Of(refusal.Failure)}: {refusal.Detail}");
        if (bundle.FirstOrDefault(certificate => !chain.Path.Any(one => one.Fingerprint == certificate.Fingerprint)) is { } stray)
            return new ChainPublicationRefusal(
                ChainPublicationFailure.CertificateSuperfluous, $"{stray.Subject} does not stand between the leaf and its root");

        return await _repository.TryPublishAsync(chain.Path, cancellationToken) switch
        {
            PublicationOutcome.Published => Publication(chain, isNew: true),
            PublicationOutcome.StoodAlready => Publication(chain, isNew: false),
            PublicationOutcome.AnotherStands =>
                new ChainPublicationRefusal(
                    ChainPublicationFailure.AnotherStands,
                    "the certificate is published with other intermediates, and a URL keeps its meaning"),
        };
    }

    private static Outcome<ChainPublication, ChainPublicationRefusal> Publication(CertificateChain chain, bool isNew) =>
        new ChainPublication(chain.Leaf.Fingerprint, isNew, CertificateLinter.Lint(chain.Leaf, ProfileOf(chain)), chain.Findings);

    private static LintProfile ProfileOf(CertificateChain chain) =>
        chain.Leaf.Extensions.TnAuthList is { HasCode: false } ? LintProfile.DelegateLeaf
        : LintProfile.OfCountry(chain.Country, chain.Leaf.Extensions.CertificatePolicies ?? []);

    private static ChainPublicationRefusal NoTrustList { get; } = new(
        ChainPublicationFailure.NoTrustList, CertificateFailures.NoTrustList.Detail)
    {
        RetryAfter = CertificateFailures.NoTrustList.RetryAfter,
    };

    private static ChainPublicationRefusal Malformed(string detail) => new(ChainPublicationFailure.ChainMalformed, detail);
}
