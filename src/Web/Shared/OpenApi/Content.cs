using System.Text.Json.Serialization.Metadata;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.Shared.OpenApi;

/// <summary>A body.</summary>
/// <param name="MediaType">Without parameters.</param>
/// <param name="Schema">Of the decoded text; of a body that is no JSON, of its characters.</param>
internal sealed record Content(string MediaType, Schema Schema)
{
    private const string JsonMediaType = "application/json";

    /// <summary>The problem document that nearly every refusal is.</summary>
    public static Content Problem { get; } = new("application/problem+json", Schema.Of(() => AnswersJson.Default.Problem));

    /// <summary>The body of a success that has no document of its own.</summary>
    public static Content Acknowledgement { get; } = Json(() => AnswersJson.Default.Acknowledgement);

    /// <summary>JSON that generated code writes or reads.</summary>
    public static Content Json(Func<JsonTypeInfo> type) => new(JsonMediaType, Schema.Of(type));

    /// <summary>JSON of one of two types.</summary>
    public static Content JsonOf(Func<JsonTypeInfo> one, Func<JsonTypeInfo> other) =>
        new(JsonMediaType, new EitherSchema(Schema.Of(one), Schema.Of(other)));

    /// <summary>JSON that is read member by member.</summary>
    public static Content Json(params IReadOnlyList<Member> members) =>
        new(JsonMediaType, new ObjectSchema(members));

    /// <summary>Text of another media type.</summary>
    public static Content Text(string mediaType, string meaning) => new(mediaType, new TextSchema(meaning));

    /// <summary>Octets that are no text.</summary>
    public static Content Octets(string mediaType, string meaning) => new(mediaType, new OctetsSchema(meaning));
}
