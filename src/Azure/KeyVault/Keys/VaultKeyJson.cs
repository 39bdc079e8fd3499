using System.Security.Cryptography;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;

namespace Shaken.Azure.KeyVault.Keys;

/// <summary>The vault's documents of keys, version 7.4 of its interface.</summary>
internal static class VaultKeyJson
{
    private const int MaxOctets = 256 * 1024;

    /// <summary>Why what a vault sent cannot be read.</summary>
    public sealed class UnreadableException(string detail) : VaultUntrustedException($"The vault's answer cannot be read: {detail}.");

    public static byte[] NewKey(VaultProtection protection, IReadOnlyDictionary<string, string> tags) => Write(json =>
    {
        json.WriteString("kty", TypeOf(protection));
        json.WriteString("crv", "P-256");
        WriteOperations(json);
        WriteTags(json, tags);
    });

    public static byte[] Import(ECParameters key, VaultProtection protection, IReadOnlyDictionary<string, string> tags) => Write(json =>
    {
        json.WriteStartObject("key");
        json.WriteString("kty", TypeOf(protection));
        json.WriteString("crv", "P-256");
        json.WriteString("x", StrictBase64Url.Encode(key.Q.X));
        json.WriteString("y", StrictBase64Url.Encode(key.Q.Y));
        json.WriteString("d", StrictBase64Url.Encode(key.D));
        WriteOperations(json);
        json.WriteEndObject();
        json.WriteBoolean("Hsm", protection == VaultProtection.Hardware);
        WriteTags(json, tags);
    });

    public static byte[] Sign(ReadOnlySpan<byte> sha256)
    {
        var digest = StrictBase64Url.Encode(sha256);
        return Write(json =>
        {
            json.WriteString("alg", "ES256");
            json.WriteString("value", digest);
        });
    }

    public static VaultKey ReadKey(ReadOnlyMemory<byte> octets)
    {
        using var json = Parse(octets);
        var key = Member(json.RootElement, "key", JsonValueKind.Object);
        var type = Text(key, "kty");
        return new VaultKey(
            Identifier(Text(key, "kid")),
            type.EndsWith("-HSM", StringComparison.Ordinal) ? VaultProtection.Hardware : VaultProtection.Software,
            type is "EC" or "EC-HSM" && Text(key, "crv") == "P-256" && new JsonWebKey(Text(key, "x"), Text(key, "y")).TryToPublicKey(out var publicKey) ? publicKey : null,
            key.TryGetProperty("key_ops"u8, out var operations) && operations.ValueKind == JsonValueKind.Array && operations.EnumerateArray().Any(operation => operation.ValueKind == JsonValueKind.String && operation.ValueEquals("sign"u8)),
            ReadValidity(json.RootElement));
    }

    public static (IReadOnlyList<VaultKeyVersion> Versions, string? NextLink) ReadPage(ReadOnlyMemory<byte> octets)
    {
        using var json = Parse(octets);
        var versions = Member(json.RootElement, "value", JsonValueKind.Array).EnumerateArray().Select(item => new VaultKeyVersion(Identifier(Text(item, "kid")), ReadValidity(item))).ToList();
        var link = json.RootElement.TryGetProperty("nextLink"u8, out var next) && next.ValueKind == JsonValueKind.String ? next.GetString() : null;
        return (versions, string.IsNullOrEmpty(link) ? null : link);
    }

    public static (string KeyId, EcdsaSignature Signature) ReadSignature(ReadOnlyMemory<byte> octets)
    {
        using var json = Parse(octets);
        return StrictBase64Url.TryDecode(Text(json.RootElement, "value"), out var concatenated) && EcdsaSignature.TryRead(concatenated, out var signature)
            ? (Text(json.RootElement, "kid"), signature)
            : throw new UnreadableException($"value is no signature of {EcdsaSignature.Length} octets on P-256");
    }

    private static VaultValidity ReadValidity(JsonElement item)
    {
        var attributes = Member(item, "attributes", JsonValueKind.Object);
        return new VaultValidity(attributes.TryGetProperty("enabled"u8, out var enabled) && enabled.ValueKind == JsonValueKind.True, Time(attributes, "created"), Time(attributes, "nbf"), Time(attributes, "exp"));
    }

    private static DateTimeOffset? Time(JsonElement attributes, string name)
    {
        const long LastSecond = 253_402_300_799;
        if (!attributes.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var seconds) && seconds is >= 0 and <= LastSecond
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : throw new UnreadableException($"{name} is no time");
    }

    private static VaultIdentifier Identifier(string text) =>
        VaultIdentifier.TryParse(text, out var id) && id.Collection == VaultCollection.Keys ? id : throw new UnreadableException("kid is no identifier of a key's version");

    private static JsonDocument Parse(ReadOnlyMemory<byte> octets) => StrictJson.TryParseObject(octets, MaxOctets, out var json, out var failure) ? json : throw new UnreadableException(failure);

    private static JsonElement Member(JsonElement json, string name, JsonValueKind kind) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == kind ? value : throw new UnreadableException($"{name} is absent");

    private static string Text(JsonElement json, string name) => Member(json, name, JsonValueKind.String).GetString() ?? throw new UnreadableException($"{name} is absent");

    private static string TypeOf(VaultProtection protection) => protection switch
    {
        VaultProtection.Software => "EC",
        VaultProtection.Hardware => "EC-HSM",
    };

    // It signs, and does nothing else for anybody.
    private static void WriteOperations(Utf8JsonWriter json)
    {
        json.WriteStartArray("key_ops");
        json.WriteStringValue("sign");
        json.WriteStringValue("verify");
        json.WriteEndArray();
    }

    private static void WriteTags(Utf8JsonWriter json, IReadOnlyDictionary<string, string> tags)
    {
        json.WriteStartObject("tags");
        foreach (var (name, value) in tags) json.WriteString(name, value);
        json.WriteEndObject();
    }

    private static byte[] Write(Action<Utf8JsonWriter> members)
    {
        using var output = new MemoryStream();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return output.ToArray();
    }
}
