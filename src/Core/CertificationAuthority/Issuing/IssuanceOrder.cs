using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Tokens;

namespace Shaken.Core.CertificationAuthority.Issuing;

/// <summary>A certificate that somebody is to have: the wish, and what stands behind it.</summary>
/// <param name="OrderId">The same order gives the same certificate, however often it is asked for; a key of the store.</param>
/// <param name="AccountId">Whose it is; a key of the store.</param>
/// <param name="Organization">O of the subject.</param>
/// <param name="Request">Shows possession of the key.</param>
/// <param name="Authority">Shows the right to the TNAuthList.</param>
/// <param name="NotBefore">A wish; null: now.</param>
/// <param name="NotAfter">A wish; null: as long as the profile has it.</param>
public sealed record IssuanceOrder(
    string OrderId, string AccountId, string Organization, SigningRequest Request, VerifiedAuthorityToken Authority,
    DateTimeOffset? NotBefore, DateTimeOffset? NotAfter)
{
    /// <summary>The longest that it is valid; null: as long as the profile has it.</summary>
    public TimeSpan? Life { get; init; }

    /// <summary>What a delegate's PASSporTs must be, beyond what its profile demands; null: nothing.</summary>
    public ClaimConstraints? Constraints { get; init; }
}

/// <summary>A certificate that was issued and is published.</summary>
/// <param name="Url">Where it is at the STI-CR: its x5u.</param>
/// <param name="Chain">The certificate first, then what stands above it but the root.</param>
public sealed record IssuedCertificate(string Url, IReadOnlyList<StiCertificate> Chain, string OrderId, string AccountId)
{
    public StiCertificate Certificate => Chain[0];
}

/// <summary>Some certificates of an account and where to go on; a null continuation is the end.</summary>
public sealed record IssuedPage(IReadOnlyList<IssuedCertificate> Certificates, string? Continuation);
