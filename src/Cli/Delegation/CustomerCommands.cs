using System.CommandLine;
using System.Text.Json.Nodes;
using Shaken.Cli.Operators;
using Shaken.Cli.Output;
using Shaken.Core.Delegation.Customers;

namespace Shaken.Cli.Delegation;

/// <summary><c>shaken delegate customer</c> and <c>onboard</c>: to whom a running service lends numbers.</summary>
internal static class CustomerCommands
{
    private static readonly Argument<string> Customer = new("customer") { Description = $"The customer's id: {CustomerId.Rule}" };
    private static readonly Option<string> Name = new("--name") { Description = "The customer's name, for people.", Required = true };

    private static readonly Option<bool> Inactive =
        new("--inactive") { Description = "Nothing is granted to it, and no certificate is issued for it." };

    public static Command New() => new("customer", "At a running service: to whom numbers are lent.")
    {
        OperatorServer.Asks(
            new Command("add", "Make a customer.") { Customer, Name, Inactive, ChangeOptions.Reason },
            (parsed, server, token) => PutAsync(parsed, server, revision: 0, token)),
        OperatorServer.Asks(
            new Command("change", "Replace what is known of a customer.")
            {
                Customer, Name, Inactive, ChangeOptions.Revision, ChangeOptions.Reason,
            },
            ChangeAsync),
        OperatorServer.Asks(
            new Command("list", "All customers."),
            (_, server, token) => OperatorPages.ListAsync(server, "/operator/v1/delegation/customers", "customers", token)),
        OperatorServer.Asks(
            new Command("show", "One customer.") { Customer },
            (parsed, server, token) => OperatorPages.GoodOrAsync(server.GetAsync(PathOf(parsed), token))),
        OperatorServer.Asks(
            new Command("certificates", "The certificates that a customer ordered.") { Customer },
            (parsed, server, token) => OperatorPages.ListAsync(
                server, $"/operator/v1/{PathOf(parsed)}/certificates", "certificates", token)),
    };

    public static Command NewOnboard() => OperatorServer.Asks(
        new Command("onboard", "At a running service: make credentials for a customer's ACME client. They are shown this once.")
        {
            Customer, ChangeOptions.Reason,
        },
        (parsed, server, token) => OperatorPages.GoodOrAsync(server.PostAsync(
            $"{PathOf(parsed)}/acme-credentials", new JsonObject { ["reason"] = parsed.GetValue(ChangeOptions.Reason) }, token)));

    /// <summary>The id of a customer in an option or argument.</summary>
    public static string IdOf(string? text) => CustomerId.TryParse(text, out var id)
        ? id.Value
        : throw new UsageException($"\"{text}\" is no customer's id: it must have {CustomerId.Rule}");

    private static async Task<CommandResult> ChangeAsync(ParseResult parsed, OperatorServer server, CancellationToken cancellationToken)
    {
        var revision = await ChangeOptions.RevisionAsync(parsed, server, PathOf(parsed), cancellationToken);
        return revision.TryGet(out var newest, out var refused) ? await PutAsync(parsed, server, newest, cancellationToken) : refused;
    }

    private static Task<CommandResult> PutAsync(
        ParseResult parsed, OperatorServer server, long revision, CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["revision"] = revision,
            ["name"] = parsed.GetValue(Name),
            ["isActive"] = !parsed.GetValue(Inactive),
            ["reason"] = parsed.GetValue(ChangeOptions.Reason),
        };
        return OperatorPages.GoodOrAsync(server.PutAsync(PathOf(parsed), body, cancellationToken));
    }

    private static string PathOf(ParseResult parsed) => $"delegation/customers/{IdOf(parsed.GetValue(Customer))}";
}
