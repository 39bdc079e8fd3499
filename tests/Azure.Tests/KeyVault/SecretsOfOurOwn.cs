using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Shaken.Azure.Tests.KeyVault;

/// <summary>The secrets of <see cref="VaultOfOurOwn"/>, with soft delete: a name that was deleted cannot be used again.</summary>
internal sealed class SecretsOfOurOwn(TimeProvider time)
{
    private readonly Dictionary<string, List<JsonObject>> _secrets = [];
    private int _made;

    public HashSet<string> Deleted { get; } = [];

    public IReadOnlyList<JsonObject> Versions(string name) => _secrets.GetValueOrDefault(name) ?? [];

    public HttpResponseMessage Answer(string method, string[] path, JsonObject? body) => (method, path) switch
    {
        ("PUT", [var name]) => Deleted.Contains(name) ? VaultOfOurOwn.Error(HttpStatusCode.Conflict, "Conflict", $"Secret {name} is currently in a deleted but recoverable state", "ObjectIsDeletedButRecoverable") : Put(name, body!),
        ("GET", [var name, "versions"]) when _secrets.ContainsKey(name) => Listed(name),
        ("GET", [var name]) when _secrets.ContainsKey(name) => Show(_secrets[name][^1]),
        ("GET", [var name, var version]) when Find(name, version) is { } found => Show(found),
        ("PATCH", [var name, var version]) when Find(name, version) is { } found => Patched(found, body!),
        ("DELETE", [var name]) when _secrets.Remove(name, out var gone) => Dropped(name, gone[^1]),
        _ => VaultOfOurOwn.Error(HttpStatusCode.NotFound, "SecretNotFound", $"A secret with (name/id) {string.Join('/', path)} was not found in this key vault."),
    };

    private JsonObject? Find(string name, string version) => _secrets.GetValueOrDefault(name)?.Find(one => ((string)one["id"]!).EndsWith($"/{version}", StringComparison.Ordinal));

    // In no order, as a vault's are.
    private string NewVersion() => Convert.ToHexStringLower(SHA256.HashData(BitConverter.GetBytes(++_made)))[..32];

    private HttpResponseMessage Put(string name, JsonObject body)
    {
        var made = body.DeepClone().AsObject();
        var attributes = made["attributes"]?.AsObject() ?? [];
        made["id"] = $"https://{VaultOfOurOwn.Host}/secrets/{name}/{NewVersion()}";
        made["attributes"] = attributes.DeepClone();
        made["attributes"]!["enabled"] = true;
        made["attributes"]!["created"] = time.GetUtcNow().ToUnixTimeSeconds();
        (_secrets.TryGetValue(name, out var versions) ? versions : _secrets[name] = []).Add(made);
        return Show(made);
    }

    private HttpResponseMessage Listed(string name)
    {
        // In no order that is promised.
        var items = _secrets[name].AsEnumerable().Reverse().Select(one => (JsonNode)WithoutValue(one));
        return VaultOfOurOwn.Json(HttpStatusCode.OK, new JsonObject { ["value"] = new JsonArray([.. items]), ["nextLink"] = null });
    }

    private static HttpResponseMessage Patched(JsonObject secret, JsonObject changes)
    {
        if (changes["attributes"]?["enabled"] is { } enabled) secret["attributes"]!["enabled"] = enabled.DeepClone();
        return VaultOfOurOwn.Json(HttpStatusCode.OK, WithoutValue(secret));
    }

    private HttpResponseMessage Dropped(string name, JsonObject last)
    {
        Deleted.Add(name);
        var gone = WithoutValue(last);
        gone["recoveryId"] = $"https://{VaultOfOurOwn.Host}/deletedsecrets/{name}";
        gone["deletedDate"] = time.GetUtcNow().ToUnixTimeSeconds();
        gone["scheduledPurgeDate"] = time.GetUtcNow().AddDays(90).ToUnixTimeSeconds();
        return VaultOfOurOwn.Json(HttpStatusCode.OK, gone);
    }

    private static HttpResponseMessage Show(JsonObject secret) => (bool)secret["attributes"]!["enabled"]!
        ? VaultOfOurOwn.Json(HttpStatusCode.OK, secret.DeepClone())
        : VaultOfOurOwn.Error(HttpStatusCode.Forbidden, "Forbidden", "Operation get is not allowed on a disabled secret.", "SecretDisabled");

    private static JsonObject WithoutValue(JsonObject secret)
    {
        var shown = secret.DeepClone().AsObject();
        shown.Remove("value");
        return shown;
    }
}
