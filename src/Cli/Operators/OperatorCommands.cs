using System.CommandLine;
using System.Text.Json.Nodes;
using Shaken.Cli.Output;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;

namespace Shaken.Cli.Operators;

/// <summary><c>shaken operator</c>: key; timers, at a running service.</summary>
internal static class OperatorCommands
{
    private static readonly Argument<string> Name = new("name") { Description = "Who gets the key, for the log of the service: letters, digits, - . _" };

    private static readonly Option<string> Reason = new("--reason") { Description = "Why, for the audit log of the service." };

    public static Command New() => new("operator", "Let people run a service: keys for the routes below /operator.")
    {
        new Command("key", "Make an operator's key: give the key away, put the hash into Operator:Keys. It is shown this once.") { Name }.Runs(NewKeyAsync),
        OperatorServer.Asks(
            new Command("timers", "At a running service: its timers, when each ran last, why it failed, when it runs next."), TimersAsync),
        OperatorServer.Asks(
            new Command(
                "refresh",
                "At a running service: fetch the trusted-CA list, the documents of other countries and the CRLs now, on every instance.")
            {
                Reason,
            },
            RefreshAsync),
    };

    private static async Task<CommandResult> TimersAsync(ParseResult parsed, OperatorServer server, CancellationToken cancellationToken)
    {
        var answer = await server.GetAsync("timers", cancellationToken);
        return answer.Document?["timers"] is JsonArray timers ? CommandResult.Good(timers.DeepClone()) : answer.ToRefusal();
    }

    private static async Task<CommandResult> RefreshAsync(ParseResult parsed, OperatorServer server, CancellationToken cancellationToken)
    {
        JsonObject body = parsed.GetValue(Reason) is { } reason ? new() { ["reason"] = reason } : [];
        return (await server.PostAsync("refresh", body, cancellationToken)).ToResult();
    }

    private static Task<CommandResult> NewKeyAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (!KeyOwner.TryParse(parsed.GetValue(Name)!, out var owner))
            throw new UsageException("The name must have 1 to 64 letters, digits, - . _");
        var (secret, key) = ApiKey<KeyOwner>.New(owner, ApiKeyPrefixes.Operator, SystemRandom.Instance);
        return Task.FromResult(CommandResult.Good(new JsonObject { ["key"] = secret, ["configuration"] = key.ToString() }));
    }
}
