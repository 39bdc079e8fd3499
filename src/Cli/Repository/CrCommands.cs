using System.CommandLine;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Shaken.Cli.Output;
using Shaken.Core.CertificateRepository;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Certificates;

namespace Shaken.Cli.Repository;

/// <summary><c>shaken cr</c>: publish, key.</summary>
internal static class CrCommands
{
    private const int MaxAnswerOctets = 64 * 1024;

    private static readonly OperatorBounds Bounds = new(TimeSpan.FromSeconds(60), MaxAnswerOctets);

    private static readonly Argument<string> Chain = new("chain") { Description = "File with the chain in PEM, the leaf first." };
    private static readonly Option<string> To = new("--to") { Description = "The STI-CR's URL, such as https://cr.example.", Required = true };
    private static readonly Option<string> SecretFile = new("--secret-file") { Description = "File with the publisher's key, cr_….", Required = true };
    private static readonly Argument<string> Name = new("name") { Description = "Who gets the key, for the STI-CR's log: letters, digits, - . _" };

    public static Command New() => new("cr", "Publish certificate chains at an STI-CR.")
    {
        new Command("publish", "Publish a chain; its URL, the x5u, is printed. Publishing it again changes nothing.") { Chain, To, SecretFile }.Runs(PublishAsync),
        new Command("key", "Make a publisher's key: give the key away, put the hash into Cr:PublisherKeys.") { Name }.Runs(NewKeyAsync),
    };

    private static async Task<CommandResult> PublishAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var certificates = Inputs.Certificates(parsed.GetValue(Chain)!);
        if (certificates[0].IsCa) throw new UsageException($"The first certificate, {certificates[0].Subject}, is a CA certificate: put the leaf first.");
        var url = UrlOf(Inputs.Url(parsed.GetValue(To)!, "--to"), certificates[0]);
        var secret = Inputs.FileText(parsed.GetValue(SecretFile)!).Trim();

        var pem = string.Join('\n', certificates.Select(certificate => certificate.ToPem())) + "\n";
        using var content = new ByteArrayContent(Encoding.ASCII.GetBytes(pem));
        content.Headers.ContentType = new MediaTypeHeaderValue(PublishedChains.MediaType);
        using var request = new HttpRequestMessage(HttpMethod.Put, url) { Content = content };
        if (!AuthenticationHeaderValue.TryParse($"Bearer {secret}", out var authorization)) throw new UsageException("--secret-file: the file must hold the publisher's key, cr_….");
        request.Headers.Authorization = authorization;

        using var host = new NamedHost();
        var reply = await host.SendAsync(request, Bounds, cancellationToken);
        return Answer(url, reply.Status, ObjectIn(reply.Body));
    }

    private static Task<CommandResult> NewKeyAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (!KeyOwner.TryParse(parsed.GetValue(Name)!, out var owner))
            throw new UsageException("The name must have 1 to 64 letters, digits, - . _");
        var (secret, key) = ApiKey<KeyOwner>.New(owner, ApiKeyPrefixes.Publisher, SystemRandom.Instance);
        return Task.FromResult(CommandResult.Good(new JsonObject { ["key"] = secret, ["configuration"] = key.ToString() }));
    }

    private static Uri UrlOf(Uri repository, StiCertificate leaf)
    {
        var text = repository.AbsoluteUri.TrimEnd('/');
        return new Uri($"{(text.EndsWith("/certificates", StringComparison.Ordinal) ? text : $"{text}/certificates")}/{leaf.Fingerprint}.pem");
    }

    private static JsonObject? ObjectIn(ReadOnlyMemory<byte> octets)
    {
        if (!StrictJson.TryParseObject(octets, MaxAnswerOctets, out var json, out _)) return null;
        using (json) return JsonObject.Create(json.RootElement.Clone());
    }

    private static CommandResult Answer(Uri url, HttpStatusCode status, JsonObject? body)
    {
        var isPublished = status is HttpStatusCode.Created or HttpStatusCode.OK;
        var document = new JsonObject { ["accepted"] = isPublished, ["status"] = (int)status };
        if (isPublished)
        {
            document["url"] = url.AbsoluteUri;
            document["findings"] = body?["findings"]?.DeepClone();
        }
        else
        {
            document["reason"] = body?["reason"]?.DeepClone();
            document["detail"] = body?["detail"]?.DeepClone();
        }

        return new CommandResult(isPublished ? ExitCode.Good : (int)status >= 500 ? ExitCode.Unavailable : ExitCode.Refused, document);
    }
}
