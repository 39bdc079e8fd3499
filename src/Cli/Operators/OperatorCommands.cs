using System.CommandLine;
using System.Text.Json.Nodes;
using Shaken.Cli.Output;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;

namespace Shaken.Cli.Operators;

/// <summary><c>shaken operator</c>: key.</summary>
internal static class OperatorCommands
{
    private static readonly Argument<string> Name = new("name") { Description = "Who gets the key, for the log of the service: letters, digits, - . _" };

    public static Command New() => new("operator", "Let people run a service: keys for the routes below /operator.")
    {
        new Command("key", "Make an operator's key: give the key away, put the hash into Operator:Keys. It is shown this once.") { Name }.Runs(NewKeyAsync),
    };

    private static Task<CommandResult> NewKeyAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var name = parsed.GetValue(Name)!;
        var (secret, key) = HashedKey.New(OperatorKey.Prefix, SystemRandom.Instance);
        return OperatorKey.TryParse($"{name}:{key}", out _)
            ? Task.FromResult(CommandResult.Good(new JsonObject { ["key"] = secret, ["configuration"] = $"{name}:{key}" }))
            : throw new UsageException("The name must have 1 to 64 letters, digits, - . _");
    }
}
