using System.Text.Json.Serialization;

namespace Shaken.Core.CertificationAuthority.Acme;

/// <summary>Serialization of what this folder stores, generated at build.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy =
        JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(AcmeAccount))]
[JsonSerializable(typeof(AcmeOrder))]
[JsonSerializable(typeof(AcmeIndexEntry))]
[JsonSerializable(typeof(AcmeAuthorizedOrder[]))]
[JsonSerializable(typeof(ExternalKeyDocument))]
[JsonSerializable(typeof(string))]
internal sealed partial class AcmeJson : JsonSerializerContext;
