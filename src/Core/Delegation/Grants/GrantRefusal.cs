namespace Shaken.Core.Delegation.Grants;

/// <summary>Why numbers are not granted, or a grant is not changed.</summary>
/// <param name="Failure">Which of the closed set.</param>
/// <param name="Detail">Which rule was broken, and what to do. It names no number in full.</param>
public sealed record GrantRefusal(GrantFailure Failure, string Detail);

/// <summary>The closed set of reasons.</summary>
public enum GrantFailure
{
    /// <summary>A part of what was entered is missing, too long, or has another form.</summary>
    TermsNotAllowed,

    /// <summary>No grant has this id.</summary>
    NotFound,

    /// <summary>No customer has this id.</summary>
    CustomerUnknown,

    /// <summary>The customer was made inactive.</summary>
    CustomerInactive,

    /// <summary>The provider lends no numbers here.</summary>
    ProviderNotLending,

    /// <summary>The provider does not hold all of the numbers.</summary>
    NumbersNotHeld,

    /// <summary>A number is lent to another customer, and one of the two grants is not shared.</summary>
    LentToAnother,

    /// <summary>A number is being lent to another customer at this moment: to be tried again.</summary>
    BeingLent,

    /// <summary>A number is lent to as many customers as it may be.</summary>
    TooManyCustomers,

    /// <summary>The numbers are spread over more blocks than one grant, or one question, may touch.</summary>
    TooWide,

    /// <summary>A number is not granted to the customer now.</summary>
    NotGranted,

    /// <summary>The numbers are lent by several providers: a certificate is for those of one.</summary>
    SeveralProviders,
}
