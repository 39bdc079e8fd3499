using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;

namespace Shaken.Core.Trust.Sources;

/// <summary>Where the certificates behind an x5u come from.</summary>
public interface ICertificateSource
{
    /// <summary>The certificates that stand at the URL, in the order they were served.</summary>
    /// <param name="x5u">The URL as a stranger wrote it.</param>
    ValueTask<Outcome<SourcedCertificates, SourceRefusal>> GetAsync(string x5u, CancellationToken cancellationToken);

    /// <summary>
    /// The same on behalf of a client, by whom fetches are counted. A source that fetches nothing need not tell clients apart.
    /// </summary>
    ValueTask<Outcome<SourcedCertificates, SourceRefusal>> GetAsync(string x5u, ClientKey client, CancellationToken cancellationToken) =>
        GetAsync(x5u, cancellationToken);

    /// <summary>
    /// The same, waiting for a newer copy where <see cref="GetAsync(string, ClientKey, CancellationToken)"/> gives the old one during its
    /// refresh.
    /// </summary>
    ValueTask<Outcome<SourcedCertificates, SourceRefusal>> GetNewestAsync(
        string x5u, ClientKey client, CancellationToken cancellationToken) =>
        GetAsync(x5u, client, cancellationToken);
}

/// <summary>Certificates as they were served. Parsed but not verified.</summary>
/// <param name="Certificates">1 to <see cref="Limits.CertificatesPerBundle"/>.</param>
/// <param name="FreshUntil">When to ask the source again.</param>
/// <param name="IsStale">The source did not answer: these are the last it gave.</param>
public sealed record SourcedCertificates(IReadOnlyList<StiCertificate> Certificates, Deadline FreshUntil, bool IsStale)
    : IAgingContent<SourcedCertificates>
{
    /// <summary>They are being fetched again: the URL may have others by now.</summary>
    public bool IsBeingRefreshed { get; init; }

    /// <summary>A private key was served with them.</summary>
    public bool HoldsPrivateKey { get; init; }

    /// <summary>What is to be reported of this copy, whatever its certificates are worth.</summary>
    public IReadOnlyList<Finding> Findings =>
    [
        .. HoldsPrivateKey
            ? [new Finding(FindingKind.PrivateKeyPublished, "the URL of the certificate serves a private key too: revoke the certificate")]
            : Array.Empty<Finding>(),
        .. IsStale
            ? [new Finding(FindingKind.StaleCertificate, "the certificate could not be fetched again; the last good copy was used")]
            : Array.Empty<Finding>(),
    ];

    SourcedCertificates IAgingContent<SourcedCertificates>.Aged(Deadline askAgain, bool isStale) =>
        this with { FreshUntil = askAgain, IsStale = isStale, IsBeingRefreshed = true };
}
