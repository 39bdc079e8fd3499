using System.CommandLine;
using Shaken.Cli.Acme;
using Shaken.Cli.Ceremonies;
using Shaken.Cli.Certificates;
using Shaken.Cli.Cps;
using Shaken.Cli.Delegation;
using Shaken.Cli.Demo;
using Shaken.Cli.Lab;
using Shaken.Cli.Numbers;
using Shaken.Cli.Operators;
using Shaken.Cli.Output;
using Shaken.Cli.Repository;
using Shaken.Cli.Reputation;
using Shaken.Cli.Passports;
using Shaken.Cli.Registry;
using Shaken.Cli.Revocation;
using Shaken.Cli.Shell;
using Shaken.Cli.Storage;
using Shaken.Cli.TrustLists;

var root = new RootCommand("The trust side of STIR/SHAKEN: PASSporTs, STI certificates, trusted-CA lists, out-of-band delivery.")
{
    Commands.Json,
    NetworkOptions.ExemptOrigin,
    NetworkOptions.TlsRoot,
    PassportCommands.New(),
    CertificateCommands.New(),
    AcmeCommands.New(),
    TrustListCommands.New(),
    CpsCommands.New(),
    CrlCommands.New(),
    CrCommands.New(),
    CsrCommand.New(),
    PaCommands.New(),
    CaCommands.New(),
    RegistryCommands.New(),
    NumberCommands.New(),
    DelegateCommands.New(),
    StoreCommands.New(),
    OperatorCommands.New(),
    OrigIdCommands.New(),
    TenantCommands.New(),
    AuditCommands.New(),
    StatisticsCommand.New(),
    ReputationCommands.New(),
    TraceCommands.New(),
    DemoCommand.New(),
    LabCommands.New(),
    CompletionCommand.New(),
    VersionCommand.New(),
};

// `shaken help` and `shaken help pa token` are the same as with --help at the end.
var parsed = root.Parse(args is ["help", .. var asked] ? [.. asked, "--help"] : args);

// System.CommandLine forgives everything beside --help. A directive takes what follows it as text.
var isDirective = args is [['[', ..], ..];
if (!isDirective && parsed.Errors.Count == 0 && parsed.UnmatchedTokens is [var unknown, ..])
{
    Console.Error.WriteLine($"\"{unknown}\" is neither a command nor an option here: `shaken --help` lists the commands.");
    return (int)ExitCode.Usage;
}

var code = await parsed.InvokeAsync();

// System.CommandLine ends with 1 on a line it cannot parse; here that means "refused".
return parsed.Errors.Count > 0 ? (int)ExitCode.Usage : code;
