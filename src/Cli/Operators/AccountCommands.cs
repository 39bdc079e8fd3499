using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Shaken.Cli.Output;
using Shaken.Core.PolicyAdministrator.Accounts;

namespace Shaken.Cli.Operators;

/// <summary><c>shaken pa account</c>: the accounts of providers at a running STI-PA.</summary>
internal static class AccountCommands
{
    private const int MaxPages = 1000;

    private static readonly Argument<string> Id = new("account") { Description = "The account's id: 1 to 64 of A-Z a-z 0-9 - _" };
    private static readonly Argument<string> State = new("state")
    {
        Description = "open, notice, suspended, under-appeal, reinstated or closed.",
    };

    private static readonly Option<string> Profile = new("--profile")
    {
        Description = "File with the profile in JSON: name, country, providers, contacts, perhaps evidence, operator, mayDelegate.",
        Required = true,
    };

    public static Command New() => new("account", "At a running STI-PA: accounts of providers.")
    {
        OperatorServer.Asks(new Command("list", "All accounts, their states and codes."), ListAsync),
        OperatorServer.Asks(
            new Command("show", "One account.") { Id }, (parsed, server, token) => GoodOr(server.GetAsync(PathOf(parsed), token))),
        OperatorServer.Asks(
            new Command("history", "Every act on an account.") { Id },
            (parsed, server, token) => GoodOr(server.GetAsync($"{PathOf(parsed)}/history", token))),
        OperatorServer.Asks(new Command("apply", "Enter the application of a provider.") { Id, Profile, ChangeOptions.Reason }, ApplyAsync),
        OperatorServer.Asks(
            new Command("amend", "Replace what is known of a provider.") { Id, Profile, ChangeOptions.Reason, ChangeOptions.Revision },
            AmendAsync),
        OperatorServer.Asks(
            new Command("move", "Move an account to another state. One that gets no tokens any more loses those it has.")
            {
                Id, State, ChangeOptions.Reason, ChangeOptions.Revision,
            },
            (parsed, server, token) => ChangeOptions.MoveAsync(parsed, server, PathOf(parsed), parsed.GetValue(State)!, token)),
    };

    private static async Task<CommandResult> ListAsync(ParseResult parsed, OperatorServer server, CancellationToken cancellationToken)
    {
        var accounts = new JsonArray();
        string? cursor = null;
        for (var pages = 0; pages < MaxPages; pages++)
        {
            var page = await server.GetAsync(
                cursor is null ? "accounts" : $"accounts?cursor={Uri.EscapeDataString(cursor)}", cancellationToken);
            if (page.Document?["accounts"] is not JsonArray lines) return page.ToRefusal();
            foreach (var line in lines)
            {
                accounts.Add(new JsonObject
                {
                    ["id"] = line?["id"]?.DeepClone(),
                    ["state"] = line?["state"]?.DeepClone(),
                    ["name"] = line?["profile"]?["name"]?.DeepClone(),
                    ["providers"] = line?["profile"]?["providers"]?.DeepClone(),
                    ["warnings"] = (line?["warnings"] as JsonArray)?.Count ?? 0,
                });
            }

            cursor = (string?)page.Document["cursor"];
            if (cursor is null) return CommandResult.Good(accounts);
        }

        throw new UsageException("There are more accounts than this command lists.");
    }

    private static Task<CommandResult> ApplyAsync(ParseResult parsed, OperatorServer server, CancellationToken cancellationToken) =>
        GoodOr(server.PostAsync(
            "accounts",
            new JsonObject { ["id"] = IdOf(parsed), ["profile"] = ProfileOf(parsed), ["reason"] = parsed.GetValue(ChangeOptions.Reason) },
            cancellationToken));

    private static async Task<CommandResult> AmendAsync(ParseResult parsed, OperatorServer server, CancellationToken cancellationToken)
    {
        var known = await ChangeOptions.RevisionAsync(parsed, server, PathOf(parsed), cancellationToken);
        if (!known.TryGet(out var revision, out var refused)) return refused;
        var body = new JsonObject
        {
            ["profile"] = ProfileOf(parsed), ["revision"] = revision, ["reason"] = parsed.GetValue(ChangeOptions.Reason),
        };
        return await GoodOr(server.PutAsync(PathOf(parsed), body, cancellationToken));
    }

    private static JsonNode ProfileOf(ParseResult parsed)
    {
        try
        {
            return JsonNode.Parse(Inputs.FileText(parsed.GetValue(Profile)!)) as JsonObject
                ?? throw new UsageException("--profile: the file must hold a JSON object.");
        }
        catch (JsonException exception)
        {
            throw new UsageException($"--profile: the file is not JSON (line {exception.LineNumber + 1}).");
        }
    }

    private static async Task<CommandResult> GoodOr(Task<OperatorAnswer> asking)
    {
        var answer = await asking;
        return answer.Document is { } document ? CommandResult.Good(document) : answer.ToRefusal();
    }

    private static string PathOf(ParseResult parsed) => $"accounts/{IdOf(parsed)}";

    private static string IdOf(ParseResult parsed) =>
        ProviderAccount.IsId(parsed.GetValue(Id))
            ? parsed.GetValue(Id)!
            : throw new UsageException($"\"{parsed.GetValue(Id)}\" is no account's id: it must have 1 to 64 of A-Z a-z 0-9 - _");
}
