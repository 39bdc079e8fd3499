namespace Shaken.Core.PolicyAdministrator.Accounts;

/// <summary>Why an account is not made or changed.</summary>
/// <param name="Failure">Which of the closed set.</param>
/// <param name="Detail">Which rule was broken, and what to do.</param>
public sealed record AccountRefusal(AccountFailure Failure, string Detail);

/// <summary>The closed set of reasons.</summary>
public enum AccountFailure
{
    /// <summary>A part of the profile is missing, too long, or not plain text.</summary>
    ProfileNotAllowed,

    /// <summary>There is no account of this id.</summary>
    NotFound,

    /// <summary>Another request made an account of this id.</summary>
    IdTaken,

    /// <summary>The account was changed since it was read.</summary>
    RevisionDiffers,

    /// <summary>The account's state cannot be followed by the one asked for.</summary>
    MoveNotLegal,

    /// <summary>A closed account is not changed any more.</summary>
    Closed,

    /// <summary>Another account has one of the codes.</summary>
    CodeTaken,
}
