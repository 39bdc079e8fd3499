namespace Shaken.Core.PolicyAdministrator.Accounts;

/// <summary>The states of a provider's account.</summary>
public enum AccountState
{
    /// <summary>The provider asked to be admitted. Its codes are not yet its own.</summary>
    Applied,

    /// <summary>Admitted.</summary>
    Open,

    /// <summary>Told that it will be suspended unless it mends a violation. It gets tokens still.</summary>
    Notice,

    /// <summary>It gets no tokens, and its certificates are to be revoked.</summary>
    Suspended,

    /// <summary>Suspended, and the provider contests it. It gets no tokens until that is decided.</summary>
    UnderAppeal,

    /// <summary>The suspension was lifted. It gets tokens as an open account does.</summary>
    Reinstated,

    /// <summary>Over for good; its codes are free for another account.</summary>
    Closed,
}

/// <summary>Which moves between states are legal, and what a state means for tokens and codes. The one table of both.</summary>
public static class AccountStates
{
    /// <summary>The states that a state may be followed by.</summary>
    public static IReadOnlyList<AccountState> After(AccountState state) => state switch
    {
        AccountState.Applied => [AccountState.Open, AccountState.Closed],
        AccountState.Open => [AccountState.Notice, AccountState.Suspended, AccountState.Closed],
        AccountState.Notice => [AccountState.Open, AccountState.Suspended, AccountState.Closed],
        AccountState.Suspended => [AccountState.UnderAppeal, AccountState.Reinstated, AccountState.Closed],
        AccountState.UnderAppeal => [AccountState.Reinstated, AccountState.Suspended, AccountState.Closed],
        AccountState.Reinstated => [AccountState.Open, AccountState.Notice, AccountState.Suspended, AccountState.Closed],
        AccountState.Closed => [],
    };

    /// <summary>Whether an account in this state gets tokens.</summary>
    public static bool GetsTokens(this AccountState state) => state switch
    {
        AccountState.Open or AccountState.Notice or AccountState.Reinstated => true,
        AccountState.Applied or AccountState.Suspended or AccountState.UnderAppeal or AccountState.Closed => false,
    };

    /// <summary>Whether the account's codes are its own, so that no other account can have them.</summary>
    public static bool HoldsCodes(this AccountState state) => state switch
    {
        AccountState.Open or AccountState.Notice or AccountState.Suspended or AccountState.UnderAppeal or AccountState.Reinstated => true,
        AccountState.Applied or AccountState.Closed => false,
    };
}
