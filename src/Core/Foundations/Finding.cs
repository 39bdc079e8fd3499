namespace Shaken.Core.Foundations;

/// <summary>
/// Something that is accepted when read although a profile says otherwise: reported, never silently passed, and never
/// made by us.
/// </summary>
/// <param name="Kind">Which one.</param>
/// <param name="Detail">In words, without personal data.</param>
public sealed record Finding(FindingKind Kind, string Detail);

/// <summary>The closed set of findings.</summary>
public enum FindingKind
{
    /// <summary>Whether the certificate was revoked is not known.</summary>
    RevocationUnknown,

    /// <summary>
    /// The distribution point names no cRLIssuer; the policy administrator's CRL was taken to cover the certificate by this deployment's
    /// policy.
    /// </summary>
    CrlIssuerMissing,

    /// <summary>A CRL that is sound breaks a rule of RFC 5280 that is not about its meaning.</summary>
    CrlOutsideProfile,

    /// <summary>A TNAuthList entry has no [0] tag: a bare string in the SEQUENCE (RFC 8226 section 9 wants explicit tags).</summary>
    TnAuthListUntagged,

    /// <summary>A service provider code is written in lower case; it is taken as its capitals.</summary>
    CodeInLowerCase,

    /// <summary>A certificate is signed with an algorithm that RFC 8226 section 4 allows and the SHAKEN profile does not.</summary>
    SignatureOutsideProfile,

    /// <summary>A block of numbers ends on the last number of its length, which RFC 8226 read strictly forbids.</summary>
    RangeEndsOnTheLastNumber,

    /// <summary>Numbers are delegated below a certificate that holds only an SPC; whose they are takes a number table.</summary>
    DelegationByCodeNotChecked,

    /// <summary>A TNAuthList by reference was not looked at, so that nothing is limited by it.</summary>
    ListByReferenceNotChecked,

    /// <summary>A TNAuthList by reference could not be fetched again; the last good copy was used.</summary>
    StaleTnAuthList,

    /// <summary>A delegate's chain is not served in the order from the signer up to the root (RFC 9060 section 7).</summary>
    ChainOutOfOrder,

    /// <summary>A certificate of the chain names no country; the root's was taken.</summary>
    CountryMissing,

    /// <summary>A CA certificate without KeyUsage (RFC 5280 section 4.2.1.3).</summary>
    KeyUsageMissing,

    /// <summary>An entry of a trusted-CA list was left out.</summary>
    TrustListEntrySkipped,

    /// <summary>The certificate could not be fetched again; the last good copy was used.</summary>
    StaleCertificate,

    /// <summary>The URL of the certificate serves a private key too: everybody can sign as its holder.</summary>
    PrivateKeyPublished,

    /// <summary>The Identity header has the older form: signature first, header and payload in a canon parameter.</summary>
    OlderIdentityForm,

    /// <summary>A PASSporT is not serialized as RFC 8225 section 9 wants it.</summary>
    NotCanonical,

    /// <summary>A publication by ATIS-1000105 has no exp, the time of deletion.</summary>
    DeletionTimeMissing,

    /// <summary>iat is a string of digits, as in the examples of RFC 8225 and RFC 8588.</summary>
    IssuedAtIsText,

    /// <summary>A number is not in canonical form (RFC 8224 section 8.3).</summary>
    NumberNotCanonical,

    /// <summary>PASSporTs of one call came in band and from a CPS, and say different things of it.</summary>
    HeldPassportDiffers,

    /// <summary>The proof of a verdict would be longer than the bound, and was not made.</summary>
    ProofTooLong,

    /// <summary>Rows of a number import repeat an earlier row word for word.</summary>
    NumberRowsRepeated,

    /// <summary>Rows of a delta remove numbers that the table does not hold.</summary>
    NumbersNotRemoved,

    /// <summary>A file of numbers has empty lines.</summary>
    EmptyLines,

    /// <summary>A file begins with a byte order mark.</summary>
    ByteOrderMark,

    /// <summary>The signer's country is excluded, or no attestation of it counts.</summary>
    CountryNotTrusted,

    /// <summary>An attestation is above what the policy for the signer's country allows; it counts for less.</summary>
    AttestationLowered,

    /// <summary>A provider attests with A or B to a number that is none of its country's.</summary>
    NumberOfAnotherCountry,

    /// <summary>A call goes to another number than the one it was signed for, and no diversion leads there.</summary>
    TargetNotVouchedFor,

    /// <summary>A root of another country on a list whose administrator does not stand for that country; it was left out.</summary>
    RootOfAnotherCountry,

    /// <summary>A trusted-CA list has a root twice.</summary>
    RootRepeated,
}
