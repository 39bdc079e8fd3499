using System.Text.Json.Nodes;
using Shaken.Web.Shared.OpenApi;

namespace Shaken.Web.Tests.Shared.OpenApi;

/// <summary>Bodies that schemas allow, of the examples that stand in them where they have some.</summary>
internal static class BodyExamples
{
    public static string Of(Schema schema) => schema is TextSchema or OctetsSchema ? "text" : Write(schema).ToJsonString();

    private static JsonNode Write(Schema schema) => schema switch
    {
        TextSchema { Format: "date-time" } => "2026-11-30T00:00:00Z",
        TextSchema { Format: "date" } => "2026-11-30",
        TextSchema or OctetsSchema => "text",
        ChoiceSchema choice => choice.Values[0],
        NumberSchema number => number.Least,
        FlagSchema => false,
        ListSchema list => new JsonArray(Write(list.Items)),
        ObjectSchema members => new JsonObject(members.Members.Where(member => member.IsRequired).Select(member =>
            KeyValuePair.Create(member.Name, member.Example is { } example ? JsonNode.Parse(example) : Write(member.Schema)))),
        JwsSchema => new JsonObject { ["protected"] = "e30", ["payload"] = "", ["signature"] = "AAAA" },
        EitherSchema either => Write(either.One),
        _ => new JsonObject(),
    };
}
