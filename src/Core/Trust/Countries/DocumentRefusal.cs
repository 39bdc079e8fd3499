using Shaken.Core.Trust.Lists;

namespace Shaken.Core.Trust.Countries;

/// <summary>
/// Why a document that a policy administrator signs beside its trusted-CA list is not taken; the last good one stays in force.
/// </summary>
/// <param name="Detail">In words.</param>
public sealed record DocumentRefusal(DocumentFailure Reason, string Detail)
{
    /// <summary>An origin says only that nothing came, and why.</summary>
    internal static DocumentRefusal Of(TrustListRefusal refusal) => new(
        refusal.Reason switch
        {
            TrustListFailure.Unreachable => DocumentFailure.Unreachable,
            TrustListFailure.LoginRefused => DocumentFailure.LoginRefused,
            TrustListFailure.Malformed or TrustListFailure.AnotherKind or TrustListFailure.UnknownVersion
                or TrustListFailure.SignerUntrusted or TrustListFailure.HeaderNotAllowed or TrustListFailure.SignatureMismatch
                or TrustListFailure.Expired or TrustListFailure.SequenceWentBack or TrustListFailure.SequenceReused
                or TrustListFailure.NoRootLeft => DocumentFailure.Malformed,
        },
        refusal.Detail);

    internal static DocumentRefusal Of(DocumentHeadFault fault) => new(
        fault.Failure switch
        {
            DocumentHeadFailure.AnotherKind => DocumentFailure.AnotherKind,
            DocumentHeadFailure.UnknownVersion => DocumentFailure.UnknownVersion,
            DocumentHeadFailure.Malformed => DocumentFailure.Malformed,
        },
        fault.Detail);

    internal static DocumentRefusal Of(SignatureRefusal refusal) => new(
        refusal.Reason switch
        {
            SignatureFailure.HeaderNotAllowed => DocumentFailure.HeaderNotAllowed,
            SignatureFailure.SignerUntrusted => DocumentFailure.SignerUntrusted,
            SignatureFailure.SignatureMismatch => DocumentFailure.SignatureMismatch,
        },
        refusal.Detail);
}

/// <summary>The closed set of reasons.</summary>
public enum DocumentFailure
{
    /// <summary>The document cannot be fetched.</summary>
    Unreachable,

    /// <summary>The origin does not accept our credentials.</summary>
    LoginRefused,

    /// <summary>No JWT, no strict JSON, a member of the wrong type, or a value outside its bounds.</summary>
    Malformed,

    /// <summary>A document of the policy administrator, but of another kind.</summary>
    AnotherKind,

    /// <summary>A version of the format that is not known here.</summary>
    UnknownVersion,

    /// <summary>A root is named for two countries, or more than one country is the own one.</summary>
    Contradictory,

    /// <summary>The signer's certificate cannot be fetched, or no path leads from it to a pinned STI-PA root.</summary>
    SignerUntrusted,

    /// <summary>alg, typ or crit is not allowed.</summary>
    HeaderNotAllowed,

    /// <summary>The signer's key did not make the signature.</summary>
    SignatureMismatch,

    /// <summary>exp has passed.</summary>
    Expired,

    /// <summary>The sequence is lower than that of one seen before: somebody offers an old one.</summary>
    SequenceWentBack,

    /// <summary>The sequence is that of the one in force, but the content differs.</summary>
    SequenceReused,
}
