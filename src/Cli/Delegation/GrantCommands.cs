using System.CommandLine;
using System.Text.Json.Nodes;
using Shaken.Cli.Operators;
using Shaken.Cli.Output;
using Shaken.Core.Delegation.Grants;
using Shaken.Core.Foundations;

namespace Shaken.Cli.Delegation;

/// <summary>
/// <c>shaken delegate grant</c>, <c>withdraw</c>, <c>list</c> and <c>lent</c>: which numbers a running service lends to whom.
/// </summary>
internal static class GrantCommands
{
    private static readonly Option<string> Customer = new("--customer") { Description = "The customer's id.", Required = true };

    private static readonly Option<string?> OfCustomer = new("--customer")
    {
        Description = "The customer's id. Without it the key is a customer's own, and its grants are listed.",
    };

    private static readonly Option<string> Provider = new("--provider") { Description = "Who lends, as US/1234.", Required = true };

    private static readonly Option<string> Until =
        new("--until") { Description = "The end of the grant (RFC 3339), such as 2027-06-01T00:00:00Z.", Required = true };

    private static readonly Option<string?> From = new("--from") { Description = "Its beginning (RFC 3339); without it, now." };

    private static readonly Option<bool> Shared =
        new("--shared") { Description = "The numbers may be lent to other customers too, by grants that say the same." };

    private static readonly Option<string[]> Originator = new("--originator")
    {
        Description = "A provider through which the customer calls from the numbers, as US/5678, for the delegation base; may be repeated.",
    };

    private static readonly Argument<string> Grant = new("grant") { Description = "The grant's id, as the listing has it." };
    private static readonly Argument<string> Number = new("number") { Description = "A telephone number." };

    public static Command NewGrant() => OperatorServer.Asks(
        new Command("grant", "At a running service: lend numbers to a customer until a date.")
        {
            Customer, Provider, NumberOptions.Required, Until, From, Shared, Originator, ChangeOptions.Reason,
        },
        (parsed, server, token) => OperatorPages.GoodOrAsync(server.PostAsync("delegation/grants", BodyOf(parsed), token)));

    public static Command NewWithdraw() => OperatorServer.Asks(
        new Command("withdraw", "At a running service: withdraw a grant. Certificates that rest on it are revoked.")
        {
            Grant, ChangeOptions.Reason,
        },
        (parsed, server, token) => OperatorPages.GoodOrAsync(server.PostAsync(
            $"delegation/grants/{IdOf(parsed)}/withdraw", new JsonObject { ["reason"] = parsed.GetValue(ChangeOptions.Reason) }, token)));

    public static Command NewList() => OperatorServer.Asks(
        new Command("list", "At a running service: the grants of a customer.") { OfCustomer },
        (parsed, server, token) => OperatorPages.ListAsync(
            server,
            parsed.GetValue(OfCustomer) is { } customer
                ? $"/operator/v1/delegation/grants?customer={CustomerCommands.IdOf(customer)}"
                : "/delegation/v1/grants",
            "grants", token));

    public static Command NewLent() => OperatorServer.Asks(
        new Command("lent", "At a running service: the grants by which a number is lent now.") { Number },
        (parsed, server, token) => OperatorPages.ListAsync(
            server, $"/operator/v1/delegation/numbers/{Uri.EscapeDataString(Inputs.Number(parsed.GetValue(Number)!, "number").Value)}",
            "grants", token));

    private static JsonObject BodyOf(ParseResult parsed)
    {
        var body = new JsonObject
        {
            ["customer"] = CustomerCommands.IdOf(parsed.GetValue(Customer)),
            ["provider"] = ProviderOf(parsed.GetValue(Provider), "--provider"),
            ["numbers"] = new JsonArray([.. NumberTexts.Of(NumberOptions.Of(parsed)).Select(text => (JsonNode)text)]),
            ["until"] = MomentOf(parsed.GetValue(Until), "--until"),
            ["isShared"] = parsed.GetValue(Shared),
            ["reason"] = parsed.GetValue(ChangeOptions.Reason),
        };
        if (parsed.GetValue(From) is { } from) body["from"] = MomentOf(from, "--from");
        if (parsed.GetValue(Originator) is { Length: > 0 } originators)
            body["originators"] = new JsonArray([.. originators.Select(text => (JsonNode)ProviderOf(text, "--originator"))]);
        return body;
    }

    private static string ProviderOf(string? text, string option) => ProviderId.TryParse(text, out var provider)
        ? provider.ToString()
        : throw new UsageException($"{option}: \"{text}\" must be a country and a code, as US/1234.");

    private static string MomentOf(string? text, string option) => Rfc3339.TryParse(text, out var moment)
        ? Inputs.Text(moment.Value)
        : throw new UsageException($"{option}: \"{text}\" must be a date and time, such as 2027-06-01T00:00:00Z.");

    private static string IdOf(ParseResult parsed) => GrantId.TryParse(parsed.GetValue(Grant), out var id)
        ? Uri.EscapeDataString(id.Value)
        : throw new UsageException($"\"{parsed.GetValue(Grant)}\" is no grant's id: take it from `shaken delegate list`.");
}
