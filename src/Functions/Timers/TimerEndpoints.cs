using System.Text;
using Shaken.Functions.Configuration;
using Shaken.Functions.Hosting;
using Shaken.Functions.Problems;

namespace Shaken.Functions.Timers;

/// <summary>
/// Where the Functions host starts a timer: <c>POST /{name}</c>. The host calls with the Host header of the handler's own loopback port, and
/// forwards strangers' requests with another; so only the former is answered. An empty or other answer than a JSON object would hang the timer.
/// </summary>
internal static class TimerEndpoints
{
    private const int MaxInvocationOctets = 64 * 1024;

    private static readonly byte[] Done = Encoding.UTF8.GetBytes("""{"Outputs":{},"Logs":[],"ReturnValue":null}""");

    public static void Map(IEndpointRouteBuilder routes, Settings settings)
    {
        if (settings.Listen.FunctionsHostPort is not { } port) return;
        foreach (var timer in FunctionTable.Timers.Where(timer => FunctionTable.IsOn(timer.Role, settings)))
            routes.MapPost($"/{timer.Name}", context => RunAsync(context, timer, $"127.0.0.1:{port}"));
    }

    private static async Task RunAsync(HttpContext context, TimerFunction timer, string host)
    {
        if (context.Request.Host.Value != host)
        {
            await context.Response.WriteProblemAsync(Problem.Of(StatusCodes.Status404NotFound, "not-found", "nothing is at this path"));
            return;
        }

        // What the host tells of the schedule is not needed, but it sends it chunked and waits until it is read.
        await BodyReader.ReadAsync(context.Request, MaxInvocationOctets);
        await timer.RunAsync(context.RequestServices, context.RequestAborted);
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(Done, context.RequestAborted);
    }
}
