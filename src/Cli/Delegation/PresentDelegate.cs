using System.CommandLine;
using System.Net.Mime;
using System.Text;
using System.Text.Json.Nodes;
using Shaken.Cli.Output;
using Shaken.Core.Delegation.Presentations;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;

namespace Shaken.Cli.Delegation;

/// <summary>
/// <c>shaken delegate present</c>: proves once to another provider that its customer may call from lent numbers, for a PBX that signs no
/// calls.
/// </summary>
internal static class PresentDelegate
{
    private const string Path = "/delegation/v1/presentations";

    private static readonly OperatorBounds Bounds = new(TimeSpan.FromSeconds(60), 1024 * 1024);

    private static readonly Argument<string> Chain = new("chain")
    {
        Description = "File with the certificate and its chain, as `shaken delegate order` wrote it.",
    };

    private static readonly Option<string> Key = new("--key")
    {
        Description = "File with the certificate's private key.", Required = true,
    };

    private static readonly Option<string> To = new("--to")
    {
        Description = "The provider that signs the calls: the URL of its service. Its origin is what is signed.", Required = true,
    };

    private static readonly Option<string> Customer = new("--customer")
    {
        Description = "Whose calls it is for, as that provider told you: tenant and customer, as north/acme-pbx.", Required = true,
    };

    private static readonly Option<string?> X5u =
        new("--x5u") { Description = "URL at which the chain is published; without it the chain itself is sent." };

    public static Command New() => new Command(
        "present", "Prove to a provider that calls of its customer may use lent numbers, once and without signing calls.")
    {
        Chain, Key, KeyOptions.PassphraseVariable, KeyOptions.PassphraseFile, To, Customer, NumberOptions.Optional, X5u,
    }.Runs(RunAsync);

    private static async Task<CommandResult> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var chain = Inputs.Certificates(parsed.GetValue(Chain)!);
        using var key = KeyOptions.Key(parsed, parsed.GetValue(Key)!);
        if (!CustomerRef.TryParse(parsed.GetValue(Customer), out var customer))
            throw new UsageException($"--customer: \"{parsed.GetValue(Customer)}\" must be {CustomerRef.Rule}.");
        var numbers = NumberOptions.Find(parsed, NumberOptions.Optional);
        if (numbers is not null && numbers.Ranges.Count + numbers.Singles.Count > UntrustedPresentation.MaxNumbers)
        {
            throw new UsageException(
                $"--numbers: at most {UntrustedPresentation.MaxNumbers} numbers and blocks; without it all of the certificate's count.");
        }

        // The origin that the user names, never one that a server tells: a proof for one provider must be worth nothing at another.
        var audience = Inputs.Url(parsed.GetValue(To)!, "--to").GetLeftPart(UriPartial.Authority);
        using var host = new NamedHost();
        if (!(await NonceAsync(host, audience, cancellationToken)).TryGet(out var nonce, out var refused)) return refused;
        var claims = new PresentationClaims(audience, nonce, customer, numbers);
        var token = parsed.GetValue(X5u) is { } x5u
            ? await PresentationSigner.SignAsync(claims, x5u, key, cancellationToken)
            : await PresentationSigner.SignAsync(claims, chain, key, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{audience}{Path}");
        var body = new JsonObject { ["presentation"] = token }.ToJsonString();
        request.Content = new StringContent(body, Encoding.UTF8, MediaTypeNames.Application.Json);
        var reply = await host.SendAsync(request, Bounds, cancellationToken);
        return reply.IsSuccess && ObjectIn(reply) is { } taken ? CommandResult.Good(taken) : RefusalOf(reply);
    }

    private static async Task<Outcome<string, CommandResult>> NonceAsync(
        NamedHost host, string audience, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{audience}{Path}/nonce");
        var reply = await host.SendAsync(request, Bounds, cancellationToken);
        return reply.IsSuccess && (string?)ObjectIn(reply)?["nonce"] is { } nonce ? nonce : RefusalOf(reply);
    }

    private static CommandResult RefusalOf(OperatorReply reply) => new(
        (int)reply.Status is >= 500 or 429 ? ExitCode.Unavailable : ExitCode.Refused,
        new JsonObject
        {
            ["accepted"] = false,
            ["status"] = (int)reply.Status,
            ["reason"] = ObjectIn(reply)?["reason"]?.DeepClone() ?? "not-understood",
            ["detail"] = ObjectIn(reply)?["detail"]?.DeepClone() ?? "the server takes no presentations: check --to",
        });

    private static JsonObject? ObjectIn(OperatorReply reply)
    {
        if (!StrictJson.TryParseObject(reply.Body, Bounds.MaxOctets, out var json, out _)) return null;
        using (json) return JsonObject.Create(json.RootElement.Clone());
    }
}
