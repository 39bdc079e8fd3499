namespace Shaken.Core.Tenants;

/// <summary>Why a tenant is not made or changed.</summary>
/// <param name="Failure">Which of the closed set.</param>
/// <param name="Detail">Which rule was broken, and what to do.</param>
public sealed record TenantRefusal(TenantFailure Failure, string Detail);

/// <summary>The closed set of reasons.</summary>
public enum TenantFailure
{
    /// <summary>A part of what was entered is missing, too long, or has another form.</summary>
    TermsNotAllowed,

    /// <summary>There is no tenant of this id.</summary>
    NotFound,

    /// <summary>The tenant was changed since it was read, or is there already.</summary>
    RevisionDiffers,
}
