using System.CommandLine;
using System.Text.Json.Nodes;
using Shaken.Cli.Operators;
using Shaken.Cli.Output;

namespace Shaken.Cli.Registry;

/// <summary>
/// <c>shaken registry subscribe</c>, <c>confirm</c>, <c>unsubscribe</c>, <c>subscription</c> and <c>countries</c>: at a running STI-PA.
/// </summary>
internal static class SubscriptionCommands
{
    private const string Path = "registry-subscription";

    private static readonly Option<string> Name = new("--name") { Description = "The registry's name, for people.", Required = true };
    private static readonly Option<string> ListUrl = new("--list-url")
    {
        Description = "https URL of its list, such as https://registry.example/registry/v1/list.", Required = true,
    };

    private static readonly Option<string[]> Root = new("--root")
    {
        Description = "File with a pinned root of the registry; may be repeated.", Required = true,
    };

    public static IEnumerable<Command> All =>
    [
        OperatorServer.Asks(
            new Command("subscription", "The registry that an STI-PA follows, and how that stands."),
            async (_, server, token) => (await server.GetAsync(Path, token)).ToResult()),
        OperatorServer.Asks(
            new Command("countries", "The countries of the registry, beside the STI-PA's own policy (`shaken pa policy set`)."),
            (_, server, token) => PublicRegistry.ListAsync(path => server.GetAsync(path, token), $"{Path}/countries", "countries")),
        OperatorServer.Asks(
            new Command(
                "subscribe",
                "Approve a registry for an STI-PA, or propose it where two operators are needed. No country is trusted by that.")
            {
                Name, ListUrl, Root, ChangeOptions.Reason, ChangeOptions.Revision,
            },
            SubscribeAsync),
        Decide("confirm", "Approve the registry that another operator proposed.", "approval"),
        Decide("unsubscribe", "Revoke the approval: roots that came by the registry are off the next list.", "revocation"),
    ];

    private static async Task<CommandResult> SubscribeAsync(ParseResult parsed, OperatorServer server, CancellationToken cancellationToken)
    {
        if (!(await ChangeOptions.RevisionAsync(parsed, server, Path, cancellationToken)).TryGet(out var revision, out var refused))
            return refused;
        var roots = parsed.GetValue(Root)!.SelectMany(Inputs.Certificates).Select(root => (JsonNode?)root.ToPem());
        var body = new JsonObject
        {
            ["name"] = parsed.GetValue(Name),
            ["listUrl"] = parsed.GetValue(ListUrl),
            ["roots"] = new JsonArray([.. roots]),
            ["revision"] = revision,
            ["reason"] = parsed.GetValue(ChangeOptions.Reason),
        };
        return (await server.PutAsync(Path, body, cancellationToken)).ToResult();
    }

    private static Command Decide(string name, string description, string act) => OperatorServer.Asks(
        new Command(name, description) { ChangeOptions.Reason, ChangeOptions.Revision },
        async (parsed, server, token) =>
        {
            if (!(await ChangeOptions.RevisionAsync(parsed, server, Path, token)).TryGet(out var revision, out var refused)) return refused;
            var body = new JsonObject { ["revision"] = revision, ["reason"] = parsed.GetValue(ChangeOptions.Reason) };
            return (await server.PostAsync($"{Path}/{act}", body, token)).ToResult();
        });
}
