using System.Net;
using System.Security.Cryptography;
using Azure;
using Shaken.Azure.KeyVault;
using Shaken.Azure.KeyVault.Keys;

namespace Shaken.Azure.Tests.KeyVault;

public sealed class VaultKeysTests
{
    private readonly VaultWorld _world = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(VaultProtection.Software)]
    [InlineData(VaultProtection.Hardware)]
    public async Task KeyThatWasMadeThere_SignsThere(VaultProtection protection)
    {
        var client = _world.NewClient();
        var made = await client.CreateAsync("ca-issuing", protection, new Dictionary<string, string> { ["shaken"] = "ca-issuing" }, Token);
        Assert.Equal((protection, true, true), (made.Protection, made.MaySign, made.Validity.IsEnabled));
        var key = (await VaultSigningKey.OpenAsync(client, made.Id, _world.Time, Token)).Value;
        Assert.Equal(made.Id.ToString(), key.KeyId);
        Assert.True(VaultWorld.IsGood(key, await key.SignAsync(VaultWorld.Digest, Token)));
    }

    [Fact]
    public async Task KeyThatWasImported_IsTheOne()
    {
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var client = _world.NewClient();
        var imported = await client.ImportAsync("crl", own.ExportParameters(includePrivateParameters: true), VaultProtection.Software, VaultWorld.NoTags, Token);
        Assert.True(VaultWorld.IsGood(own.ExportParameters(includePrivateParameters: false), await client.SignAsync(imported.Id, VaultWorld.Digest, Token)));
        await Assert.ThrowsAsync<ArgumentException>(() => client.ImportAsync("crl", own.ExportParameters(includePrivateParameters: false), VaultProtection.Software, VaultWorld.NoTags, Token));
    }

    [Fact]
    public async Task Rotation_MakesAVersion_AndTheOldOneSignsOn()
    {
        var client = _world.NewClient();
        var old = await client.CreateAsync("list", VaultProtection.Software, VaultWorld.NoTags, Token);
        var rotated = await client.RotateAsync("list", Token);
        Assert.NotEqual(old.Id, rotated.Id);
        Assert.Equal(rotated.Id, (await client.GetAsync("list", Token)).Id);
        Assert.True(VaultWorld.IsGood(old.PublicKey!.Parameters, await client.SignAsync(old.Id, VaultWorld.Digest, Token)));
        Assert.True(VaultWorld.IsGood(rotated.PublicKey!.Parameters, await client.SignAsync(rotated.Id, VaultWorld.Digest, Token)));
    }

    [Fact]
    public async Task Versions_AreListedPageByPage()
    {
        _world.Vault.Keys.PageSize = 2;
        var client = _world.NewClient();
        var made = new HashSet<VaultIdentifier> { (await client.CreateAsync("list", VaultProtection.Software, VaultWorld.NoTags, Token)).Id };
        for (var count = 1; count < 5; count++) made.Add((await client.RotateAsync("list", Token)).Id);
        _world.Vault.Keys.Disable("list");

        var listed = await ListAsync(client, "list");
        Assert.Equal(made, listed.Select(version => version.Id).ToHashSet());
        Assert.Equal([true, true, true, true, false], listed.Select(version => version.Validity.IsEnabled));
        Assert.Equal(3, _world.Vault.Requests.Count(request => request == "GET /keys/list/versions"));
        Assert.Empty(await ListAsync(client, "nothing"));
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("http://test.vault.azure.net")]
    [InlineData("https://other.vault.azure.net")]
    [InlineData("https://test.vault.azure.net:8443")]
    [InlineData("https://test.vault.azure.net.evil.example")]
    [InlineData("https://test.vault.azure.net@evil.example")]
    public async Task ListThatGoesOnElsewhere_IsNotFollowed(string host)
    {
        _world.Vault.Keys.PageSize = 1;
        _world.Vault.Keys.NextLinkHost = host;
        var client = _world.NewClient();
        await client.CreateAsync("list", VaultProtection.Software, VaultWorld.NoTags, Token);
        await client.RotateAsync("list", Token);
        var before = _world.Vault.Requests.Count;
        await Assert.ThrowsAsync<VaultUntrustedException>(() => ListAsync(client, "list"));
        Assert.Equal(before + 1, _world.Vault.Requests.Count);
    }

    [Fact]
    public async Task AnswerAboutAnotherKey_IsRefused()
    {
        var client = _world.NewClient();
        var key = await client.CreateAsync("list", VaultProtection.Software, VaultWorld.NoTags, Token);
        _world.Vault.Keys.KidHost = "https://other.vault.azure.net";
        await Assert.ThrowsAsync<VaultUntrustedException>(() => client.GetAsync(key.Id, Token));
        await Assert.ThrowsAsync<VaultUntrustedException>(() => client.SignAsync(key.Id, VaultWorld.Digest, Token));
        await Assert.ThrowsAsync<VaultUntrustedException>(() => ListAsync(client, "list"));
        await Assert.ThrowsAsync<VaultUntrustedException>(() => client.CreateAsync("more", VaultProtection.Software, VaultWorld.NoTags, Token));
    }

    [Fact]
    public async Task SignatureThatIsNone_IsRefused()
    {
        var client = _world.NewClient();
        var key = await client.CreateAsync("list", VaultProtection.Software, VaultWorld.NoTags, Token);
        using var larger = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        _world.Vault.Keys.WrongKey = larger;
        Assert.Contains("64 octets", (await Assert.ThrowsAnyAsync<Exception>(() => client.SignAsync(key.Id, VaultWorld.Digest, Token))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() => client.SignAsync(key.Id, new byte[20], Token));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"key":{}}""")]
    [InlineData("""{"key":{"kid":"https://evil.example/keys/a/b","kty":"EC"}}""")]
    [InlineData("""{"key":{"kid":7,"kty":"EC"}}""")]
    public async Task AnswerThatIsNoKey_IsRefused(string body)
    {
        var client = _world.NewClient();
        _world.Vault.Misbehaviours.Enqueue((_, _) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body) }));
        Assert.Contains("cannot be read", (await Assert.ThrowsAnyAsync<Exception>(() => client.GetAsync("list", Token))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task KeyThatIsNotThere_IsNamedAsTheServiceNamesIt()
    {
        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => _world.NewClient().GetAsync("nothing", Token));
        Assert.Equal((404, "KeyNotFound"), (failure.Status, failure.ErrorCode));
    }

    [Fact]
    public async Task KeyThatCannotSign_IsNotOpened()
    {
        var client = _world.NewClient();
        _world.Vault.Keys.CurveOfNewKeys = "P-384";
        Assert.Contains("no key on P-256", await FailureAsync("large"), StringComparison.Ordinal);
        _world.Vault.Keys.CurveOfNewKeys = "P-256";
        Assert.Contains("disabled", await FailureAsync("off", name => _world.Vault.Keys.Disable(name)), StringComparison.Ordinal);
        Assert.Contains("expired", await FailureAsync("old", name => _world.Vault.Keys.ExpireAt(name, _world.Time.GetUtcNow())), StringComparison.Ordinal);
        Assert.Contains("key_ops", await FailureAsync("wrap", name => _world.Vault.Keys.Restrict(name, "verify")), StringComparison.Ordinal);

        async Task<string> FailureAsync(string name, Action<string>? change = null)
        {
            var made = await client.CreateAsync(name, VaultProtection.Software, VaultWorld.NoTags, Token);
            change?.Invoke(name);
            return (await VaultSigningKey.OpenAsync(client, made.Id, _world.Time, Token)).Failure;
        }
    }

    [Fact]
    public async Task Names_CannotLeadOutOfTheCollection()
    {
        var client = _world.NewClient();
        await Assert.ThrowsAsync<ArgumentException>(() => client.GetAsync("../secrets/a", Token));
        await Assert.ThrowsAsync<ArgumentException>(() => client.GetAsync("", Token));
        Assert.True(VaultIdentifier.TryParse($"https://{VaultOfOurOwn.Host}/secrets/a/{new string('0', 32)}", out var secret));
        await Assert.ThrowsAsync<ArgumentException>(() => client.SignAsync(secret, VaultWorld.Digest, Token));
        Assert.Empty(_world.Vault.Requests);
    }

    private static async Task<List<VaultKeyVersion>> ListAsync(VaultKeysClient client, string name)
    {
        var listed = new List<VaultKeyVersion>();
        await foreach (var version in client.GetVersionsAsync(name, Token)) listed.Add(version);
        return listed;
    }
}
