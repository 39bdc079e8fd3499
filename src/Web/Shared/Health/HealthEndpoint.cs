using System.Text.Json.Serialization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Shaken.Web.Shared.Health;

/// <summary>What <c>/health</c> answers. <c>status</c> and <c>message</c> are what clients of ATIS-1000105 read.</summary>
/// <param name="Message">OK, or why not.</param>
/// <param name="Checks">Each check by its name; null where nothing is checked.</param>
public sealed record HealthAnswer(int Status, string Message, IReadOnlyDictionary<string, HealthCheckAnswer>? Checks);

/// <summary>One check.</summary>
/// <param name="Status">healthy, degraded (requests are served) or unhealthy.</param>
/// <param name="Reason">Why it is not healthy; null where it is.</param>
public sealed record HealthCheckAnswer(string Status, string? Reason);

/// <summary>
/// Whether a request would be served now: 200, or 503 with the reason. It reads what background work noted, so that it answers while everything is busy and
/// costs nearly nothing, however often a stranger asks.
/// </summary>
internal static class HealthEndpoint
{
    private const string Path = "/health";

    /// <summary>Whether a path is one of health, which no limit refuses.</summary>
    public static bool Covers(PathString path) => path.Value is Path or Path + "/live" or Path + "/ready";

    /// <summary>The process answers. Nothing is checked: an outage of the store is no reason to restart the process.</summary>
    public static Task GetLiveAsync(HttpContext context) => WriteAsync(context, new HealthAnswer(StatusCodes.Status200OK, "OK", Checks: null));

    /// <summary>Requests are served.</summary>
    public static async Task GetReadyAsync(HttpContext context)
    {
        var report = await context.RequestServices.GetRequiredService<HealthReports>().GetAsync(context.RequestAborted);
        var isServing = report.Status != HealthStatus.Unhealthy;
        var message = isServing ? "OK" : report.Entries.Values.First(entry => entry.Status == HealthStatus.Unhealthy).Description ?? "unhealthy";
        var checks = report.Entries.ToDictionary(entry => entry.Key, entry => new HealthCheckAnswer(TextOf(entry.Value.Status), entry.Value.Description), StringComparer.Ordinal);
        await WriteAsync(context, new HealthAnswer(isServing ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, message, checks));
    }

    private static Task WriteAsync(HttpContext context, HealthAnswer answer)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.StatusCode = answer.Status;
        return context.Response.WriteAsJsonAsync(answer, HealthJson.Default.HealthAnswer);
    }

    private static string TextOf(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "healthy",
        HealthStatus.Degraded => "degraded",
        HealthStatus.Unhealthy => "unhealthy",
    };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(HealthAnswer))]
internal sealed partial class HealthJson : JsonSerializerContext;
