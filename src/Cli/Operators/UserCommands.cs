using System.CommandLine;
using System.Text.Json.Nodes;
using Shaken.Cli.Output;
using Shaken.Core.Foundations;
using Shaken.Core.Principals;

namespace Shaken.Cli.Operators;

/// <summary><c>shaken pa user</c>: who may call a running service, by its routes below <c>/operator/v1/principals</c>.</summary>
internal static class UserCommands
{
    private const int MaxPages = 1000;

    private static readonly Argument<string> UserId = new("user") { Description = "The user id: 1 to 64 of a-z 0-9 - _ . @" };
    private static readonly Option<string> Reason = new("--reason") { Description = "Why, for the audit log.", Required = true };

    private static readonly Option<string> Kind = new("--kind")
    {
        Description = "operator, account-user, partner, reporter, authority or tenant.",
        DefaultValueFactory = _ => "account-user",
    };

    private static readonly Option<string> Account = new("--account")
    {
        Description = "The account of an account user; the name of a partner, a reporter or a CA; the id of a tenant.",
    };

    private static readonly Option<string[]> Role =
        new("--role") { Description = "Of an operator: administrator, registrar, auditor, governance. May be repeated." };
    private static readonly Option<string[]> Address =
        new("--address") { Description = "A network that the user may call from, as 192.0.2.0/24. May be repeated; none: any." };
    private static readonly Option<bool> TextVersion =
        new("--list-version-text") { Description = "Its client reads the list's version as a string." };
    private static readonly Option<bool> PemEntries =
        new("--list-entries-pem") { Description = "Its client reads the list's entries in PEM." };
    private static readonly Option<string> Name = new("--name") { Description = "What the key is for.", Required = true };

    public static Command New() => new("user", "At a running service: who may call it.")
    {
        Asks(new Command("create", "Make a user. It has no credential until it gets a key or a password.")
        {
            UserId, Kind, Account, Role, Address, TextVersion, PemEntries, Reason,
        }, CreateAsync),
        Asks(new Command("list", "All users, their kinds and credentials."), ListAsync),
        Asks(new Command("show", "One user.") { UserId }, (parsed, server, token) => GoodOr(server.GetAsync(PathOf(parsed), token))),
        Asks(new Command("key", "Make an API key for a user. It is shown this once.") { UserId, Name, Reason }, (parsed, server, token) =>
            PostAsync(parsed, server, "keys", new JsonObject { ["name"] = parsed.GetValue(Name) }, token)),
        Asks(new Command("password", "Make a password for a user, and end its sessions. It is shown this once.") { UserId, Reason },
            (parsed, server, token) => PostAsync(parsed, server, "password", [], token)),
        Asks(
            new Command("second-factor", "Make an operator's second factor, and end its sessions. It is shown this once.")
            {
                UserId, Reason,
            },
            (parsed, server, token) => PostAsync(parsed, server, "second-factor", [], token)),
        Asks(new Command("disable", "Disable a user: nothing of it is accepted from then on.") { UserId, Reason },
            (parsed, server, token) => PostAsync(parsed, server, "disable", [], token)),
        Asks(new Command("enable", "Enable a user again. Its sessions stay ended.") { UserId, Reason },
            (parsed, server, token) => PostAsync(parsed, server, "enable", [], token)),
    };

    private static Command Asks(Command command, Func<ParseResult, OperatorServer, CancellationToken, Task<CommandResult>> run) =>
        OperatorServer.Asks(command, run);

    private static async Task<CommandResult> CreateAsync(ParseResult parsed, OperatorServer server, CancellationToken cancellationToken)
    {
        if (!PrincipalNames.TryParse(parsed.GetValue(Kind), out PrincipalKind? kind))
            throw new UsageException($"--kind: \"{parsed.GetValue(Kind)}\" must be one of {KebabCase.NamesOf<PrincipalKind>()}.");
        var body = new JsonObject
        {
            ["userId"] = parsed.GetValue(UserId),
            ["kind"] = KebabCase.Of(kind.Value),
            ["account"] = parsed.GetValue(Account),
            ["roles"] = ArrayOf(parsed.GetValue(Role)),
            ["addresses"] = ArrayOf(parsed.GetValue(Address)),
            ["listForm"] = new JsonObject
            {
                ["version"] = parsed.GetValue(TextVersion) ? "text" : "number",
                ["entries"] = parsed.GetValue(PemEntries) ? "pem" : "der",
            },
            ["reason"] = parsed.GetValue(Reason),
        };
        return await GoodOr(server.PostAsync("principals", body, cancellationToken));
    }

    private static async Task<CommandResult> ListAsync(ParseResult parsed, OperatorServer server, CancellationToken cancellationToken)
    {
        var users = new JsonArray();
        string? cursor = null;
        for (var pages = 0; pages < MaxPages; pages++)
        {
            var page = await server.GetAsync(
                cursor is null ? "principals" : $"principals?cursor={Uri.EscapeDataString(cursor)}", cancellationToken);
            if (page.Document?["principals"] is not JsonArray lines) return page.ToRefusal();
            foreach (var line in lines) users.Add(line?.DeepClone());
            cursor = (string?)page.Document["cursor"];
            if (cursor is null) return CommandResult.Good(users);
        }

        throw new UsageException("There are more users than this command lists.");
    }

    private static Task<CommandResult> PostAsync(
        ParseResult parsed, OperatorServer server, string what, JsonObject body, CancellationToken cancellationToken)
    {
        body["reason"] = parsed.GetValue(Reason);
        return GoodOr(server.PostAsync($"{PathOf(parsed)}/{what}", body, cancellationToken));
    }

    private static async Task<CommandResult> GoodOr(Task<OperatorAnswer> asking)
    {
        var answer = await asking;
        return answer.Document is { } document ? CommandResult.Good(document) : answer.ToRefusal();
    }

    private static string PathOf(ParseResult parsed) =>
        Principal.IsUserId(parsed.GetValue(UserId))
            ? $"principals/{Uri.EscapeDataString(parsed.GetValue(UserId)!)}"
            : throw new UsageException($"\"{parsed.GetValue(UserId)}\" is no user id: it must have 1 to 64 of a-z 0-9 - _ . @");

    private static JsonArray ArrayOf(string[]? texts) => [.. (texts ?? []).Select(text => JsonValue.Create(text))];
}
