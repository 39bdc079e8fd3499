using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Shaken.Core.Tests.Support;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Hosting;

namespace Shaken.Web.Tests.Support;

/// <summary>
/// The functions of an isolated worker with the role cr, asked without a server: what the worker library would hand over, made by
/// the test.
/// </summary>
internal sealed class WorkerDeployment : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WorkerDeployment(WebApplication app, ParsedSettings settings, ConcurrentQueue<string> log)
    {
        (_app, Settings, Log) = (app, settings, log);
        Functions = new WorkerFunctions(settings, app.Services);
    }

    public ParsedSettings Settings { get; }

    public WorkerFunctions Functions { get; }

    public IServiceProvider Services => _app.Services;

    public ConcurrentQueue<string> Log { get; }

    public static WorkerDeployment New(SharedStore? shared, params (string Name, string Value)[] settings)
    {
        var all = new Dictionary<string, string?>
        {
            ["Shaken:IsolatedWorker"] = "true",
            ["Shaken:Roles"] = "cr",
            ["Shaken:Storage"] = "Memory",
        };
        foreach (var (name, value) in settings) all[name] = value;
        Assert.True(
            SettingsParser.Parse(new ConfigurationBuilder().AddInMemoryCollection(all).Build()).TryGet(out var parsed, out var errors),
            string.Join("; ", errors?.Lines ?? []));
        var log = new ConcurrentQueue<string>();
        var dependencies = HostDependencies.Real with { Time = new ManualTime(), Shared = shared };
        var app =
            ShakenProgram.Build(parsed, dependencies, logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new FullLogging(log)));
        return new WorkerDeployment(app, parsed, log);
    }

    /// <summary>Has a function answer a request.</summary>
    public async Task<(int Status, IHeaderDictionary Headers, string Body)> AskAsync(
        string function, string method, string path, byte[]? body =
            null, string invocation = "1", params (string Name, string Value)[] headers)
    {
        using var answer = new MemoryStream();
        var context = NewRequest(method, path, headers);
        context.Response.Body = answer;
        if (body is not null) context.Request.Body = new MemoryStream(body);
        await Functions.AnswerAsync(function, invocation, context);
        return (context.Response.StatusCode, context.Response.Headers, Encoding.UTF8.GetString(answer.ToArray()));
    }

    /// <summary>A request as the worker's routing leaves it.</summary>
    public DefaultHttpContext NewRequest(string method, string path, params (string Name, string Value)[] headers)
    {
        var context = new DefaultHttpContext { RequestServices = _app.Services };
        (context.Request.Method, context.Request.Path, context.Request.Scheme, context.Request.Host) =
            (method, path, "http", new HostString("localhost"));
        context.Connection.RemoteIpAddress = IPAddress.Loopback;
        foreach (var (name, value) in headers) context.Request.Headers[name] = value;
        foreach (var route in FunctionTable.Http.Select(one => RoutePatternFactory.Parse(one.Route)))
        {
            var values = new RouteValueDictionary();
            if (!new TemplateMatcher(new(route), new RouteValueDictionary()).TryMatch(path, values)) continue;
            context.Request.RouteValues = values;
            context.SetEndpoint(new RouteEndpoint(_ => Task.CompletedTask, route, 0, null, null));
        }

        return context;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
