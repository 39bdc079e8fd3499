using System.Text.Json.Serialization;

namespace Shaken.Web.CallPlacement;

/// <summary>What one family of clients of ATIS-1000096 reads on success.</summary>
public sealed record MessageAnswer(string Message);

/// <summary>PASSporTs handed out.</summary>
public sealed record PassportsAnswer(IReadOnlyList<string> Passports);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(MessageAnswer))]
[JsonSerializable(typeof(PassportsAnswer))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class CpsJson : JsonSerializerContext;
