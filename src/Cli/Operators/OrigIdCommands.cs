using System.CommandLine;
using Shaken.Cli.Output;
using Shaken.Core.Authentication.Policies;

namespace Shaken.Cli.Operators;

/// <summary><c>shaken origid</c>: trace, at a running service.</summary>
internal static class OrigIdCommands
{
    private static readonly Argument<string> OrigId = new("uuid") { Description = "The origid of a PASSporT." };

    public static Command New() => new("origid", "At a running service: what the origids of its calls stand for.")
    {
        OperatorServer.Asks(
            new Command("trace", "Where the call with an origid came from: tenant, customer, trunk, hour. The audit log has each reading.")
            {
                OrigId, ChangeOptions.Reason,
            },
            TraceAsync),
    };

    private static async Task<CommandResult> TraceAsync(ParseResult parsed, OperatorServer server, CancellationToken cancellationToken)
    {
        if (!OrigIdText.TryRead(parsed.GetValue(OrigId), out var origId))
        {
            throw new UsageException(
                $"\"{parsed.GetValue(OrigId)}\" is not a UUID, such as 123e4567-e89b-12d3-a456-426655440000.");
        }

        var reason = Uri.EscapeDataString(parsed.GetValue(ChangeOptions.Reason)!);
        var answer = await server.GetAsync($"origids/{origId}?reason={reason}", cancellationToken);
        return answer.Document is { } document ? CommandResult.Good(document) : answer.ToRefusal();
    }
}
