using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Shaken.Core.Foundations;

namespace Shaken.Web.Tests.Operators;

/// <summary>Operators by OpenID Connect, with an issuer and a key of our own.</summary>
public sealed class EntraTokenTests : IAsyncLifetime
{
    private const string Audience = "shaken-test";
    private const string Timers = "/operator/v1/timers";

    // The clock of the program in the test.
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _strangersKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private WebApplication _issuer = null!;
    private OperatorWorld _world = null!;

    private string Issuer => _issuer.Urls.First() + "/tenant/v2.0";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _issuer = builder.Build();
        _issuer.MapGet("/tenant/v2.0/.well-known/openid-configuration", () =>
            Results.Text($$"""{"issuer":"{{Issuer}}","jwks_uri":"{{Issuer}}/keys"}""", "application/json"));
        _issuer.MapGet("/tenant/v2.0/keys", () => Results.Text(KeysOf(_key), "application/json"));
        await _issuer.StartAsync(Token);
        _world = await OperatorWorld.StartAsync(("Entra:Authority", Issuer), ("Entra:Audience", Audience));
    }

    public async ValueTask DisposeAsync()
    {
        await _world.DisposeAsync();
        await _issuer.DisposeAsync();
        _key.Dispose();
        _strangersKey.Dispose();
    }

    [Theory]
    [InlineData("Bearer ")]
    [InlineData("")]
    public async Task Token_OfTheIssuer_IsAnOperatorWithItsRoles(string scheme)
    {
        var auditor = scheme + Sign(roles: "\"auditor\",\"something else\"");
        var read = await _world.GetAsync("/operator/v1/audit", auditor);
        Assert.True(read.Status == HttpStatusCode.OK, read.Text);
        var refused = await _world.PostAsync(
            "/operator/v1/principals", new { userId = "ann", kind = "account-user", account = "one", reason = "r" }, auditor);
        Assert.Equal("caller-not-allowed", refused.Reason);
        var made = await _world.PostAsync(
            "/operator/v1/principals", new { userId = "ann", kind = "account-user", account = "one", reason = "r" },
                scheme + Sign(roles: "\"Administrator\""));
        Assert.Equal(HttpStatusCode.Created, made.Status);
        var entry = (await _world.GetAsync("/operator/v1/audit", auditor)).Json.GetProperty("entries")[0];
        Assert.Equal("operator:entra:00000000-0000-0000-0000-0000000000aa", entry.GetProperty("actor").GetString());
    }

    [Fact]
    public async Task Token_WithoutARole_IsRefusedInWords()
    {
        var reply = await _world.GetAsync(Timers, Sign(roles: "\"reader\""));
        Assert.Equal((HttpStatusCode.Forbidden, "caller-not-allowed"), (reply.Status, reply.Reason));
        Assert.Contains("the token's claim roles", reply.Detail, StringComparison.Ordinal);
    }

    public static TheoryData<string> Faults =>
        ["issuer", "audience", "expired", "early", "signature", "algorithm", "unsigned", "endless", "nobody"];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Token_WithAFault_IsRefused(string fault)
    {
        var token = fault switch
        {
            "issuer" => Sign(issuer: "https://login.example/other/v2.0"),
            "audience" => Sign(audience: "another application"),
            "expired" => Sign(notBefore: -120, expires: -6),
            "early" => Sign(notBefore: 6),
            "signature" => Sign(key: _strangersKey),
            "algorithm" => Sign(algorithm: "HS256"),
            "unsigned" => Sign(algorithm: "none").Split('.') is [var header, var payload, _] ? $"{header}.{payload}." : "",
            "endless" => Sign(expires: null),
            "nobody" => Sign(oid: ""),
            _ => throw new ArgumentOutOfRangeException(nameof(fault)),
        };
        var reply = await _world.GetAsync(Timers, $"Bearer {token}");
        Assert.Equal((HttpStatusCode.Unauthorized, "caller-unknown"), (reply.Status, reply.Reason));
    }

    [Theory]
    [InlineData(-120, -4)]
    [InlineData(4, 60)]
    public async Task Token_WithinFiveMinutesOfSkew_IsAccepted(int notBefore, int expires) =>
        Assert.Equal(HttpStatusCode.OK, (await _world.GetAsync(Timers, Sign(notBefore: notBefore, expires: expires))).Status);

    private string Sign(
        string? issuer = null, string audience = Audience, string roles = "\"auditor\"", int notBefore = -1, int? expires = 60,
            ECDsa? key = null,
        string algorithm = "ES256", string oid = "00000000-0000-0000-0000-0000000000aa")
    {
        var payload = new StringBuilder($$"""{"iss":"{{issuer ?? Issuer}}","aud":"{{audience}}","oid":"{{oid}}","roles":[{{roles}}]""");
        payload.Append(CultureInfo.InvariantCulture, $",\"nbf\":{Now.AddMinutes(notBefore).ToUnixTimeSeconds()}");
        if (expires is { } minutes) payload.Append(CultureInfo.InvariantCulture, $",\"exp\":{Now.AddMinutes(minutes).ToUnixTimeSeconds()}");
        payload.Append('}');
        var signed = $"{Encode($$"""{"alg":"{{algorithm}}","typ":"JWT","kid":"k1"}""")}.{Encode(payload.ToString())}";
        return $"{signed}.{StrictBase64Url.Encode((key ?? _key).SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }

    private static string Encode(string text) => StrictBase64Url.Encode(Encoding.UTF8.GetBytes(text));

    private static string KeysOf(ECDsa key)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return JsonSerializer.Serialize(new
        {
            keys = new[]
            {
                new { kty = "EC", use = "sig", kid = "k1", crv = "P-256", x = StrictBase64Url.Encode(point.X),
                    y = StrictBase64Url.Encode(point.Y) },
            },
        });
    }
}
