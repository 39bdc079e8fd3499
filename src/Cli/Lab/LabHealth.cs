using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using Shaken.Cli.Output;
using Shaken.Core.Fetching;
using Shaken.Demo.Lab;

namespace Shaken.Cli.Lab;

/// <summary>What the services of a running lab answer at <c>/health</c>.</summary>
internal static class LabHealth
{
    private const int MaxAnswerOctets = 64 * 1024;

    private static readonly OperatorBounds Bounds = new(TimeSpan.FromSeconds(5), MaxAnswerOctets);

    public static async Task<JsonArray> OfAsync(LabFolder folder, CancellationToken cancellationToken)
    {
        using var root = X509CertificateLoader.LoadCertificate(Inputs.FileOctets(folder.TlsRoot));
        using var http = OperatorClient.New(new FetchingOptions { TlsRoots = [root] });
        var exchange = new OperatorExchange(http, Clock.System);
        var services = new JsonArray();
        foreach (var zone in LabZone.All)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{folder.OriginOf(zone)}/health");
            var answer = await exchange.SendAsync(request, Bounds, cancellationToken);
            var (isServing, detail) = answer.TryGet(out var reply, out var refusal)
                ? (reply.Status == HttpStatusCode.OK, MessageIn(reply.Body))
                : (false, refusal.Detail);
            services.Add(new JsonObject
            {
                ["service"] = zone.Name, ["url"] = folder.OriginOf(zone), ["serving"] = isServing, ["detail"] = detail,
            });
        }

        return services;
    }

    private static string MessageIn(ReadOnlyMemory<byte> body)
    {
        try
        {
            return (string?)(JsonNode.Parse(body.Span) as JsonObject)?["message"] ?? "";
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return "the answer is not understood";
        }
    }
}
