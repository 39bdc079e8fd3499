using System.Collections.Frozen;
using Microsoft.AspNetCore.Http.Features;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Timers;

namespace Shaken.Web.Shared.Hosting;

/// <summary>
/// The functions of a deployment for the isolated worker of Azure Functions: what the host is told of each, and how each answers. The
/// worker has no place for
/// middleware around an endpoint, so a request gets the pipeline of the web program here: faults become answers, limits hold, a wrong
/// method is a 405.
/// </summary>
internal sealed class WorkerFunctions
{
    private readonly FrozenDictionary<string, HttpFunction> _http;
    private readonly FrozenDictionary<string, TimerFunction> _timers;
    private readonly RequestDelegate _answer;

    public WorkerFunctions(ParsedSettings settings, IServiceProvider services)
    {
        var (http, timers) = (FunctionTable.HttpOf(settings).ToList(), FunctionTable.TimersOf(settings).ToList());
        _http = http.ToFrozenDictionary(function => function.Name, StringComparer.Ordinal);
        _timers = timers.ToFrozenDictionary(timer => timer.Name, StringComparer.Ordinal);
        Listed = [.. FunctionBindings.Of(http, timers, BindingWords.Worker).Select(function => (function.Name, function.Texts()))];
        _answer = RequestPipeline.Before(services, AnswerAsync);
    }

    /// <summary>The name of each function, and its bindings as JSON texts.</summary>
    public IReadOnlyList<(string Name, IReadOnlyList<string> Bindings)> Listed { get; }

    public bool IsTimer(string name) => _timers.ContainsKey(name);

    /// <summary>Answers a request that the host has routed to a function.</summary>
    /// <param name="name">The function's name.</param>
    /// <param name="invocationId">As the host gave it beside the request.</param>
    public Task AnswerAsync(string name, string invocationId, HttpContext context)
    {
        var function = _http[name];
        context.Features.Set(function);
        context.Features.Set(new HostInvocation(invocationId));

        // The first function of a route also takes the methods that none of them answers. Without an endpoint no limit waits for a body.
        if (!Answers(function, context)) context.SetEndpoint(null);
        return _answer(context);
    }

    /// <summary>Runs a timer.</summary>
    /// <param name="name">The function's name.</param>
    public Task RunAsync(string name, IServiceProvider services, CancellationToken cancellationToken) =>
        services.GetRequiredService<TimerRunner>().RunAsync(_timers[name], cancellationToken);

    private Task AnswerAsync(HttpContext context)
    {
        var function = context.Features.GetRequiredFeature<HttpFunction>();
        if (Answers(function, context)) return function.Handler(context);
        context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        context.Response.Headers.Allow = string.Join(", ", AnsweredAt(function.Route));
        return Task.CompletedTask;
    }

    // Without regard to case, as routing compares.
    private static bool Answers(HttpFunction function, HttpContext context) =>
        function.Methods.Contains(context.Request.Method, StringComparer.OrdinalIgnoreCase);

    private IEnumerable<string> AnsweredAt(string route) =>
        _http.Values.Where(function => function.Route.Equals(route, StringComparison.OrdinalIgnoreCase))
            .SelectMany(function => function.Methods).Order(StringComparer.Ordinal);
}
