namespace Shaken.Core.Verification.Treatment;

/// <summary>Why a policy is not put in force.</summary>
/// <param name="Failure">Which of the closed set.</param>
/// <param name="Detail">Which rule was broken, by member, and what to do.</param>
public sealed record TreatmentRefusal(TreatmentFailure Failure, string Detail);

/// <summary>The closed set of reasons.</summary>
public enum TreatmentFailure
{
    /// <summary>A member of the policy is missing, unknown, or has another form.</summary>
    PolicyNotAllowed,

    /// <summary>There is no tenant of this id.</summary>
    TenantNotFound,

    /// <summary>The policy was changed since it was read.</summary>
    RevisionDiffers,
}
