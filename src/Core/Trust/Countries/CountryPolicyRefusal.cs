using Shaken.Core.Foundations;

namespace Shaken.Core.Trust.Countries;

/// <summary>Why a country policy is not taken; the last good one stays in force.</summary>
/// <param name="Detail">In words.</param>
public sealed record CountryPolicyRefusal(CountryPolicyFailure Reason, string Detail)
{
    internal static CountryPolicyRefusal Of(SignatureRefusal refusal) => new(
        refusal.Reason switch
        {
            SignatureFailure.HeaderNotAllowed => CountryPolicyFailure.HeaderNotAllowed,
            SignatureFailure.SignerUntrusted => CountryPolicyFailure.SignerUntrusted,
            SignatureFailure.SignatureMismatch => CountryPolicyFailure.SignatureMismatch,
        },
        refusal.Detail);
}

/// <summary>The closed set of reasons.</summary>
public enum CountryPolicyFailure
{
    /// <summary>The document cannot be fetched.</summary>
    Unreachable,

    /// <summary>The origin does not accept our credentials.</summary>
    LoginRefused,

    /// <summary>No JWT, no strict JSON, a member of the wrong type, or a value outside its bounds.</summary>
    Malformed,

    /// <summary>A document of the policy administrator, but no country policy.</summary>
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

    /// <summary>The sequence is lower than that of a policy seen before: somebody offers an old one.</summary>
    SequenceWentBack,

    /// <summary>The sequence is that of the policy in force, but the content differs.</summary>
    SequenceReused,
}
