using System.Text.Json.Serialization;
using Shaken.Local.Keys;

namespace Shaken.Local.Authorities;

/// <summary>What a founding made, the root first.</summary>
public sealed record FoundedKeys(IReadOnlyList<KeyEntry> Entries);

/// <summary>Serialization of this folder's own documents, generated at build.</summary>
[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class AuthoritiesJson : JsonSerializerContext;
