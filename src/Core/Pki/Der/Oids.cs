namespace Shaken.Core.Pki.Der;

/// <summary>Object identifiers, each with where it is defined.</summary>
public static class Oids
{
    // RFC 5480
    public const string EcPublicKey = "1.2.840.10045.2.1";
    public const string P256 = "1.2.840.10045.3.1.7";
    public const string P384 = "1.3.132.0.34";
    public const string P521 = "1.3.132.0.35";

    // RFC 8017
    public const string Rsa = "1.2.840.113549.1.1.1";
    public const string Sha256WithRsa = "1.2.840.113549.1.1.11";

    // RFC 5758
    public const string EcdsaWithSha256 = "1.2.840.10045.4.3.2";
    public const string EcdsaWithSha384 = "1.2.840.10045.4.3.3";
    public const string EcdsaWithSha512 = "1.2.840.10045.4.3.4";

    // RFC 5280 section 4.2.1
    public const string SubjectKeyIdentifier = "2.5.29.14";
    public const string KeyUsage = "2.5.29.15";
    public const string SubjectAlternativeName = "2.5.29.17";
    public const string BasicConstraints = "2.5.29.19";
    public const string NameConstraints = "2.5.29.30";
    public const string CrlDistributionPoints = "2.5.29.31";
    public const string CertificatePolicies = "2.5.29.32";
    public const string AuthorityKeyIdentifier = "2.5.29.35";
    public const string AuthorityInformationAccess = "1.3.6.1.5.5.7.1.1";

    // RFC 8226 and RFC 9118
    public const string TnAuthList = "1.3.6.1.5.5.7.1.26";
    public const string TnAuthListAccess = "1.3.6.1.5.5.7.48.14";
    public const string JwtClaimConstraints = "1.3.6.1.5.5.7.1.27";
    public const string EnhancedJwtClaimConstraints = "1.3.6.1.5.5.7.1.33";

    // X.520, the attributes of SHAKEN names
    public const string CommonName = "2.5.4.3";
    public const string NameSerialNumber = "2.5.4.5";
    public const string Country = "2.5.4.6";
    public const string Locality = "2.5.4.7";
    public const string State = "2.5.4.8";
    public const string Organization = "2.5.4.10";
    public const string OrganizationalUnit = "2.5.4.11";

    // PKCS #9, RFC 2985 section 5.2.1
    public const string EmailAddress = "1.2.840.113549.1.9.1";

    // United States SHAKEN Certificate Policy v1.1, v1.3, v1.4
    public const string UnitedStatesPolicy11 = "2.16.840.1.114569.1.1.1";
    public const string UnitedStatesPolicy13 = "2.16.840.1.114569.1.1.3";
    public const string UnitedStatesPolicy14 = "2.16.840.1.114569.1.1.4";
}
