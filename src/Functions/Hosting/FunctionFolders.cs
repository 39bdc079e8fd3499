using System.Text.Json;

namespace Shaken.Functions.Hosting;

/// <summary>
/// Writes what the Azure Functions host reads: a folder with a function.json for each function. Explicit routes and no catch-all: with one, a
/// stranger's request would reach a timer's endpoint.
/// </summary>
public static class FunctionFolders
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, NewLine = "\n" };

    /// <summary>Path within the app's root, and content, of every function.json.</summary>
    public static IEnumerable<(string Path, byte[] Content)> All() =>
        FunctionTable.Http.Select(function => ($"{function.Name}/function.json", Write(writer => WriteHttp(writer, function))))
            .Concat(FunctionTable.Timers.Select(function => ($"{function.Name}/function.json", Write(writer => WriteTimer(writer, function)))));

    /// <summary>Writes them under a folder.</summary>
    public static void WriteTo(string folder)
    {
        foreach (var (path, content) in All())
        {
            var file = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, content);
        }
    }

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

    private static void WriteHttp(Utf8JsonWriter writer, HttpFunction function)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "httpTrigger");
        writer.WriteString("direction", "in");
        writer.WriteString("name", "req");

        // The program itself decides who may do what: a function key is no identity.
        writer.WriteString("authLevel", "anonymous");
        writer.WriteStartArray("methods");
        writer.WriteStringValue(function.Method.ToLowerInvariant());
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
