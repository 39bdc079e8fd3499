using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Shaken.Azure.Tests.KeyVault;

/// <summary>The keys of <see cref="VaultOfOurOwn"/>.</summary>
internal sealed class KeysOfOurOwn(TimeProvider time)
{
    private readonly Dictionary<string, List<Version>> _keys = [];

    /// <summary>What stands in <c>kid</c> before the path; a test lies with it.</summary>
    public string KidHost { get; set; } = $"https://{VaultOfOurOwn.Host}";

    /// <summary>Where the list of versions goes on; a test lies with it.</summary>
    public string NextLinkHost { get; set; } = $"https://{VaultOfOurOwn.Host}:443";

    public int PageSize { get; set; } = 25;

    /// <summary>Signs with this in place of the right key.</summary>
    public ECDsa? WrongKey { get; set; }

    public string CurveOfNewKeys { get; set; } = "P-256";

    public void Disable(string name) => _keys[name][^1].IsEnabled = false;

    public void ExpireAt(string name, DateTimeOffset at) => _keys[name][^1].ExpiresAt = at;

    public void Restrict(string name, params string[] operations) => _keys[name][^1].Operations = operations;

    public HttpResponseMessage Answer(string method, string[] path, string query, JsonObject? body) => (method, path) switch
    {
        ("POST", [var name, "create"]) => Made(name, ECDsa.Create(CurveOfNewKeys == "P-256" ? ECCurve.NamedCurves.nistP256 : ECCurve.NamedCurves.nistP384), (string)body!["kty"]!, Operations(body)),
        ("POST", [var name, "rotate"]) when _keys.ContainsKey(name) => Made(name, ECDsa.Create(ECCurve.NamedCurves.nistP256), _keys[name][^1].Type, _keys[name][^1].Operations),
        ("PUT", [var name]) => Imported(name, body!["key"]!.AsObject()),
        ("GET", [var name, "versions"]) => List(name, query),
        ("GET", [var name]) when _keys.ContainsKey(name) => Show(_keys[name][^1]),
        ("GET", [var name, var version]) when Find(name, version) is { } found => Show(found),
        ("POST", [var name, var version, "sign"]) when Find(name, version) is { } found => Sign(found, body!),
        _ => VaultOfOurOwn.Error(HttpStatusCode.NotFound, "KeyNotFound", $"A key with (name/id) {string.Join('/', path)} was not found in this key vault."),
    };

    private Version? Find(string name, string version) => _keys.GetValueOrDefault(name)?.Find(one => one.Id == version);

    private HttpResponseMessage Made(string name, ECDsa key, string type, string[] operations)
    {
        var versions = _keys.TryGetValue(name, out var present) ? present : _keys[name] = [];
        versions.Add(new Version(name, Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()))[..32], key, type, operations, time.GetUtcNow()));
        return Show(versions[^1]);
    }

    private HttpResponseMessage Imported(string name, JsonObject jwk)
    {
        var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = Octets(jwk, "d"), Q = new ECPoint { X = Octets(jwk, "x"), Y = Octets(jwk, "y") } });
        return Made(name, key, (string)jwk["kty"]!, Operations(jwk));
    }

    private HttpResponseMessage List(string name, string query)
    {
        if (!_keys.TryGetValue(name, out var versions)) return VaultOfOurOwn.Json(HttpStatusCode.OK, new JsonObject { ["value"] = new JsonArray(), ["nextLink"] = null });
        var skip = query.Split("skiptoken=") is [_, var token] ? int.Parse(token, System.Globalization.CultureInfo.InvariantCulture) : 0;
        var items = new JsonArray([.. versions.Skip(skip).Take(PageSize).Select(one => new JsonObject { ["kid"] = Kid(one), ["attributes"] = Attributes(one) })]);
        return VaultOfOurOwn.Json(HttpStatusCode.OK, new JsonObject
        {
            ["value"] = items,
            ["nextLink"] = skip + PageSize < versions.Count ? $"{NextLinkHost}/keys/{name}/versions?api-version=7.4&$skiptoken={skip + PageSize}" : null,
        });
    }

    private HttpResponseMessage Show(Version version)
    {
        var point = version.Key.ExportParameters(includePrivateParameters: false).Q;
        return VaultOfOurOwn.Json(HttpStatusCode.OK, new JsonObject
        {
            ["key"] = new JsonObject
            {
                ["kid"] = Kid(version), ["kty"] = version.Type, ["key_ops"] = new JsonArray([.. version.Operations.Select(operation => (JsonNode)operation)]),
                ["crv"] = version.Key.KeySize == 256 ? "P-256" : "P-384", ["x"] = Base64Url.EncodeToString(point.X), ["y"] = Base64Url.EncodeToString(point.Y),
            },
            ["attributes"] = Attributes(version),
        });
    }

    private HttpResponseMessage Sign(Version version, JsonObject body)
    {
        if (!version.IsEnabled) return VaultOfOurOwn.Error(HttpStatusCode.Forbidden, "Forbidden", "Operation sign is not allowed on a disabled key.", "KeyDisabled");
        var digest = Octets(body, "value");
        if ((string?)body["alg"] != "ES256" || digest.Length != 32) return VaultOfOurOwn.Error(HttpStatusCode.BadRequest, "BadParameter", "Key and signing algorithm are incompatible.");
        return VaultOfOurOwn.Json(HttpStatusCode.OK, new JsonObject { ["kid"] = Kid(version), ["value"] = Base64Url.EncodeToString((WrongKey ?? version.Key).SignHash(digest)) });
    }

    private string Kid(Version version) => $"{KidHost}/keys/{version.Name}/{version.Id}";

    private static JsonObject Attributes(Version version)
    {
        var attributes = new JsonObject { ["enabled"] = version.IsEnabled, ["created"] = version.CreatedAt.ToUnixTimeSeconds(), ["updated"] = version.CreatedAt.ToUnixTimeSeconds(), ["recoveryLevel"] = "Recoverable" };
        if (version.ExpiresAt is { } at) attributes["exp"] = at.ToUnixTimeSeconds();
        return attributes;
    }

    private static string[] Operations(JsonObject body) => [.. body["key_ops"]!.AsArray().Select(operation => (string)operation!)];

    private static byte[] Octets(JsonObject json, string name) => Base64Url.DecodeFromChars((string)json[name]!);

    private sealed record Version(string Name, string Id, ECDsa Key, string Type, string[] FirstOperations, DateTimeOffset CreatedAt)
    {
        public bool IsEnabled { get; set; } = true;

        public DateTimeOffset? ExpiresAt { get; set; }

        public string[] Operations { get; set; } = FirstOperations;
    }
}
