using Shaken.Core.Foundations;

namespace Shaken.Core.Certificates;

/// <summary>Where the certificates behind an x5u come from.</summary>
public interface ICertificateSource
{
    /// <summary>The certificates that stand at the URL, in the order they were served.</summary>
    /// <param name="x5u">The URL as a stranger wrote it.</param>
    ValueTask<Outcome<SourcedCertificates, SourceRefusal>> GetAsync(string x5u, CancellationToken cancellationToken);
}

/// <summary>Certificates as they were served. Parsed but not verified.</summary>
/// <param name="Certificates">1 to <see cref="Limits.CertificatesPerBundle"/>.</param>
/// <param name="FreshUntil">When to ask the source again.</param>
/// <param name="IsStale">The source did not answer: these are the last it gave.</param>
public sealed record SourcedCertificates(IReadOnlyList<StiCertificate> Certificates, DateTimeOffset FreshUntil, bool IsStale)
{
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
}

/// <summary>Why there are no certificates.</summary>
public sealed record SourceRefusal(SourceFailure Reason, string Detail);

/// <summary>The closed set of reasons.</summary>
public enum SourceFailure
{
    /// <summary>The URL is not one that may be fetched.</summary>
    UrlNotAllowed,

    /// <summary>Nothing usable came: no host, no connection, another status than 200, too large, too slow.</summary>
    Unreachable,

    /// <summary>What came is no certificate.</summary>
    NotACertificate,
}
