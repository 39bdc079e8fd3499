namespace Shaken.Core.Trust.Lists;

/// <summary>Why a trusted-CA list is not taken; the last good one stays in force.</summary>
public sealed record TrustListRefusal(TrustListFailure Reason, string Detail);

/// <summary>The closed set of reasons.</summary>
public enum TrustListFailure
{
    /// <summary>The list could not be had.</summary>
    Unreachable,

    /// <summary>The origin does not take our credentials.</summary>
    LoginRefused,

    /// <summary>No JWT, no strict JSON, or a member of the wrong type.</summary>
    Malformed,

    /// <summary>A document of the policy administrator, but no trusted-CA list.</summary>
    AnotherKind,

    /// <summary>A version of the format that is not known here.</summary>
    UnknownVersion,

    /// <summary>The signer's certificate cannot be had, or no path leads from it to a pinned STI-PA root.</summary>
    SignerUntrusted,

    /// <summary>alg, typ or crit is not what the standard allows.</summary>
    HeaderNotAllowed,

    /// <summary>The signature is not that of the signer's key.</summary>
    SignatureMismatch,

    /// <summary>exp has passed.</summary>
    Expired,

    /// <summary>The sequence is lower than that of a list seen before: somebody offers an old list.</summary>
    SequenceWentBack,

    /// <summary>The sequence is that of the list in force, but the content differs.</summary>
    SequenceReused,

    /// <summary>Not one entry is a root certificate that can be read: taken, the list would refuse every call.</summary>
    NoRootLeft,
}
