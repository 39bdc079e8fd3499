using System.Text.Json.Serialization;

namespace Shaken.Core.Storage;

/// <summary>Serialization of this folder's own documents, generated at build so that a trimmed or precompiled program has it.</summary>
[JsonSerializable(typeof(string))]
internal sealed partial class StorageJson : JsonSerializerContext;
