using System.Net;
using Azure;
using Shaken.Azure.KeyVault;
using Shaken.Azure.KeyVault.Keys;

namespace Shaken.Azure.Tests.KeyVault;

/// <summary>A vault that is slow, throttled, broken or denies, and tokens that are worth nothing.</summary>
public sealed class VaultFaultTests
{
    private readonly VaultWorld _world = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FirstRequest_GoesWithoutTokenAndBody_AndTheRestWithOneToken()
    {
        var client = _world.NewClient();
        var key = await client.CreateAsync("a", VaultProtection.Software, VaultWorld.NoTags, Token);
        await client.SignAsync(key.Id, VaultWorld.Digest, Token);
        await client.SignAsync(key.Id, VaultWorld.Digest, Token);
        Assert.Equal(["POST /keys/a/create?", "POST /keys/a/create"], _world.Vault.Requests.Take(2));
        Assert.All(_world.Vault.Requests.Skip(1), request => Assert.False(request.EndsWith('?')));
        Assert.Equal(["https://vault.azure.net/.default 72f988bf-86f1-41af-91ab-2d7cd011db47"], _world.Vault.TokensAskedFor);
    }

    [Theory]
    [InlineData("Bearer authorization=\"https://login.microsoftonline.com/t\", resource=\"https://storage.azure.com\"")]
    [InlineData("Bearer authorization=\"https://login.microsoftonline.com/t\", resource=\"https://evilvault.azure.net\"")]
    [InlineData("Bearer authorization=\"https://login.microsoftonline.com/t\", resource=\"https://azure.net\"")]
    [InlineData("Bearer authorization=\"https://login.microsoftonline.com/t\", resource=\"http://vault.azure.net\"")]
    [InlineData("Bearer authorization=\"https://login.microsoftonline.com/t\", resource=\"https://managedhsm.azure.net\"")]
    [InlineData("Bearer authorization=\"https://login.microsoftonline.com/t\", scope=\"https://graph.microsoft.com/.default\"")]
    [InlineData("Bearer authorization=\"https://login.microsoftonline.com/t\"")]
    [InlineData("Basic realm=\"vault\"")]
    public async Task ChallengeForAnotherResource_GetsNoToken(string challenge)
    {
        _world.Vault.Challenge = challenge;
        await Assert.ThrowsAsync<VaultUntrustedException>(() => _world.NewClient().GetAsync("a", Token));
        Assert.Empty(_world.Vault.TokensAskedFor);
        Assert.Single(_world.Vault.Requests);
    }

    [Fact]
    public async Task ChallengeByScope_IsTakenToo()
    {
        _world.Vault.Challenge = "Bearer authorization=\"https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47\", scope=\"https://vault.azure.net/.default\"";
        await _world.NewClient().CreateAsync("a", VaultProtection.Software, VaultWorld.NoTags, Token);
        Assert.StartsWith("https://vault.azure.net/.default", Assert.Single(_world.Vault.TokensAskedFor), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TokenThatTheVaultRefuses_IsReplacedOnce()
    {
        var (client, key) = await ReadyAsync();
        _world.Vault.RefuseTokens();
        await client.SignAsync(key.Id, VaultWorld.Digest, Token);
        Assert.Equal(2, _world.Vault.TokensIssued);
        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.OK], _world.Vault.Answers.TakeLast(2));
    }

    [Fact]
    public async Task NewTokenThatIsRefusedToo_EndsTheRequest()
    {
        var (client, key) = await ReadyAsync();
        var challenged = _world.Vault.Challenge;
        for (var count = 0; count < 2; count++) _world.Vault.Misbehaviours.Enqueue((_, _) => Task.FromResult(Unauthorized(challenged)));
        Assert.Equal(401, (await Assert.ThrowsAsync<RequestFailedException>(() => client.SignAsync(key.Id, VaultWorld.Digest, Token))).Status);
        Assert.Equal(2, _world.Vault.TokensIssued);
    }

    [Fact]
    public async Task ClaimsThatTheVaultAsksFor_AreInTheNextToken()
    {
        var (client, key) = await ReadyAsync();
        var claims = Convert.ToBase64String("""{"access_token":{"nbf":{"essential":true}}}"""u8);
        _world.Vault.Misbehaviours.Enqueue((_, _) => Task.FromResult(Unauthorized($"{_world.Vault.Challenge}, error=\"insufficient_claims\", claims=\"{claims}\"")));
        await client.SignAsync(key.Id, VaultWorld.Digest, Token);
        Assert.EndsWith("""{"access_token":{"nbf":{"essential":true}}}""", _world.Vault.TokensAskedFor[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_IsRenewedFiveMinutesBeforeItEnds_AndNotSooner()
    {
        var (client, key) = await ReadyAsync();
        _world.Time.Advance(TimeSpan.FromMinutes(54));
        await client.SignAsync(key.Id, VaultWorld.Digest, Token);
        Assert.Equal(1, _world.Vault.TokensIssued);
        _world.Time.Advance(TimeSpan.FromMinutes(1));
        await client.SignAsync(key.Id, VaultWorld.Digest, Token);
        Assert.Equal(2, _world.Vault.TokensIssued);
    }

    [Fact]
    public async Task ManyAtOnce_ShareOneToken()
    {
        var (client, key) = await ReadyAsync();
        _world.Time.Advance(TimeSpan.FromHours(1));
        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => client.SignAsync(key.Id, VaultWorld.Digest, Token)));
        Assert.Equal(2, _world.Vault.TokensIssued);
    }

    [Fact]
    public async Task WithoutAToken_NothingIsSent_AndTheNextRequestTriesAnew()
    {
        _world.NoToken = new InvalidOperationException("The directory is down.");
        var client = _world.NewClient();
        Assert.Equal("The directory is down.", (await Assert.ThrowsAsync<InvalidOperationException>(() => client.GetAsync("a", Token))).Message);
        Assert.Equal(["GET /keys/a?"], _world.Vault.Requests);
        _world.NoToken = null;
        await client.CreateAsync("a", VaultProtection.Software, VaultWorld.NoTags, Token);
    }

    [Fact]
    public async Task WhoAnswersWithoutAskingForAToken_IsNoVault()
    {
        using var open = new Answering(() => VaultOfOurOwn.Json(HttpStatusCode.OK, new System.Text.Json.Nodes.JsonObject()));
        var client = new VaultKeysClient(VaultWorld.Address, _world, new VaultClientOptions { Transport = new global::Azure.Core.Pipeline.HttpClientTransport(new HttpClient(open)) }, _world.Time);
        await Assert.ThrowsAsync<VaultUntrustedException>(() => client.GetAsync("a", Token));
    }

    [Fact]
    public async Task Denied_IsToldAsTheServiceNamesIt_AndNotTriedAgain()
    {
        var (client, key) = await ReadyAsync();
        _world.Vault.Misbehaviours.Enqueue((_, _) => Task.FromResult(VaultOfOurOwn.Error(HttpStatusCode.Forbidden, "Forbidden", "Caller is not authorized to perform action on resource.", "ForbiddenByRbac")));
        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => client.SignAsync(key.Id, VaultWorld.Digest, Token));
        Assert.Equal((403, "Forbidden"), (failure.Status, failure.ErrorCode));
        Assert.True(VaultWorld.IsGood(key.PublicKey!.Parameters, await client.SignAsync(key.Id, VaultWorld.Digest, Token)));
    }

    [Fact]
    public async Task DisabledVersion_DoesNotSign()
    {
        var (client, key) = await ReadyAsync();
        _world.Vault.Keys.Disable("a");
        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => client.SignAsync(key.Id, VaultWorld.Digest, Token));
        Assert.Equal(403, failure.Status);
        Assert.Contains("disabled", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SlowVault_IsGivenUp_AndAskedAgain()
    {
        var (_, key) = await ReadyAsync();
        _world.Vault.Misbehaviours.Enqueue(NeverAsync);
        var patient = _world.NewClient(TimeSpan.FromMilliseconds(250));
        Assert.True(VaultWorld.IsGood(key.PublicKey!.Parameters, await patient.SignAsync(key.Id, VaultWorld.Digest, Token)));

        for (var tries = 0; tries < 4; tries++) _world.Vault.Misbehaviours.Enqueue(NeverAsync);
        await Assert.ThrowsAnyAsync<Exception>(() => _world.NewClient(TimeSpan.FromMilliseconds(50)).SignAsync(key.Id, VaultWorld.Digest, Token));
        Assert.Empty(_world.Vault.Misbehaviours);
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    public async Task PassingFault_IsTriedAgain_ThreeTimes(HttpStatusCode status)
    {
        var (client, key) = await ReadyAsync();
        for (var tries = 0; tries < 3; tries++) _world.Vault.Misbehaviours.Enqueue((_, _) => Task.FromResult(VaultOfOurOwn.Error(status, "Throttled", "Request was not processed.")));
        Assert.True(VaultWorld.IsGood(key.PublicKey!.Parameters, await client.SignAsync(key.Id, VaultWorld.Digest, Token)));

        for (var tries = 0; tries < 4; tries++) _world.Vault.Misbehaviours.Enqueue((_, _) => Task.FromResult(VaultOfOurOwn.Error(status, "Throttled", "Request was not processed.")));
        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => client.SignAsync(key.Id, VaultWorld.Digest, Token));
        Assert.Equal(((int)status, "Throttled"), (failure.Status, failure.ErrorCode));
        Assert.Empty(_world.Vault.Misbehaviours);
    }

    [Fact]
    public async Task BrokenConnection_IsTriedAgain()
    {
        var (client, key) = await ReadyAsync();
        _world.Vault.Misbehaviours.Enqueue((_, _) => throw new HttpRequestException("reset"));
        Assert.True(VaultWorld.IsGood(key.PublicKey!.Parameters, await client.SignAsync(key.Id, VaultWorld.Digest, Token)));
    }

    private async Task<(VaultKeysClient Client, VaultKey Key)> ReadyAsync()
    {
        var client = _world.NewClient();
        return (client, await client.CreateAsync("a", VaultProtection.Software, VaultWorld.NoTags, Token));
    }

    private static HttpResponseMessage Unauthorized(string challenge)
    {
        var response = VaultOfOurOwn.Error(HttpStatusCode.Unauthorized, "Unauthorized", "AKV10022: Invalid token.");
        response.Headers.WwwAuthenticate.ParseAdd(challenge);
        return response;
    }

    private static async Task<HttpResponseMessage> NeverAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var never = new TaskCompletionSource<HttpResponseMessage>();
        await using var registration = cancellationToken.Register(() => never.TrySetCanceled(cancellationToken));
        return await never.Task;
    }

    private sealed class Answering(Func<HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(answer());
    }
}
