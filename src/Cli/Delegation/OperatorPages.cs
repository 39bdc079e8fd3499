using System.Text.Json.Nodes;
using Shaken.Cli.Operators;
using Shaken.Cli.Output;

namespace Shaken.Cli.Delegation;

/// <summary>Answers of a running service as results: a document, or all pages of a listing.</summary>
internal static class OperatorPages
{
    private const int MaxPages = 1000;

    /// <summary>The document, or why there is none.</summary>
    public static async Task<CommandResult> GoodOrAsync(Task<OperatorAnswer> asking)
    {
        var answer = await asking;
        return answer.Document is { } document ? CommandResult.Good(document) : answer.ToRefusal();
    }

    /// <summary>Every line of a listing that comes in pages.</summary>
    /// <param name="path">From the root of the server on, perhaps with a query.</param>
    /// <param name="member">The member of a page that has the lines.</param>
    public static async Task<CommandResult> ListAsync(
        OperatorServer server, string path, string member, CancellationToken cancellationToken)
    {
        var (all, cursor) = (new JsonArray(), (string?)null);
        for (var pages = 0; pages < MaxPages; pages++)
        {
            var separator = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
            var of = cursor is null ? path : $"{path}{separator}cursor={Uri.EscapeDataString(cursor)}";
            var page = await server.SendAsync(HttpMethod.Get, of, body: null, cancellationToken);
            if (page.Document?[member] is not JsonArray lines) return page.ToRefusal();
            foreach (var line in lines) all.Add(line?.DeepClone());
            cursor = (string?)page.Document["cursor"];
            if (cursor is null) return CommandResult.Good(all);
        }

        throw new UsageException("There are more lines than this command lists.");
    }
}
