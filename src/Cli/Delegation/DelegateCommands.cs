using System.CommandLine;

namespace Shaken.Cli.Delegation;

/// <summary>
/// <c>shaken delegate</c>: numbers that a provider lends to customers. Operators of a running service grant and withdraw; customers order
/// certificates, present and verify them.
/// </summary>
internal static class DelegateCommands
{
    public static Command New() => new("delegate", "Lend telephone numbers to customers, and prove that numbers are lent (RFC 9060).")
    {
        CustomerCommands.New(),
        GrantCommands.NewGrant(),
        GrantCommands.NewWithdraw(),
        GrantCommands.NewList(),
        GrantCommands.NewLent(),
        CustomerCommands.NewOnboard(),
        OrderDelegate.New(),
        PresentDelegate.New(),
        PresentationCommands.New(),
        VerifyDelegate.New(),
        CopyBase.New(),
    };
}
