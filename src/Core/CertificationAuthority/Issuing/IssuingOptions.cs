using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Drafts;

namespace Shaken.Core.CertificationAuthority.Issuing;

/// <summary>How this CA issues.</summary>
public sealed record IssuingOptions
{
    /// <summary>What its certificates have in common.</summary>
    public required IssuingPolicy Policy { get; init; }

    /// <summary>What the STI-CR's URLs start with, such as <c>https://cr.example/certificates</c>; an id and <c>.pem</c> follow.</summary>
    public required Uri CertificateBaseUrl { get; init; }

    /// <summary>The longest a certificate is valid.</summary>
    public TimeSpan Life { get; init; } = TimeSpan.FromDays(90);

    /// <summary>How far ahead a certificate may begin. Life and token bound nothing that lies far in the future.</summary>
    public TimeSpan LongestAhead { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Numbers, ranges and certificates that are CAs themselves (RFC 9060).</summary>
    public bool AllowsDelegation { get; init; }

    /// <summary>
    /// A certificate ends with the token that it was granted by: one reading of RFC 9447 section 7. Tokens live for hours, so this is off
    /// unless wanted.
    /// </summary>
    public bool EndsWithToken { get; init; }

    /// <summary>A CSR may have the key of an ACME account, against RFC 8555 section 11.1: for one family of clients.</summary>
    public bool AllowsAccountKeys { get; init; }

    /// <summary>
    /// The subject has a serialNumber, which is what became of the framework draft's unique origination id: a random one for each
    /// certificate.
    /// </summary>
    public bool HasSubjectSerialNumber { get; init; }

    /// <summary>
    /// A provider whose account the policy administrator suspends loses its certificates for good, and not only its tokens.
    /// </summary>
    public bool RevokesOfSuspended { get; init; }

    /// <summary>Where a certificate is published: its x5u.</summary>
    internal string UrlOf(StiCertificate certificate) => $"{CertificateBaseUrl.AbsoluteUri.TrimEnd('/')}/{certificate.Fingerprint}.pem";
}

/// <summary>The CA that signs now, and what stands above it.</summary>
/// <param name="Authority">Its certificate and key.</param>
/// <param name="Above">From the CA's own certificate upwards, the root left out.</param>
public sealed record IssuingAuthority(CertificateAuthority Authority, IReadOnlyList<StiCertificate> Above);

/// <summary>What the issuing must know of ACME accounts.</summary>
public interface ISubscriberAccounts
{
    /// <summary>Whether a key signs an account's requests.</summary>
    ValueTask<bool> HasKeyAsync(Keys.JsonWebKey key, CancellationToken cancellationToken);

    /// <summary>Whether the operator suspended an account, or a subscriber of the manual flow.</summary>
    ValueTask<bool> IsSuspendedAsync(string accountId, CancellationToken cancellationToken);

    /// <summary>
    /// Why the right that an order rests on counts no more, beyond what the policy administrator says of tokens; null: it counts. Asked
    /// before the certificate is signed, and once more before it is published.
    /// </summary>
    ValueTask<string?> FindLapseAsync(IssuanceOrder order, CancellationToken cancellationToken) => ValueTask.FromResult<string?>(null);
}
