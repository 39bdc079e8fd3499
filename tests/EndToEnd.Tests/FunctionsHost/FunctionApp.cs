using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;

namespace Shaken.EndToEnd.Tests.FunctionsHost;

/// <summary>A function of the app with an HTTP trigger.</summary>
/// <param name="Methods">As they are written: the host compares without case.</param>
internal sealed record HttpTrigger(string Name, IReadOnlyList<string> Methods, string Route, string AuthLevel)
{
    private readonly TemplateMatcher _matcher = new(TemplateParser.Parse(Route), new RouteValueDictionary());

    public bool Matches(string method, PathString path) =>
        Methods.Contains(method, StringComparer.OrdinalIgnoreCase) && _matcher.TryMatch(path, new RouteValueDictionary());
}

/// <summary>A function of the app that a timer triggers.</summary>
/// <param name="Binding">The name under which the handler finds the schedule in the body.</param>
internal sealed record TimerTrigger(string Name, string Binding, string Schedule);

/// <summary>A folder as the Functions host reads it: host.json, and a function.json in each folder below. What it cannot use is an exception.</summary>
internal sealed record FunctionApp(
    string Root, string Executable, IReadOnlyList<string> Arguments, bool IsProxied, bool IsForwarded, IReadOnlyList<HttpTrigger> Http, IReadOnlyList<TimerTrigger> Timers)
{
    public static FunctionApp Read(string root)
    {
        using var host = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(root, "host.json")));
        if (Text(host.RootElement, "version") != "2.0") throw new InvalidDataException("host.json has another version than 2.0.");
        var prefix = host.RootElement.GetProperty("extensions").GetProperty("http").GetProperty("routePrefix").GetString()!;
        var handler = host.RootElement.GetProperty("customHandler");
        var description = handler.GetProperty("description");
        var (http, timers) = (new List<HttpTrigger>(), new List<TimerTrigger>());
        foreach (var file in Directory.EnumerateDirectories(root).Order(StringComparer.Ordinal).Select(folder => Path.Combine(folder, "function.json")).Where(File.Exists))
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file));
            var name = Path.GetFileName(Path.GetDirectoryName(file)!);
            var bindings = json.RootElement.GetProperty("bindings").EnumerateArray().ToList();
            switch (bindings.Select(binding => $"{Text(binding, "type")} {Text(binding, "direction")}").ToList())
            {
                case ["httpTrigger in", "http out"]:
                    http.Add(new HttpTrigger(name, [.. bindings[0].GetProperty("methods").EnumerateArray().Select(method => method.GetString()!)], Join(prefix, Text(bindings[0], "route")), Text(bindings[0], "authLevel")));
                    break;
                case ["timerTrigger in"]:
                    timers.Add(new TimerTrigger(name, Text(bindings[0], "name"), Text(bindings[0], "schedule")));
                    break;
                default:
                    throw new InvalidDataException($"{file}: these bindings are passed on in another form than the program reads.");
            }
        }

        return new FunctionApp(
            root,
            FindExecutable(root, Text(description, "defaultExecutablePath")),
            [.. description.GetProperty("arguments").EnumerateArray().Select(argument => argument.GetString()!)],
            Flag(handler, "enableProxyingHttpRequest"),
            Flag(handler, "enableForwardingHttpRequest"),
            http,
            timers);
    }

    /// <summary>Which function a request is for: the first that matches, since the host knows no precedence; null is the host's own 404.</summary>
    public HttpTrigger? Find(string method, PathString path) => Http.FirstOrDefault(function => function.Matches(method, path));

    private static string FindExecutable(string root, string name)
    {
        var path = Path.Combine(root, name);
        if (!File.Exists(path)) throw new FileNotFoundException("The executable of host.json is not in the folder.", path);
        if (!OperatingSystem.IsWindows() && !File.GetUnixFileMode(path).HasFlag(UnixFileMode.UserExecute)) throw new InvalidDataException($"{path} may not be executed.");
        return path;
    }

    private static string Join(string prefix, string route) => prefix.Length == 0 ? route : $"{prefix}/{route}";

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static bool Flag(JsonElement element, string name) => element.TryGetProperty(name, out var flag) && flag.GetBoolean();
}
