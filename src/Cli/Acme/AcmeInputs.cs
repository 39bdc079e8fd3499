using System.CommandLine;
using System.Text.Json.Nodes;
using Shaken.Cli.Output;
using Shaken.Core.Foundations;
using Shaken.Core.ServiceProvider.AcmeClient;

namespace Shaken.Cli.Acme;

/// <summary>What the commands at a CA share.</summary>
internal static class AcmeInputs
{
    public static readonly Option<string> Account = new("--account") { Description = "Folder of the account: its key, its name at the CA, orders under way. Only its owner may read it." };

    public static string AccountFolder(ParseResult parsed) => parsed.GetValue(Account) ?? throw new UsageException("--account FOLDER is needed.");

    /// <summary>A failure as a result: 3 where trying again may help, else 1.</summary>
    public static CommandResult Failed(AcmeFailure failure)
    {
        var code = failure.Kind switch
        {
            AcmeFailureKind.Unreachable or AcmeFailureKind.TooSlow or AcmeFailureKind.NotPublished
                or AcmeFailureKind.Fault => ExitCode.Unavailable,
            AcmeFailureKind.Refused or AcmeFailureKind.NotUnderstood or AcmeFailureKind.OrderInvalid or AcmeFailureKind.NoToken
                or AcmeFailureKind.WrongCertificate or AcmeFailureKind.KeyIsTheAccounts => ExitCode.Refused,
        };
        return new CommandResult(code, new JsonObject { ["accepted"] = false, ["reason"] = KebabCase.Of(failure.Kind), ["type"] = failure.Type, ["detail"] = failure.Detail });
    }
}

/// <summary>Steps of long work, a line each on standard error: the result alone goes to standard output.</summary>
internal sealed class ProgressLines : IProgress<string>
{
    public void Report(string value) => Console.Error.WriteLine(value);
}
