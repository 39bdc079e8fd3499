using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Shared.Hosting;

/// <summary>Writes what the Azure Functions host reads of a custom handler: a folder with a function.json for each function.</summary>
public static class FunctionFolders
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, NewLine = "\n" };

    /// <summary>Path within the app's root, and content, of every function.json.</summary>
    public static IEnumerable<(string Path, byte[] Content)> All() => Of(Enum.GetValues<Role>());

    /// <summary>
    /// Those of a deployment with these roles, and those that every deployment has. They are written before there are settings, so routes
    /// have no prefix: under this host a prefix is refused at the start.
    /// </summary>
    public static IEnumerable<(string Path, byte[] Content)> Of(IReadOnlyCollection<Role> roles)
    {
        bool IsOn(Role? role) => role is null || roles.Contains(role.Value);
        var functions = FunctionBindings.Of(
            FunctionTable.Http.Where(function => IsOn(function.Role)), FunctionTable.Timers.Where(timer => IsOn(timer.Role)),
            BindingWords.FunctionJson);
        return functions.Select(function => ($"{function.Name}/function.json", Write(function)));
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

    private static byte[] Write(FunctionBindings function)
    {
        using var output = new MemoryStream();
        using (var writer = new Utf8JsonWriter(output, Indented))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("bindings");
            foreach (var write in function.Bindings) write(writer);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return output.ToArray();
    }
}
