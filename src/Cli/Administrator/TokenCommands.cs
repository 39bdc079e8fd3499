using System.CommandLine;
using System.Text.Json.Nodes;
using Shaken.Cli.Ceremonies;
using Shaken.Cli.Operators;
using Shaken.Cli.Output;
using Shaken.Core.Pki.Der;
using Shaken.Core.Tokens;

namespace Shaken.Cli.Administrator;

/// <summary>
/// <c>shaken pa token request</c>, <c>list</c> and <c>revoke</c>: SPC tokens of an account at a running STI-PA, with the key of one of the
/// account's users.
/// </summary>
internal static class TokenCommands
{
    private const int MaxPages = 1000;

    private static readonly Argument<string> Account = new("account") { Description = "Id of the provider's account." };
    private static readonly Argument<string> TokenId = new("jti") { Description = "The token's jti." };
    private static readonly Option<bool> MayDelegate = new("--ca")
    {
        Description = "For a CA certificate of the provider's own; the account must be allowed to delegate.",
    };

    public static Command NewRequest() => OperatorServer.Asks(
        new Command("request", "At a running STI-PA: have an SPC token issued, as a user of the account.")
        {
            Account, AuthorityInputs.Spc, AuthorityInputs.Number, AuthorityInputs.Range, FingerprintOptions.AccountKey,
            FingerprintOptions.Fingerprint, FingerprintOptions.OfPublicKeyInfo, MayDelegate,
        },
        RequestAsync);

    public static Command NewList() => OperatorServer.Asks(
        new Command("list", "At a running STI-PA: the SPC tokens that were issued for an account.") { Account }, ListAsync);

    public static Command NewRevoke() => OperatorServer.Asks(
        new Command("revoke", "At a running STI-PA: take an SPC token back. CAs refuse it within a minute.")
        {
            Account, TokenId, ChangeOptions.Reason,
        },
        RevokeAsync);

    private static async Task<CommandResult> RequestAsync(ParseResult parsed, OperatorServer server, CancellationToken cancellationToken)
    {
        var asked = new JsonObject
        {
            ["tktype"] = AuthorityToken.TnAuthListKind,
            ["tkvalue"] = Convert.ToBase64String(TnAuthListDer.Write(AuthorityInputs.Of(parsed))),
            ["ca"] = parsed.GetValue(MayDelegate),
            ["fingerprint"] = FingerprintOptions.Of(parsed),
        };
        var answer = await server.SendAsync(
            HttpMethod.Post, $"{PathOf(parsed)}/token", new JsonObject { ["atc"] = asked }, cancellationToken);
        return answer.Document is { } document ? CommandResult.Good(document) : answer.ToRefusal();
    }

    private static async Task<CommandResult> ListAsync(ParseResult parsed, OperatorServer server, CancellationToken cancellationToken)
    {
        var tokens = new JsonArray();
        string? cursor = null;
        for (var pages = 0; pages < MaxPages; pages++)
        {
            var query = cursor is null ? "" : $"?cursor={Uri.EscapeDataString(cursor)}";
            var page = await server.SendAsync(HttpMethod.Get, $"{PathOf(parsed)}/tokens{query}", (JsonObject?)null, cancellationToken);
            if (page.Document?["tokens"] is not JsonArray lines) return page.ToRefusal();
            foreach (var line in lines) tokens.Add(line?.DeepClone());
            cursor = (string?)page.Document["cursor"];
            if (cursor is null) return CommandResult.Good(tokens);
        }

        throw new UsageException("There are more tokens than this command lists.");
    }

    private static async Task<CommandResult> RevokeAsync(ParseResult parsed, OperatorServer server, CancellationToken cancellationToken)
    {
        var answer = await server.SendAsync(
            HttpMethod.Post, $"{PathOf(parsed)}/token/{Uri.EscapeDataString(parsed.GetValue(TokenId)!)}/revoke",
            new JsonObject { ["reason"] = parsed.GetValue(ChangeOptions.Reason) }, cancellationToken);
        return answer.Document is { } document ? CommandResult.Good(document) : answer.ToRefusal();
    }

    private static string PathOf(ParseResult parsed) => $"/api/v1/account/{Uri.EscapeDataString(parsed.GetValue(Account)!)}";
}
