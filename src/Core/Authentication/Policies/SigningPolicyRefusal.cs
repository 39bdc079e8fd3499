namespace Shaken.Core.Authentication.Policies;

/// <summary>Why a signing policy is not changed.</summary>
/// <param name="Failure">Which of the closed set.</param>
/// <param name="Detail">Which rule was broken, and what to do.</param>
/// <param name="Errors">With <see cref="SigningPolicyFailure.NumbersNotAllowed"/>: the lines that cannot be taken.</param>
public sealed record SigningPolicyRefusal(SigningPolicyFailure Failure, string Detail, AssignmentErrors? Errors = null);

/// <summary>The closed set of reasons.</summary>
public enum SigningPolicyFailure
{
    /// <summary>A part of the policy is malformed, too long, or names what is not there.</summary>
    PolicyNotAllowed,

    /// <summary>Lines of the number table cannot be taken.</summary>
    NumbersNotAllowed,

    /// <summary>There is no tenant of this id.</summary>
    TenantNotFound,

    /// <summary>The policy was changed since it was read.</summary>
    RevisionDiffers,
}
