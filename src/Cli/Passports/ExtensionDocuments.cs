using System.Text.Json.Nodes;
using Shaken.Cli.Output;
using Shaken.Core.Passports;
using Shaken.Core.Passports.Extensions;

namespace Shaken.Cli.Passports;

/// <summary>The claims of extensions as members of a PASSporT's document, under the names that the standards give them.</summary>
internal static class ExtensionDocuments
{
    public static void AddTo(JsonObject document, PassportClaims claims)
    {
        switch (claims.Extension)
        {
            case Diversion diversion:
                Add(document, diversion);
                break;
            case EmbeddedDiversion embedded:
                Add(document, embedded.Diversion);
                document["opt"] = UntrustedPassport.TryParse(embedded.Original, out var original, out var refusal)
                    ? Documents.Of(original)
                    : Documents.Of(refusal);
                break;
            case PriorityClaims priorities:
                document["rph"] = new JsonArray([.. priorities.Auth.Select(value => (JsonNode)value.ToString())]);
                if (priorities.IsEmergencyCallback) document["sph"] = "psap-callback";
                break;
            case RichCallClaims rich:
                Add(document, rich);
                break;
            case MessageClaims message:
                document["msgi"] = message.Body?.ToString();
                break;
        }

        if (claims.MediaKeys.Count == 0) return;
        document["mky"] = new JsonArray([.. claims.MediaKeys.Select(key => (JsonNode)$"{key.Algorithm} {key.Fingerprint}")]);
    }

    private static void Add(JsonObject document, Diversion diversion)
    {
        document["div"] = Documents.TextOf(diversion.From);
        if (diversion.HistoryIndex is { } index) document["hi"] = index;
    }

    private static void Add(JsonObject document, RichCallClaims claims)
    {
        if (claims.Data is { } data)
        {
            document["rcd"] = new JsonObject
            {
                ["nam"] = data.Name,
                ["apn"] = data.AlternateNumber?.Value,
                ["icn"] = data.IconUrl,
                ["jcd"] = data.CardJson,
                ["jcl"] = data.CardUrl,
            };
        }

        if (claims.Reason is { } reason) document["crn"] = reason;
        if (claims.Digests.Count == 0) return;
        document["rcdi"] = new JsonObject(
            claims.Digests.Select(digest => KeyValuePair.Create(digest.Path, (JsonNode?)digest.Digest.ToString())));
    }
}
