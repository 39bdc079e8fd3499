using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Principals;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.Principals;

/// <summary>Tokens that a tenant's program signs itself.</summary>
public sealed class PrincipalTokenTests
{
    private const string Audience = "stir.example";
    private const string Usual = """{"alg":"ES256","typ":"JWT"}""";

    private readonly PrincipalWorld _world = new();
    private readonly SoftwareKey _key = SoftwareKey.New();
    private int _ids;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Find_TokenOfARegisteredKey_IsThePrincipals_AndOnce()
    {
        await AddAsync();
        var (tokens, token) = (Tokens(), await SignAsync());
        Assert.Equal("sbc", (await tokens.FindAsync(token, "1", Token))?.UserId);
        Assert.Null(await tokens.FindAsync(token, "2", Token));

        // The Functions host sends a request again under its first id.
        Assert.NotNull(await tokens.FindAsync(token, "1", Token));
    }

    [Theory]
    [InlineData("iss", "\"other\"")]
    [InlineData("iss", "7")]
    [InlineData("aud", "\"else.example\"")]
    [InlineData("aud", "[\"else.example\"]")]
    [InlineData("aud", "{}")]
    [InlineData("jti", "\"\"")]
    [InlineData("jti", "null")]
    [InlineData("exp", "1")]
    [InlineData("iat", "\"x\"")]
    [InlineData("iat", "99999999999")]
    public async Task Find_TokenWithAnotherClaim_IsNobodys(string claim, string value)
    {
        await AddAsync();
        Assert.Null(await Tokens().FindAsync(await SignAsync(change: claims => claims[claim] = value), "1", Token));
    }

    [Theory]
    [InlineData("""{"alg":"ES256","typ":"passport"}""")]
    [InlineData("""{"alg":"none","typ":"JWT"}""")]
    [InlineData("""{"alg":"ES256","typ":"JWT","crit":["b64"],"b64":true}""")]
    public async Task Find_TokenWithAnotherHeader_IsNobodys(string header)
    {
        await AddAsync();
        Assert.Null(await Tokens().FindAsync(await SignAsync(header), "1", Token));
    }

    [Fact]
    public async Task Find_TokenThatLastsLonger_IsNobodys()
    {
        await AddAsync();
        var exp = (_world.Time.GetUtcNow() + PrincipalTokens.Longest).ToUnixTimeSeconds() + 1;
        Assert.Null(await Tokens().FindAsync(await SignAsync(change: claims => claims["exp"] = $"{exp}"), "1", Token));
    }

    [Fact]
    public async Task Find_TokenThatExpired_IsNobodys()
    {
        await AddAsync();
        var token = await SignAsync();
        _world.Time.Advance(TimeSpan.FromSeconds(60));
        Assert.Null(await Tokens().FindAsync(token, "1", Token));
    }

    [Fact]
    public async Task Find_TokenOfAnotherKey_IsNobodys()
    {
        await AddAsync();
        Assert.Null(await Tokens().FindAsync(await SignAsync(key: SoftwareKey.New()), "1", Token));
    }

    [Fact]
    public async Task Find_TokenOfARemovedKey_IsNobodys()
    {
        var thumbprint = await AddAsync();
        await _world.Giving.RemovePublicKeyAsync("sbc", thumbprint, _world.Request(), Token);
        Assert.Null(await Tokens().FindAsync(await SignAsync(), "1", Token));
    }

    [Fact]
    public async Task Find_WithoutNamesOfTheService_IsNobodys()
    {
        await AddAsync();
        Assert.Null(await Tokens([]).FindAsync(await SignAsync(), "1", Token));
    }

    [Fact]
    public async Task AddPublicKey_TwiceTheSame_IsThereOnce()
    {
        await AddAsync();
        Assert.Single((await GiveAsync("sbc")).Value.Credentials.PublicKeys);
        Assert.Equal(["principal-created", "principal-public-key-added", "principal-public-key-added"], await _world.AuditedAsync("sbc"));
    }

    [Fact]
    public async Task AddPublicKey_ToAPrincipalOfAnotherKind_IsRefused()
    {
        await _world.AddAsync("ann");
        Assert.Equal(PrincipalFailure.ProfileNotAllowed, (await GiveAsync("ann")).Failure.Failure);
    }

    [Fact]
    public void PublicKeys_OfARowFromBeforeThereWereAny_AreNone()
    {
        var row = """{"passwordHash":null,"secondFactor":null,"keys":[],"certificates":[],"epoch":0}""";
        var form = PrincipalJson.Default.PrincipalCredentials;
        Assert.Empty(JsonSerializer.Deserialize(row, form)!.PublicKeys);
        Assert.Empty(JsonSerializer.Deserialize(row[..^1] + ",\"publicKeys\":null}", form)!.PublicKeys);
    }

    private PrincipalTokens Tokens(IReadOnlyList<string>? audiences = null) =>
        new(audiences ?? [Audience], _world.Principals.FindAsync, _world.Records, _world.Time);

    private ValueTask<Outcome<Principal, PrincipalRefusal>> GiveAsync(string userId) =>
        _world.Giving.AddPublicKeyAsync(userId, JsonWebKey.From(_key.PublicKey), "sbc", _world.Request(), Token);

    private async Task<string> AddAsync()
    {
        var profile = PrincipalWorld.Profile(PrincipalKind.Tenant, "north", [], []);
        Assert.True((await _world.Change.CreateAsync("sbc", profile, _world.Request(), Token)).IsSuccess);
        return Assert.Single((await GiveAsync("sbc")).Value.Credentials.PublicKeys).Thumbprint;
    }

    // Each value is JSON text.
    private async Task<string> SignAsync(
        string header = Usual, SoftwareKey? key = null, Action<Dictionary<string, string>>? change = null)
    {
        var now = _world.Time.GetUtcNow().ToUnixTimeSeconds();
        var claims = new Dictionary<string, string>
        {
            ["iss"] = "\"sbc\"", ["aud"] = $"\"{Audience}\"", ["jti"] = $"\"id-{++_ids}\"", ["iat"] = $"{now}", ["exp"] = $"{now + 60}",
        };
        change?.Invoke(claims);
        var payload = string.Join(',', claims.Select(claim => $"\"{claim.Key}\":{claim.Value}"));
        return await TestTokens.SignAsync(key ?? _key, header, $"{{{payload}}}");
    }
}
