using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Shared.Hosting;

/// <summary>
/// One HTTP function: an endpoint of the program and a function.json of the function app, both made of this.
/// </summary>
/// <param name="Name">The function's name and the folder of its function.json.</param>
/// <param name="Role">Which role it belongs to; null: every deployment has it.</param>
/// <param name="Method">One HTTP method. HEAD is answered wherever GET is (RFC 9110 section 9.1), with the headers of GET.</param>
/// <param name="Route">Without a leading slash, in the pattern language that ASP.NET Core and the Functions host share.</param>
/// <param name="Handler">Answers a request.</param>
/// <param name="TakesAway">A GET that hands out what is there and removes it: HEAD would lose it, so it is refused with 405.</param>
public sealed record HttpFunction(string Name, Role? Role, string Method, string Route, RequestDelegate Handler, bool TakesAway = false)
{
    /// <summary>
    /// Every method that the function answers. At the Functions host one function of a route takes the others too, for the 405
    /// (FunctionFolders).
    /// </summary>
    public IReadOnlyList<string> Methods { get; } = Method == "GET" && !TakesAway ? ["GET", "HEAD"] : [Method];

    /// <summary>The route as a template of OpenAPI, which has no part that takes the rest of a path.</summary>
    public string Template => Route.Replace("{*", "{", StringComparison.Ordinal);

    /// <summary>What a deployment's settings put before the route, without slashes around it; null: nothing.</summary>
    public Func<ParsedSettings, string>? Prefix { get; init; }

    /// <summary>The function as a deployment with these settings has it: its route with the prefix.</summary>
    public HttpFunction In(ParsedSettings settings) =>
        Prefix?.Invoke(settings) is { Length: > 0 } prefix ? this with { Route = $"{prefix}/{Route}" } : this;
}

/// <summary>One timer function: a schedule of the program alone, and a function.json of the function app.</summary>
/// <param name="Schedule">NCRONTAB with seconds, six fields, UTC.</param>
/// <param name="RunAsync">Does the work; it may run on any instance, twice in a row, or late.</param>
public sealed record TimerFunction(string Name, Role? Role, string Schedule, Func<IServiceProvider, CancellationToken, Task> RunAsync);
