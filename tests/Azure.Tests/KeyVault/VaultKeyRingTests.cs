using Azure.Security.KeyVault.Secrets;
using Shaken.Azure.KeyVault;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.ServiceProvider.Renewal;
using Shaken.Core.Storage;
using Shaken.Local.Authorities;

namespace Shaken.Azure.Tests.KeyVault;

public sealed class VaultKeyRingTests
{
    private const string Name = "us-1234";
    private const string X5u = "https://cr.example/certificates/1.pem";

    private readonly VaultWorld _world = new();
    private readonly VaultKeyRing _ring;

    public VaultKeyRingTests() => _ring = new VaultKeyRing(Secrets(), _world.Time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task KeyUnderOrder_IsMadeOnce_AndFoundByEveryInstance()
    {
        var made = await MakeAsync(_ring, "us-1234-a");
        var found = await MakeAsync(new VaultKeyRing(Secrets(), _world.Time), "us-1234-a");
        _world.Time.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(made.PublicKey.Q.X, (await _ring.GetOrMakeAsync("us-1234-a", Token)).PublicKey.Q.X);
        Assert.Equal(made.PublicKey.Q.X, found.PublicKey.Q.X);
        var secret = Assert.Single(_world.Vault.Secrets.Versions("us-1234-a"));
        Assert.Equal("application/pkcs8", (string?)secret["contentType"]);
        using var read = System.Security.Cryptography.ECDsa.Create();
        read.ImportPkcs8PrivateKey(Convert.FromBase64String((string)secret["value"]!), out _);
        Assert.Equal(made.PublicKey.Q.X, read.ExportParameters(includePrivateParameters: false).Q.X);
    }

    [Fact]
    public async Task ManyThatMakeOneAtOnce_AllGetTheSame()
    {
        var making = Enumerable.Range(0, 16).Select(_ => new VaultKeyRing(Secrets(), _world.Time).GetOrMakeAsync("us-1234-a", Token).AsTask()).ToList();
        await VaultWorld.WhileAsync(() => making.Count(one => one.IsCompleted) + _world.Time.TimersWaiting < 16);
        _world.Time.Advance(TimeSpan.FromSeconds(2));
        var keys = await Task.WhenAll(making);
        Assert.InRange(_world.Vault.Secrets.Versions("us-1234-a").Count, 1, 16);
        Assert.Single(keys.Select(key => Convert.ToHexString(key.PublicKey.Q.X!)).Distinct());
    }

    [Fact]
    public async Task Current_IsTheNewestVersion_WithItsCertificateInTheTags_AndTheKeyUnderOrderGoes()
    {
        var (first, second) = (await OrderedAsync("us-1234-a"), await OrderedAsync("us-1234-b"));
        await _ring.PutCurrentAsync(first, Token);
        _world.Time.Advance(TimeSpan.FromDays(1));
        await _ring.PutCurrentAsync(second, Token);

        var current = (await _ring.FindCurrentAsync(Name, Token))!;
        Assert.Equal((second.Fingerprint, X5u, second.NotAfter), (current.Fingerprint, current.X5u, current.ExpiresAt));
        Assert.True(VaultWorld.IsGood(second.ReadChain()[0].PublicKey.TryToP256(out var certified) ? certified.Parameters : default, await current.Key.SignAsync(VaultWorld.Digest, Token)));
        Assert.Equal(["us-1234-a", "us-1234-b"], _world.Vault.Secrets.Deleted.Order());
        Assert.Equal(2, _world.Vault.Secrets.Versions(Name).Count);
    }

    [Fact]
    public async Task EveryAct_MayBeDoneAgain()
    {
        var certificate = await OrderedAsync("us-1234-a");
        for (var again = 0; again < 3; again++) await _ring.PutCurrentAsync(certificate, Token);
        Assert.Single(_world.Vault.Secrets.Versions(Name));
        await _ring.DropAsync("us-1234-a", Token);
        await _ring.DropAsync("never", Token);
        await _ring.RemoveAsync(Name, "never", Token);
        await _ring.RemoveAsync("us-9999", "never", Token);
        Assert.NotNull(await _ring.FindCurrentAsync(Name, Token));
        Assert.Null(await _ring.FindCurrentAsync("us-9999", Token));
    }

    [Fact]
    public async Task WhatIsInForce_IsLeftAlone_AndWhatWasBefore_IsDisabled()
    {
        var (first, second) = (await OrderedAsync("us-1234-a"), await OrderedAsync("us-1234-b"));
        await _ring.PutCurrentAsync(first, Token);
        _world.Time.Advance(TimeSpan.FromDays(1));
        await _ring.PutCurrentAsync(second, Token);
        await _ring.RemoveAsync(Name, second.Fingerprint, Token);
        Assert.Equal(second.Fingerprint, (await _ring.FindCurrentAsync(Name, Token))!.Fingerprint);
        await _ring.RemoveAsync(Name, first.Fingerprint, Token);
        Assert.Equal([false, true], _world.Vault.Secrets.Versions(Name).Select(version => (bool)version["attributes"]!["enabled"]!));
    }

    [Fact]
    public async Task CertificateBefore_CanBePutInForceAgain()
    {
        var (first, second) = (await OrderedAsync("us-1234-a"), await OrderedAsync("us-1234-b"));
        foreach (var one in (CertificateInForce[])[first, second, first])
        {
            await _ring.PutCurrentAsync(one, Token);
            _world.Time.Advance(TimeSpan.FromDays(1));
        }

        Assert.Equal(first.Fingerprint, (await _ring.FindCurrentAsync(Name, Token))!.Fingerprint);
    }

    [Fact]
    public async Task KeyOfAnotherCertificate_OrNone_IsNotPutInForce()
    {
        var certificate = await OrderedAsync("us-1234-a");
        await MakeAsync(_ring, "us-1234-b");
        await Assert.ThrowsAsync<StorageException>(() => _ring.PutCurrentAsync(certificate with { KeyName = "us-1234-b" }, Token).AsTask());
        await Assert.ThrowsAsync<StorageException>(() => _ring.PutCurrentAsync(certificate with { KeyName = "us-1234-c" }, Token).AsTask());
        await Assert.ThrowsAsync<StorageException>(() => _ring.PutCurrentAsync(certificate with { X5u = $"https://cr.example/{new string('x', 256)}" }, Token).AsTask());
        Assert.Empty(_world.Vault.Secrets.Versions(Name));
    }

    [Theory]
    [InlineData("application/pkcs8", "bm8ga2V5")]
    [InlineData("application/pkcs8", "***")]
    [InlineData("text/plain", "bm8ga2V5")]
    public async Task SecretThatIsNoKey_IsNotUsed(string contentType, string value)
    {
        await Secrets().SetSecretAsync(new KeyVaultSecret(Name, value) { Properties = { ContentType = contentType } }, Token);
        await Assert.ThrowsAsync<StorageException>(() => _ring.FindCurrentAsync(Name, Token).AsTask());
    }

    [Fact]
    public void ManagedHsm_HoldsNoSecrets()
    {
        Assert.True(VaultAddress.TryParse("https://hsm.managedhsm.azure.net", out var hsm));
        Assert.Throws<ArgumentException>(() => new Vaults(_world, VaultRate.Default, _world.Time, _world.Transport).SecretsOf(hsm));
    }

    private SecretClient Secrets() => new Vaults(_world, VaultRate.Default, _world.Time, _world.Transport).SecretsOf(VaultWorld.Address);

    // Two seconds must pass on a clock that stands still.
    private async Task<ISigningKey> MakeAsync(VaultKeyRing ring, string keyName)
    {
        var making = ring.GetOrMakeAsync(keyName, Token).AsTask();
        await VaultWorld.WhileAsync(() => !making.IsCompleted && _world.Time.TimersWaiting == 0);
        _world.Time.Advance(TimeSpan.FromSeconds(2));
        return await making;
    }

    private async Task<CertificateInForce> OrderedAsync(string keyName)
    {
        var key = await MakeAsync(_ring, keyName);
        Assert.True(ProviderId.TryParse("US/1234", out var provider));
        var authority = await LocalAuthority.NewAsync(provider.Country, "Test", _world.Time, SystemRandom.Instance, Token);
        var now = _world.Time.GetUtcNow();
        var leaf = await authority.IssueAsync(provider, "Provider", new DraftTerms(CertificateSerial.New(SystemRandom.Instance), now, now.AddDays(30)), key, Token);
        return new CertificateInForce(
            Name, keyName, leaf.Certificate.Fingerprint, X5u, [.. leaf.Chain.Select(one => Convert.ToBase64String(one.Der.Span))], leaf.Certificate.NotBefore, leaf.Certificate.NotAfter, now.AddDays(20));
    }
}
