using System.Text.Json.Serialization;

namespace Shaken.Core.Authentication.Origins;

/// <summary>A key of origids.</summary>
/// <param name="Version">0 to 15; stands in front of each origid that it makes.</param>
internal sealed record OrigIdKey(int Version, OrigIdCipher Cipher, DateTimeOffset CreatedAt);

/// <summary>A key as it is stored.</summary>
/// <param name="Sealed">The key, sealed under a deployment secret.</param>
/// <param name="SecretId">Which one.</param>
internal sealed record OrigIdKeyDocument(byte[] Sealed, string SecretId, DateTimeOffset CreatedAt);

/// <summary>Where calls come from, as it is stored.</summary>
internal sealed record CallSourceDocument(string Tenant, string? Customer, string? Trunk, int KeyVersion);

/// <summary>The number of a source, as it is stored under its names.</summary>
/// <param name="KeyVersion">Of the key that makes the origid of all calls of the source: it stays the same under newer keys.</param>
internal sealed record CallSourceNumber(int Number, int KeyVersion);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(OrigIdKeyDocument))]
[JsonSerializable(typeof(CallSourceDocument))]
[JsonSerializable(typeof(CallSourceNumber))]
internal sealed partial class OriginsJson : JsonSerializerContext;
