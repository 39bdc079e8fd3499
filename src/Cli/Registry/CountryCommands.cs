using System.CommandLine;
using System.Text.Json.Nodes;
using Shaken.Cli.Ceremonies;
using Shaken.Cli.Output;
using Shaken.Core.Registry.Requests;

namespace Shaken.Cli.Registry;

/// <summary>
/// <c>shaken registry sign</c>, <c>apply</c>, <c>prove</c>, <c>list</c>, <c>show</c> and <c>lookup</c>: for countries, and for anybody.
/// </summary>
internal static class CountryCommands
{
    private static readonly Argument<string> Request = new("request")
    {
        Description = "The request, a file with it, or - for standard input.",
    };

    private static readonly Argument<string> Number = new("number") { Description = "A telephone number with country code." };
    private static readonly Option<string> Registry = new("--registry")
    {
        Description = "URL of the registry that is asked: no other takes the request.", Required = true,
    };

    private static readonly Option<long> Revision = new("--revision")
    {
        Description = "The revision of the registration that was read; 0 for the first request.", DefaultValueFactory = _ => 0,
    };

    private static readonly Option<string> Reason = new("--reason") { Description = "Why, for the registry's audit log.", Required = true };
    private static readonly Option<string> Life = new("--life")
    {
        Description = "How long the request may be sent, at most 31d.", DefaultValueFactory = _ => "7d",
    };

    private static readonly Option<string> Key = new("--key")
    {
        Description = "File with the private key of the signer of registry requests, or of the root itself.", Required = true,
    };

    private static readonly Option<string> Certificate = new("--certificate")
    {
        Description = "File with that key's certificate, and those above it without the root.", Required = true,
    };

    public static IEnumerable<Command> All =>
    [
        NewSign(),
        new Command("apply", "Send a signed request. It waits for the registry; the answer has what the host of the list URL must serve.")
        {
            RegistrationOptions.Country, Request, PublicRegistry.Server,
        }.Runs(async (parsed, token) => (await PublicRegistry.PostAsync(
            parsed, $"{PathOf(parsed)}/requests", Inputs.TextOf(parsed.GetValue(Request)!), token)).ToResult()),
        new Command("prove", "Have the registry ask the host of the list URL for its answer.")
        {
            RegistrationOptions.Country, PublicRegistry.Server,
        }.Runs(async (parsed, token) =>
            (await PublicRegistry.PostAsync(parsed, $"{PathOf(parsed)}/proof", "", token)).ToResult()),
        new Command("list", "The countries on the registry's list.") { PublicRegistry.Server }.Runs((parsed, token) =>
            PublicRegistry.ListAsync(path => PublicRegistry.GetAsync(parsed, path, token), "countries", "countries")),
        new Command("show", "One country of the registry's list.") { RegistrationOptions.Country, PublicRegistry.Server }.Runs(
            async (parsed, token) => (await PublicRegistry.GetAsync(parsed, PathOf(parsed), token)).ToResult()),
        new Command("lookup", "The countries that a number belongs to, and the roots that may stand above its signer.")
        {
            Number, PublicRegistry.Server,
        }.Runs(LookUpAsync),
    ];

    private static Command NewSign()
    {
        var command = RegistrationOptions.AddTo(new Command(
            "sign", "Sign a country's request to a registry: to be registered, or to have its entry changed. Nothing is sent.")
        {
            Registry, Revision, Reason, Life, Key, Certificate, KeyOptions.PassphraseVariable, KeyOptions.PassphraseFile, Inputs.At,
        });
        return command.Runs(SignAsync);
    }

    private static async Task<CommandResult> SignAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var registry = Inputs.Url(parsed.GetValue(Registry)!, "--registry").AbsoluteUri.TrimEnd('/');
        var registration = RegistrationOptions.Of(parsed);
        var expiresAt = Inputs.TimeOf(parsed).GetUtcNow() + CeremonyInputs.Life(parsed.GetValue(Life)!, "--life");
        using var key = KeyOptions.Key(parsed, parsed.GetValue(Key)!);
        var request = await CountryRequestSigner.SignAsync(
            registration, registry, parsed.GetValue(Revision), expiresAt, parsed.GetValue(Reason)!, key,
            Inputs.Certificates(parsed.GetValue(Certificate)!), cancellationToken);
        return CommandResult.Good(new JsonObject { ["request"] = request, ["expires"] = Inputs.Text(expiresAt) });
    }

    private static async Task<CommandResult> LookUpAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var number = Inputs.Number(parsed.GetValue(Number)!, "number");
        return (await PublicRegistry.GetAsync(parsed, $"numbers/{Uri.EscapeDataString(number.Value)}", cancellationToken)).ToResult();
    }

    private static string PathOf(ParseResult parsed) =>
        $"countries/{PublicRegistry.CountryOf(parsed.GetValue(RegistrationOptions.Country)!)}";
}
