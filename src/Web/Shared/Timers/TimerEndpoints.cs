using System.Text;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.Shared.Timers;

/// <summary>
/// Where the Functions host starts a timer: <c>POST /{name}</c>. The host calls with the Host header of the handler's own loopback port. A
/// request that it forwards keeps the stranger's; one that it proxies has the same as a timer, but names the stranger's in X-Forwarded-Host, which
/// the host itself writes. Only what is neither is answered. An empty or other answer than a JSON object would hang the timer.
/// </summary>
internal static class TimerEndpoints
{
    private const int MaxInvocationOctets = 64 * 1024;

    private static readonly byte[] Done = Encoding.UTF8.GetBytes("""{"Outputs":{},"Logs":[],"ReturnValue":null}""");

    public static void Map(IEndpointRouteBuilder routes, ParsedSettings settings)
    {
        if (settings.Get<ListenSettings>().FunctionsHostPort is not { } port) return;
        foreach (var timer in FunctionTable.Timers)
        {
            var isOn = FunctionTable.IsOn(timer.Role, settings);
            routes.MapPost($"/{timer.Name}", context => AnswerAsync(context, timer, isOn, $"127.0.0.1:{port}"));
        }
    }

    // A timer of a role that is off has nothing to do; without an answer its every run would count as failed.
    private static async Task AnswerAsync(HttpContext context, TimerFunction timer, bool isOn, string host)
    {
        if (context.Request.Host.Value != host || PassedOn.Is(context.Request))
        {
            await context.Response.WriteProblemAsync(Problem.Of(StatusCodes.Status404NotFound, "not-found", "nothing is at this path"));
            return;
        }

        // What the host tells of the schedule is not needed, but it sends it chunked and waits until it is read.
        await BodyReader.ReadAsync(context.Request, MaxInvocationOctets);

        // An exception goes on: the host counts the run as failed too, and the web server's log has it.
        if (isOn) await context.RequestServices.GetRequiredService<TimerRunner>().RunAsync(timer, context.RequestAborted);
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(Done, context.RequestAborted);
    }
}
