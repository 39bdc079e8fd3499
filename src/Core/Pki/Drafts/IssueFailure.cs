namespace Shaken.Core.Pki.Drafts;

/// <summary>The closed set of reasons for which a CA does not sign a draft that its profile has nothing to say against.</summary>
public enum IssueFailure
{
    /// <summary>The draft's issuer is not the CA's subject, octet for octet.</summary>
    IssuerIsAnother,

    /// <summary>The draft's AuthorityKeyIdentifier is not the CA's SubjectKeyIdentifier.</summary>
    AuthorityKeyIsAnother,

    /// <summary>The draft certifies the CA's own key to somebody else.</summary>
    KeyIsTheIssuers,

    /// <summary>The draft begins before the CA's certificate or ends after it.</summary>
    OutsideIssuersValidity,

    /// <summary>The draft's subject is in another country than the CA: every C along a chain is the root's.</summary>
    CountryIsAnother,

    /// <summary>The CA's pathLenConstraint leaves no room for a CA with the draft's own.</summary>
    PathTooLong,

    /// <summary>The CA has a TNAuthList, and the draft's is absent or exceeds it (RFC 9060 section 4).</summary>
    AuthorityExceeded,

    /// <summary>To be signed by itself, but no CA or issued in another name.</summary>
    NotARoot,

    /// <summary>To be signed by itself, but with another key than the one it certifies.</summary>
    KeyIsAnother,
}
