using System.CommandLine;
using System.Text.Json.Nodes;
using Shaken.Cli.Operators;
using Shaken.Cli.Output;
using Shaken.Core.Registry.Countries;

namespace Shaken.Cli.Registry;

/// <summary>
/// <c>shaken registry requests</c>, <c>approve</c>, <c>refuse</c>, <c>dispute</c> and others: for the registry's operators.
/// </summary>
internal static class RegistrationCommands
{
    private static readonly Argument<string?> AnyCountry = new("country")
    {
        Description = "One country, with how its list stands; without it all.", Arity = ArgumentArity.ZeroOrOne,
    };

    public static IEnumerable<Command> All =>
    [
        OperatorServer.Asks(
            new Command("requests", "Registrations, whatever their state, with what waits for approval.") { AnyCountry },
            async (parsed, server, token) => parsed.GetValue(AnyCountry) is { } country
                ? (await server.GetAsync(PathOf(country), token)).ToResult()
                : await PublicRegistry.ListAsync(path => server.GetAsync(path, token), "registry/countries", "countries")),
        Decide("approve", "Approve what waits of a country: the next list has it.", "approval"),
        Decide("refuse", "Refuse what waits of a country; what is in force stays.", "refusal"),
        Move("dispute", "Declare who speaks for a country to be in dispute.", "disputed"),
        Move("settle", "Settle a dispute: the entry stays as it was.", "registered"),
        Move("withdraw", "Take a country off the list.", "withdrawn"),
        OperatorServer.Asks(
            RegistrationOptions.AddTo(new Command(
                "override", "Propose another entry for a country in dispute, without its key. It is approved as a request is.")
            {
                ChangeOptions.Reason, ChangeOptions.Revision,
            }),
            OverrideAsync),
    ];

    private static Command Decide(string name, string description, string act) => OperatorServer.Asks(
        new Command(name, description) { RegistrationOptions.Country, ChangeOptions.Reason, ChangeOptions.Revision },
        async (parsed, server, token) =>
        {
            var path = PathOf(parsed);
            if (!(await ChangeOptions.RevisionAsync(parsed, server, path, token)).TryGet(out var revision, out var refused)) return refused;
            var body = new JsonObject { ["revision"] = revision, ["reason"] = parsed.GetValue(ChangeOptions.Reason) };
            return (await server.PostAsync($"{path}/{act}", body, token)).ToResult();
        });

    private static Command Move(string name, string description, string state) => OperatorServer.Asks(
        new Command(name, description) { RegistrationOptions.Country, ChangeOptions.Reason, ChangeOptions.Revision },
        (parsed, server, token) => ChangeOptions.MoveAsync(parsed, server, PathOf(parsed), state, token));

    private static async Task<CommandResult> OverrideAsync(ParseResult parsed, OperatorServer server, CancellationToken cancellationToken)
    {
        var (path, registration) = (PathOf(parsed), RegistrationOptions.Of(parsed));
        if (!(await ChangeOptions.RevisionAsync(parsed, server, path, cancellationToken)).TryGet(out var revision, out var refused))
            return refused;
        var body = new JsonObject
        {
            ["registration"] = JsonNode.Parse(RegistrationJson.TextOf(registration)),
            ["revision"] = revision,
            ["reason"] = parsed.GetValue(ChangeOptions.Reason),
        };
        return (await server.PutAsync(path, body, cancellationToken)).ToResult();
    }

    private static string PathOf(ParseResult parsed) => PathOf(parsed.GetValue(RegistrationOptions.Country)!);

    private static string PathOf(string country) => $"registry/countries/{PublicRegistry.CountryOf(country)}";
}
