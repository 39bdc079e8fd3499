namespace Shaken.Core.PolicyAdministrator.CpsDirectory;

/// <summary>Why the directory is not changed.</summary>
/// <param name="Failure">Which of the closed set.</param>
/// <param name="Detail">Which rule was broken, and what to do.</param>
public sealed record CpsDirectoryRefusal(CpsDirectoryFailure Failure, string Detail);

/// <summary>The closed set of reasons.</summary>
public enum CpsDirectoryFailure
{
    /// <summary>There is no account of this id.</summary>
    AccountNotFound,

    /// <summary>The account's state gets no tokens, and so no place in the directory.</summary>
    AccountNotOpen,

    /// <summary>The code is not the account's, or not of this administrator's country.</summary>
    CodeNotHeld,

    /// <summary>Not an https URL on port 443 or 8443 with a path, or too long.</summary>
    UrlNotAllowed,

    /// <summary>The URL's host is an address that is not public, or its name leads to one, or nowhere.</summary>
    AddressNotPublic,

    /// <summary>The advertisement is malformed, names another URL, or was not signed with a certificate that covers the code.</summary>
    ProofNotValid,

    /// <summary>The directory has no entry for the code.</summary>
    NotFound,
}
