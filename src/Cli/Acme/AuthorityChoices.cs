using System.CommandLine;
using System.Text.Json;
using Shaken.Cli.Output;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;

namespace Shaken.Cli.Acme;

/// <summary>A CA that the operator may choose.</summary>
/// <param name="Root">The root of its chains, if the operator knows it.</param>
internal sealed record AuthorityChoice(string Name, Uri Directory, StiCertificate? Root);

/// <summary>The CAs to choose among: from the command line, or from a file.</summary>
internal static class AuthorityChoices
{
    public static readonly Option<string[]> Directory = new("--directory") { Description = "A CA as NAME=URL of its ACME directory; may be repeated." };
    public static readonly Option<string[]> CaRoot = new("--ca-root") { Description = "The root of a CA as NAME=FILE, to look for on the trusted-CA list; may be repeated." };
    public static readonly Option<string> File = new("--authorities") { Description = "File with CAs: {\"authorities\":[{\"name\":…,\"directory\":URL,\"root\":FILE}]}; root may be left out." };

    private const int MaxOctets = 1024 * 1024;

    public static IReadOnlyList<AuthorityChoice> Read(ParseResult parsed)
    {
        var roots = (parsed.GetValue(CaRoot) ?? []).Select(text => Pair(text, "--ca-root")).ToDictionary(pair => pair.Name, pair => RootOf(pair.Value), StringComparer.Ordinal);
        var named = (parsed.GetValue(Directory) ?? []).Select(text => Pair(text, "--directory"))
            .Select(pair => new AuthorityChoice(pair.Name, Inputs.Url(pair.Value, "--directory"), roots.GetValueOrDefault(pair.Name)));
        return [.. named, .. parsed.GetValue(File) is { } file ? ReadFile(file, roots) : []];
    }

    /// <summary>The directory that a name or a URL stands for.</summary>
    public static Uri DirectoryOf(ParseResult parsed, string nameOrUrl) =>
        Read(parsed).FirstOrDefault(choice => choice.Name == nameOrUrl)?.Directory
        ?? (nameOrUrl.Contains("://", StringComparison.Ordinal) ? Inputs.Url(nameOrUrl, "ca") : throw new UsageException($"\"{nameOrUrl}\" is neither a URL nor the name of a CA in --directory or --authorities."));

    private static List<AuthorityChoice> ReadFile(string path, Dictionary<string, StiCertificate> roots)
    {
        if (!System.IO.File.Exists(path)) throw new UsageException($"There is no file {path}.");
        if (!StrictJson.TryParseObject(System.IO.File.ReadAllBytes(path), MaxOctets, out var json, out var failure)) throw new UsageException($"{path}: {failure}");
        using (json)
        {
            if (!json.RootElement.TryGetProperty("authorities"u8, out var list) || list.ValueKind != JsonValueKind.Array) throw new UsageException($"{path}: the member authorities must be an array.");
            return [.. list.EnumerateArray().Select(item => ReadOne(path, item, roots))];
        }
    }

    private static AuthorityChoice ReadOne(string path, JsonElement item, Dictionary<string, StiCertificate> roots)
    {
        if (item.ValueKind != JsonValueKind.Object || !item.TryGetString("name"u8, out var name) || !item.TryGetString("directory"u8, out var directory)) throw new UsageException($"{path}: each authority must have a name and a directory.");
        var root = roots.GetValueOrDefault(name)
            ?? (item.TryGetString("root"u8, out var file) ? RootOf(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, file)) : null);
        return new AuthorityChoice(name, Inputs.Url(directory, path), root);
    }

    private static StiCertificate RootOf(string file) => Inputs.Certificates(file)[^1];

    private static (string Name, string Value) Pair(string text, string option) =>
        text.Split('=', 2) is [{ Length: > 0 } name, { Length: > 0 } value] ? (name, value) : throw new UsageException($"{option}: \"{text}\" must have the form NAME=VALUE.");
}
