using System.CommandLine;

namespace Shaken.Cli.Acme;

/// <summary><c>shaken acme</c>: authorities, register, order, renew, revoke.</summary>
internal static class AcmeCommands
{
    public static Command New() => new("acme", "Get, renew and revoke STI certificates at a CA that speaks ACME.")
    {
        ListAuthorities.New(),
        RegisterAtCa.New(),
        OrderCertificate.New(),
        RenewCertificate.New(),
        RevokeCertificate.New(),
    };
}
