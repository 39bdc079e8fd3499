using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Crls;

/// <summary>Object identifiers of CRLs (RFC 5280 sections 4.2.2.1, 5.2 and 5.3).</summary>
internal static class CrlOids
{
    public const string CrlNumber = "2.5.29.20";
    public const string ReasonCode = "2.5.29.21";
    public const string DeltaCrlIndicator = "2.5.29.27";
    public const string IssuingDistributionPoint = "2.5.29.28";
    public const string CertificateIssuer = "2.5.29.29";
    public const string AuthorityKeyIdentifier = Oids.AuthorityKeyIdentifier;
    public const string AuthorityInformationAccess = "1.3.6.1.5.5.7.1.1";
    public const string CaIssuers = "1.3.6.1.5.5.7.48.2";
}
