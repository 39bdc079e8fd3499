using System.Globalization;
using System.Net;
using Shaken.Core.Fetching;
using Shaken.Web.Shared.Hosting;

namespace Shaken.Web.Shared.Health;

/// <summary>
/// <c>shaken-server --check-health URL</c>: asks a running program for its health. A container without a shell has no other client to ask
/// with.
/// </summary>
public static class HealthProbeCommand
{
    private const int Healthy = 0;
    private const int Unhealthy = 1;
    private const int Usage = 64;
    private const int MaxAnswerOctets = 64 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Asks once.</summary>
    /// <returns>0: the program is healthy; 1: it is not, or does not answer; 64: the URL is none.</returns>
    public static async Task<int> RunAsync(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var health) || health.Scheme is not ("http" or "https"))
            return Fail($"\"{url}\" must be the http or https URL of a program's health, such as http://127.0.0.1:7071/health", Usage);
        using var http = OperatorClient.New(new FetchingOptions());
        using var request = new HttpRequestMessage(HttpMethod.Get, health);
        var exchange = new OperatorExchange(http, HostDependencies.Real.Time);
        var asked = await exchange.SendAsync(request, new OperatorBounds(Patience, MaxAnswerOctets), CancellationToken.None);
        if (!asked.TryGet(out var reply, out var refusal)) return Fail($"{health} does not answer: {refusal.Detail}", Unhealthy);
        return reply.Status == HttpStatusCode.OK
            ? Healthy
            : Fail(string.Create(CultureInfo.InvariantCulture, $"{health} answers {(int)reply.Status}"), Unhealthy);
    }

    private static int Fail(string message, int code)
    {
        Console.Error.WriteLine(message);
        return code;
    }
}
