namespace Shaken.Core.Pki.Paths;

/// <summary>Why certificates are no valid path to a trusted root.</summary>
/// <param name="Failure">Which rule was broken.</param>
/// <param name="Detail">In words: which certificate, by its subject.</param>
public sealed record ChainRefusal(ChainFailure Failure, string Detail);

/// <summary>The closed set of reasons for which a path is refused (RFC 5280 section 6, RFC 8226, RFC 9060).</summary>
public enum ChainFailure
{
    /// <summary>There is no end-entity certificate: the only ones are CAs.</summary>
    LeafIsCa,

    /// <summary>No path from the leaf to a trusted root.</summary>
    Untrusted,

    /// <summary>A certificate's notAfter has passed.</summary>
    Expired,

    /// <summary>A certificate's notBefore is yet to come.</summary>
    NotYetValid,

    /// <summary>An issuer's key did not sign the certificate below it.</summary>
    SignatureInvalid,

    /// <summary>A certificate that is no CA, or whose key may not sign certificates, stands above another.</summary>
    IssuerNotAllowed,

    /// <summary>Longer than a pathLenConstraint or than the bound of this program.</summary>
    PathTooLong,

    /// <summary>The leaf's key may not make digital signatures, or is not on P-256.</summary>
    KeyNotAllowed,

    /// <summary>A critical extension that is not known here, or one that cannot be read.</summary>
    ExtensionNotUnderstood,

    /// <summary>The leaf has no TNAuthList that can be read.</summary>
    NoTnAuthList,

    /// <summary>The leaf claims numbers or codes that the certificate above it does not have.</summary>
    TnAuthListExceeded,

    /// <summary>A leaf with numbers stands directly below a certificate without a TNAuthList (RFC 9060 section 4).</summary>
    IssuerWithoutTnAuthList,

    /// <summary>The path of a leaf with numbers has a certificate without a key identifier to follow (RFC 9060 section 5).</summary>
    KeyIdentifierMissing,

    /// <summary>A certificate's name lies outside the name constraints of a CA above it.</summary>
    NameNotPermitted,

    /// <summary>A certificate names another country than the root.</summary>
    CountryMismatch,
}
