using System.CommandLine;
using System.Text.Json.Nodes;
using Shaken.Cli.Operators;
using Shaken.Cli.Output;
using Shaken.Core.Delegation.Presentations;

namespace Shaken.Cli.Delegation;

/// <summary><c>shaken delegate presentation</c>: what customers of other providers presented to a running service.</summary>
internal static class PresentationCommands
{
    private static readonly Argument<string> Id = new("presentation") { Description = "The presentation's id, as the listing has it." };

    public static Command New() => new("presentation", "At a running service: the certificates that were presented to it.")
    {
        OperatorServer.Asks(
            new Command("list", "All presentations."),
            async (_, server, token) => Flat(
                await OperatorPages.ListAsync(server, "/operator/v1/delegation/presentations", "customers", token))),
        OperatorServer.Asks(
            new Command("remove", "Remove a presentation: its certificate cannot be presented for the customer again.")
            {
                Id, ChangeOptions.Reason,
            },
            (parsed, server, token) => OperatorPages.GoodOrAsync(server.PostAsync(
                $"delegation/presentations/{IdOf(parsed)}/remove", new JsonObject { ["reason"] = parsed.GetValue(ChangeOptions.Reason) },
                token))),
    };

    // A line for each presentation; the service lists customers.
    private static CommandResult Flat(CommandResult listed) => listed.Document is JsonArray customers
        ? CommandResult.Good(new JsonArray(
            [.. customers.SelectMany(customer => customer?["presentations"]?.AsArray() ?? Enumerable.Empty<JsonNode?>())
                .Select(one => one?.DeepClone())]))
        : listed;

    private static string IdOf(ParseResult parsed) => PresentationId.TryParse(parsed.GetValue(Id), out var id)
        ? id.ToString()
        : throw new UsageException(
            $"\"{parsed.GetValue(Id)}\" is no presentation's id: take it from `shaken delegate presentation list`.");
}
