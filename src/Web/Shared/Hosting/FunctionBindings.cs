using System.Text;
using System.Text.Json;

namespace Shaken.Web.Shared.Hosting;

/// <summary>
/// What the Azure Functions host is told of a function. Explicit routes and no catch-all: with one, a stranger's request would reach a
/// timer's endpoint. The
/// functions of a route list every method between them, and none of them twice: what none of them lists the host itself answers, with an
/// empty 404, and among
/// functions that list the same it knows no precedence.
/// </summary>
/// <param name="Name">The function's name.</param>
/// <param name="Bindings">Each writes one JSON object.</param>
internal sealed record FunctionBindings(string Name, IReadOnlyList<Action<Utf8JsonWriter>> Bindings)
{
    // Those that HTTP defines (RFC 9110 section 9, RFC 5789), but for CONNECT, which is not sent to a path.
    private static readonly string[] EveryMethod = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"];

    /// <summary>Each binding as a JSON text of its own.</summary>
    public IReadOnlyList<string> Texts() => [.. Bindings.Select(TextOf)];

    /// <summary>Those of a deployment. A timer that is not there costs no execution.</summary>
    public static IEnumerable<FunctionBindings> Of(
        IEnumerable<HttpFunction> http, IEnumerable<TimerFunction> timers, BindingWords words)
    {
        var routes = http.GroupBy(function => function.Route, StringComparer.OrdinalIgnoreCase);
        foreach (var route in routes)
        {
            foreach (var function in route)
            {
                var methods = MethodsOf(function, [.. route]);
                yield return new FunctionBindings(
                    function.Name, [writer => WriteHttp(writer, function, methods, words), writer => WriteAnswer(writer, words)]);
            }
        }

        foreach (var timer in timers)
            yield return new FunctionBindings(timer.Name, [writer => WriteTimer(writer, timer, words)]);
    }

    // The first of a route also takes the methods that nobody answers, so that the program refuses them itself: 405 with Allow.
    private static string[] MethodsOf(HttpFunction function, IReadOnlyList<HttpFunction> ofRoute) => function == ofRoute[0]
        ? [.. function.Methods, .. EveryMethod.Except(ofRoute.SelectMany(other => other.Methods))]
        : [.. function.Methods];

    private static void WriteHttp(Utf8JsonWriter writer, HttpFunction function, IEnumerable<string> methods, BindingWords words)
    {
        Begin(writer, "httpTrigger", words.In, "req");

        // The program itself decides who may do what: a function key is no identity.
        writer.WriteString("authLevel", "anonymous");
        writer.WriteStartArray("methods");
        foreach (var method in methods) writer.WriteStringValue(method.ToLowerInvariant());
        writer.WriteEndArray();
        writer.WriteString("route", function.Route);
        writer.WriteEndObject();
    }

    private static void WriteAnswer(Utf8JsonWriter writer, BindingWords words)
    {
        Begin(writer, "http", words.Out, words.Answer);
        writer.WriteEndObject();
    }

    private static void WriteTimer(Utf8JsonWriter writer, TimerFunction function, BindingWords words)
    {
        Begin(writer, "timerTrigger", words.In, "timer");
        writer.WriteString("schedule", function.Schedule);
        writer.WriteEndObject();
    }

    private static void Begin(Utf8JsonWriter writer, string type, string direction, string name)
    {
        writer.WriteStartObject();
        writer.WriteString("type", type);
        writer.WriteString("direction", direction);
        writer.WriteString("name", name);
    }

    private static string TextOf(Action<Utf8JsonWriter> write)
    {
        using var output = new MemoryStream();
        using (var writer = new Utf8JsonWriter(output)) write(writer);
        return Encoding.UTF8.GetString(output.GetBuffer().AsSpan(0, (int)output.Length));
    }
}

/// <summary>How a reader of bindings spells what it distinguishes by spelling.</summary>
/// <param name="In">The direction of a trigger.</param>
/// <param name="Out">The direction of an answer.</param>
/// <param name="Answer">The name of the binding of an HTTP answer.</param>
internal sealed record BindingWords(string In, string Out, string Answer)
{
    /// <summary>A function.json, as the host reads it for a custom handler.</summary>
    public static BindingWords FunctionJson { get; } = new("in", "out", "res");

    /// <summary>The isolated worker, which reads directions with capitals only.</summary>
    public static BindingWords Worker { get; } = new("In", "Out", "$return");
}
