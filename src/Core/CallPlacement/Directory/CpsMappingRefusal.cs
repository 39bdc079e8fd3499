using Shaken.Core.Trust;

namespace Shaken.Core.CallPlacement.Directory;

/// <summary>Why a cpsMapping is not taken; the last good one stays in force.</summary>
/// <param name="Detail">In words.</param>
public sealed record CpsMappingRefusal(CpsMappingFailure Reason, string Detail)
{
    internal static CpsMappingRefusal Of(SignatureRefusal refusal) => new(
        refusal.Reason switch
        {
            SignatureFailure.HeaderNotAllowed => CpsMappingFailure.HeaderNotAllowed,
            SignatureFailure.SignerUntrusted => CpsMappingFailure.SignerUntrusted,
            SignatureFailure.SignatureMismatch => CpsMappingFailure.SignatureMismatch,
        },
        refusal.Detail);
}

/// <summary>The closed set of reasons.</summary>
public enum CpsMappingFailure
{
    /// <summary>The origin did not give it.</summary>
    Unreachable,

    /// <summary>No JWT, no strict JSON, or a member of another type.</summary>
    Malformed,

    /// <summary>A document of the policy administrator, but of another kind.</summary>
    AnotherKind,

    /// <summary>A version of the format that is not known here.</summary>
    UnknownVersion,

    /// <summary>alg, typ, crit or x5u is not what it must be.</summary>
    HeaderNotAllowed,

    /// <summary>The signer's certificate cannot be fetched, no path leads from it to a pinned root, or it is another kind's.</summary>
    SignerUntrusted,

    /// <summary>The signer's key did not make the signature.</summary>
    SignatureMismatch,

    /// <summary>exp has passed.</summary>
    Expired,

    /// <summary>The sequence is lower than that of a mapping seen before.</summary>
    SequenceWentBack,

    /// <summary>The sequence is that of the mapping in force, but the content differs.</summary>
    SequenceReused,
}
