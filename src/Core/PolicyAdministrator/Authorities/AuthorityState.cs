namespace Shaken.Core.PolicyAdministrator.Authorities;

/// <summary>The states of an STI-CA's root.</summary>
public enum AuthorityState
{
    /// <summary>Judged and proven, and not decided yet.</summary>
    Applied,

    /// <summary>It stands on the trusted-CA list.</summary>
    Approved,

    /// <summary>Taken off the list until that is decided.</summary>
    Suspended,

    /// <summary>Off the list, or turned down. To come back it applies anew, with a new proof.</summary>
    Removed,
}

/// <summary>Which moves between states are legal.</summary>
public static class AuthorityStates
{
    /// <summary>The states that a state may be followed by.</summary>
    public static IReadOnlyList<AuthorityState> After(AuthorityState state) => state switch
    {
        AuthorityState.Applied => [AuthorityState.Approved, AuthorityState.Removed],
        AuthorityState.Approved => [AuthorityState.Suspended, AuthorityState.Removed],
        AuthorityState.Suspended => [AuthorityState.Approved, AuthorityState.Removed],
        AuthorityState.Removed => [],
    };
}
