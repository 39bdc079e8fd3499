using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Lint;

namespace Shaken.Core.Pki.Drafts;

/// <summary>What every certificate that one CA issues has in common.</summary>
/// <param name="Profile">The rules they keep: of the United States or of another country.</param>
/// <param name="PolicyOid">The certificate policy they assert.</param>
/// <param name="Crl">Where their revocation is published.</param>
public sealed record IssuingPolicy(LintProfile Profile, string PolicyOid, CrlReference Crl);

/// <summary>A distribution point (RFC 5280 section 4.2.1.13) for the policy administrator's one indirect CRL.</summary>
/// <param name="Url">http or https; the CRL's own issuingDistributionPoint has it octet for octet.</param>
/// <param name="Issuer">The subject of the CRL's signer, copied octet for octet.</param>
public sealed record CrlReference(string Url, DistinguishedName Issuer);

/// <summary>What is new in each certificate.</summary>
/// <param name="NotBefore">Counted in whole seconds.</param>
/// <param name="NotAfter">The last second of validity.</param>
public sealed record DraftTerms(CertificateSerial SerialNumber, DateTimeOffset NotBefore, DateTimeOffset NotAfter);
