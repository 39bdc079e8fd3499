using System.CommandLine;

namespace Shaken.Cli.Passports;

/// <summary><c>shaken passport</c>: sign, verify, inspect.</summary>
internal static class PassportCommands
{
    public static Command New() => new("passport", "Sign, verify and look into PASSporTs and Identity headers.")
    {
        SignPassport.New(),
        VerifyPassport.New(),
        InspectPassport.New(),
    };
}
