using System.CommandLine;
using System.Text.Json.Nodes;
using Shaken.Cli.Output;

namespace Shaken.Cli.Operators;

/// <summary><c>shaken pa partner roots</c>, <c>accept</c> and <c>approve</c>: which roots of a partner stand on our own list.</summary>
internal static class PartnerRootCommands
{
    private static readonly Argument<string> Id = new("id") { Description = "The partner." };
    private static readonly Option<string[]> Root = new("--root")
    {
        Description = "SHA-256 of a root that is accepted, 64 hexadecimal digits; may be repeated. All others are taken off.",
    };

    private static readonly Option<bool> All = new("--all") { Description = "Accept every root that is on the partner's list now." };

    public static Command NewRoots() => OperatorServer.Asks(
        new Command("roots", "The partner's roots: accepted, new on its list, gone from it.") { Id },
        (parsed, server, token) => GoodOr(server.GetAsync(PathOf(parsed), token)));

    public static Command NewAccept() => OperatorServer.Asks(
        new Command("accept", "Set which roots of the partner stand on our list, or propose them where two operators are needed.")
        {
            Id, Root, All, ChangeOptions.Reason, ChangeOptions.Revision,
        },
        AcceptAsync);

    public static Command NewApprove() => OperatorServer.Asks(
        new Command("approve", "Approve the roots that another operator proposed.") { Id, ChangeOptions.Reason, ChangeOptions.Revision },
        async (parsed, server, token) =>
        {
            var path = PathOf(parsed);
            if (!(await ChangeOptions.RevisionAsync(parsed, server, path, token)).TryGet(out var revision, out var refused)) return refused;
            var body = new JsonObject { ["revision"] = revision, ["reason"] = parsed.GetValue(ChangeOptions.Reason) };
            return await GoodOr(server.PostAsync($"{path}/approval", body, token));
        });

    /// <summary>The roots of the next list with their origins, all pages.</summary>
    public static Command NewMerged() => OperatorServer.Asks(
        new Command("merged", "The roots of the next trusted-CA list, each with the partner that it comes from."),
        (_, server, token) => BorderCommands.ListAsync(server, "merged-roots", "roots", token));

    private static async Task<CommandResult> AcceptAsync(ParseResult parsed, OperatorServer server, CancellationToken cancellationToken)
    {
        var path = PathOf(parsed);
        var answer = await server.GetAsync(path, cancellationToken);
        if (answer.Document is not { } document) return answer.ToRefusal();
        var listed = (document["roots"] as JsonArray ?? [])
            .Where(root => root?["state"]?.GetValue<string>() != "gone")
            .Select(root => root?["id"]?.GetValue<string>())
            .OfType<string>();
        var wanted = parsed.GetValue(All) ? listed : (parsed.GetValue(Root) ?? []).Select(Plain);
        var body = new JsonObject
        {
            ["roots"] = new JsonArray([.. wanted.Select(root => (JsonNode?)root)]),
            ["revision"] = parsed.GetValue(ChangeOptions.Revision) ?? document["revision"]!.GetValue<long>(),
            ["reason"] = parsed.GetValue(ChangeOptions.Reason),
        };
        return await GoodOr(server.PutAsync(path, body, cancellationToken));
    }

    private static string Plain(string fingerprint) => fingerprint.Replace(":", "", StringComparison.Ordinal).ToLowerInvariant();

    private static async Task<CommandResult> GoodOr(Task<OperatorAnswer> asking)
    {
        var answer = await asking;
        return answer.Document is { } document ? CommandResult.Good(document) : answer.ToRefusal();
    }

    private static string PathOf(ParseResult parsed) => $"partners/{Uri.EscapeDataString(parsed.GetValue(Id)!)}/roots";
}
