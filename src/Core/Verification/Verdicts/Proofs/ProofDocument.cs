using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Shaken.Core.Verification.Verdicts.Proofs;

/// <summary>A proof as it is written.</summary>
/// <param name="Version">Of this form.</param>
/// <param name="At">The moment of the verdict.</param>
/// <param name="Call">What was judged.</param>
/// <param name="Rules">By which rules.</param>
/// <param name="Certificates">What stood behind each x5u that was asked for.</param>
/// <param name="Revocation">What was known of the revocation of each path.</param>
/// <param name="Verdict">The verdict.</param>
/// <param name="Trust">The roots in force; null: none were.</param>
/// <param name="Lists">The TNAuthLists by reference that the certificates name; null: they name none.</param>
/// <param name="Owner">
/// Whose the calling number was by the number table, where a delegate's certificate takes that; null: not known.
/// </param>
/// <param name="Digest">SHA-256 of all else; null only while it is made.</param>
internal sealed record ProofDocument(
    int Version,
    DateTimeOffset At,
    ProofCall Call,
    ProofRules Rules,
    IReadOnlyList<ProofBundle> Certificates,
    IReadOnlyList<ProofRevocation> Revocation,
    ProofVerdict Verdict,
    ProofTrust? Trust = null,
    IReadOnlyList<ProofTnList>? Lists = null,
    string? Owner = null,
    string? Digest = null)
{
    public const int KnownVersion = 1;

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, ProofJson.Default.ProofDocument);

    public static bool TryRead(
        JsonElement json, [NotNullWhen(true)] out ProofDocument? document, [NotNullWhen(false)] out string? failure)
    {
        document = null;
        failure = "a member is missing, unknown, or of another form";

        // The serializer looks for no null among the items of an array.
        if (HasNull(json)) return false;
        try
        {
            document = json.Deserialize(ProofJson.Default.ProofDocument);
        }
        catch (JsonException)
        {
            // The text of the exception may quote the proof, which holds numbers.
        }

        return document is not null;
    }

    private static bool HasNull(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().Any(member => HasNull(member.Value)),
        JsonValueKind.Array => json.EnumerateArray().Any(HasNull),
        JsonValueKind.Null => true,
        JsonValueKind.Undefined or JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => false,
    };
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(ProofDocument))]
internal sealed partial class ProofJson : JsonSerializerContext;
