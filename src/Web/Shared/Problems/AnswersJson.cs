using System.Text.Json.Serialization;

namespace Shaken.Web.Shared.Problems;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(Acknowledgement))]
internal sealed partial class AnswersJson : JsonSerializerContext;
