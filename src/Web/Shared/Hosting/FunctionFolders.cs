using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Shared.Hosting;

/// <summary>
/// Writes what the Azure Functions host reads: a folder with a function.json for each function. Explicit routes and no catch-all: with one, a
/// stranger's request would reach a timer's endpoint. The functions of a route list every method between them, and none of them twice: what none of them
/// lists the host itself answers, with an empty 404, and among functions that list the same it knows no precedence.
/// </summary>
public static class FunctionFolders
{
    // Those that HTTP defines (RFC 9110 section 9, RFC 5789), but for CONNECT, which is not sent to a path.
    private static readonly string[] EveryMethod = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"];

    private static readonly JsonWriterOptions Indented = new() { Indented = true, NewLine = "\n" };

    /// <summary>Path within the app's root, and content, of every function.json.</summary>
    public static IEnumerable<(string Path, byte[] Content)> All() => Of(Enum.GetValues<Role>());

    /// <summary>Those of a deployment with these roles, and those that every deployment has. A timer that is not there costs no execution.</summary>
    public static IEnumerable<(string Path, byte[] Content)> Of(IReadOnlyCollection<Role> roles)
    {
        foreach (var route in FunctionTable.Http.Where(function => Has(roles, function.Role)).GroupBy(function => function.Route, StringComparer.OrdinalIgnoreCase))
        {
            foreach (var function in route) yield return (FileOf(function.Name), Write(writer => WriteHttp(writer, function, MethodsOf(function, [.. route]))));
        }

        foreach (var timer in FunctionTable.Timers.Where(timer => Has(roles, timer.Role))) yield return (FileOf(timer.Name), Write(writer => WriteTimer(writer, timer)));
    }

    /// <summary>Writes those of the roles that are named under a folder; where none is named, all.</summary>
    /// <returns>False where a name is no role's; then nothing is written.</returns>
    public static bool TryWriteTo(string folder, IReadOnlyList<string> names, [NotNullWhen(false)] out string? unknown)
    {
        var roles = new List<Role>();
        foreach (var name in names)
        {
            unknown = name;
            if (!Enum.GetNames<Role>().Contains(name, StringComparer.OrdinalIgnoreCase)) return false;
            roles.Add(Enum.Parse<Role>(name, ignoreCase: true));
        }

        foreach (var (path, content) in roles.Count == 0 ? All() : Of(roles))
        {
            var file = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, content);
        }

        unknown = null;
        return true;
    }

    private static string FileOf(string name) => $"{name}/function.json";

    // The first of a route also takes the methods that nobody answers, so that the program refuses them itself: 405 with Allow.
    private static IEnumerable<string> MethodsOf(HttpFunction function, IReadOnlyList<HttpFunction> ofRoute) => function == ofRoute[0]
        ? function.Methods.Concat(EveryMethod.Except(ofRoute.SelectMany(other => other.Methods)))
        : function.Methods;

    private static bool Has(IReadOnlyCollection<Role> roles, Role? role) => role is null || roles.Contains(role.Value);

    private static byte[] Write(Action<Utf8JsonWriter> writeBindings)
    {
        using var output = new MemoryStream();
        using (var writer = new Utf8JsonWriter(output, Indented))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("bindings");
            writeBindings(writer);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return output.ToArray();
    }

    private static void WriteHttp(Utf8JsonWriter writer, HttpFunction function, IEnumerable<string> methods)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "httpTrigger");
        writer.WriteString("direction", "in");
        writer.WriteString("name", "req");

        // The program itself decides who may do what: a function key is no identity.
        writer.WriteString("authLevel", "anonymous");
        writer.WriteStartArray("methods");
        foreach (var method in methods) writer.WriteStringValue(method.ToLowerInvariant());
        writer.WriteEndArray();
        writer.WriteString("route", function.Route);
        writer.WriteEndObject();
        writer.WriteStartObject();
        writer.WriteString("type", "http");
        writer.WriteString("direction", "out");
        writer.WriteString("name", "res");
        writer.WriteEndObject();
    }

    private static void WriteTimer(Utf8JsonWriter writer, TimerFunction function)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "timerTrigger");
        writer.WriteString("direction", "in");
        writer.WriteString("name", "timer");
        writer.WriteString("schedule", function.Schedule);
        writer.WriteEndObject();
    }
}
