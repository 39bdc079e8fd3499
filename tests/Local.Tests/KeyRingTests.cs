using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.ServiceProvider.Renewal;
using Shaken.Core.Tests.Support;
using Shaken.Local.Authorities;
using Shaken.Local.Keys;

namespace Shaken.Local.Tests;

/// <summary>The key ring of renewals on disk.</summary>
public sealed class KeyRingTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shaken-ring-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Folder => Path.Combine(_folder.FullName, "keys");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Key_IsMadeOnce_AlsoForManyAtOnce_AndAfterARestart()
    {
        var rings = Enumerable.Range(0, 8).Select(_ => KeyRing.Open(Folder)).ToList();
        var keys = await Task.WhenAll(rings.Select(ring => Task.Run(async () => await ring.GetOrMakeAsync("us-1234-a", Token), Token)));
        Assert.Single(keys.Select(key => JsonWebKey.From(key.PublicKey)).Distinct());
        Assert.Equal(JsonWebKey.From(keys[0].PublicKey), JsonWebKey.From((await KeyRing.Open(Folder).GetOrMakeAsync("us-1234-a", Token)).PublicKey));
    }

    [Fact]
    public async Task Key_IsForItsOwnerAlone_AndADroppedOneIsGone()
    {
        var ring = KeyRing.Open(Folder);
        var first = await ring.GetOrMakeAsync("us-1234-a", Token);
        var file = Assert.Single(Directory.GetFiles(Path.Combine(Folder, ".bare")));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        await ring.DropAsync("us-1234-a", Token);
        await ring.DropAsync("us-1234-a", Token);
        Assert.NotEqual(JsonWebKey.From(first.PublicKey), JsonWebKey.From((await ring.GetOrMakeAsync("us-1234-a", Token)).PublicKey));
        await Assert.ThrowsAsync<ArgumentException>(async () => await ring.GetOrMakeAsync("../a", Token));
    }

    [Fact]
    public async Task Current_MayBePutAgain_AndTheOldKeyStaysUntilItIsRemoved()
    {
        var ring = KeyRing.Open(Folder);
        var (first, second) = (await NewAsync(ring, "us-1234-a"), await NewAsync(ring, "us-1234-b"));
        await ring.PutCurrentAsync(first, Token);
        await ring.PutCurrentAsync(first, Token);
        await ring.PutCurrentAsync(second, Token);
        var folder = KeyFolder.Open(Folder);
        Assert.Equal([1, 2], folder.Versions("us-1234"));
        Assert.Equal(second.Fingerprint, folder.FindCurrent("us-1234")!.Certificate.Fingerprint);
        Assert.Contains("us-1234/2/key.pem", await File.ReadAllTextAsync(Path.Combine(Folder, "us-1234.json"), Token), StringComparison.Ordinal);

        await ring.RemoveAsync("us-1234", first.Fingerprint, Token);
        await ring.RemoveAsync("us-1234", first.Fingerprint, Token);
        await ring.RemoveAsync("us-1234", second.Fingerprint, Token);
        Assert.Equal([2], folder.Versions("us-1234"));
    }

    [Fact]
    public async Task FindFault_DamagedKey_NamesItsFile()
    {
        Assert.Null(KeyRing.FindFault(Folder, passphrase: null));
        Assert.False(Directory.Exists(Folder));
        var ring = KeyRing.Open(Folder);
        await ring.PutCurrentAsync(await NewAsync(ring, "us-1234-a"), Token);
        await ring.GetOrMakeAsync("us-1234-b", Token);
        Assert.Null(KeyRing.FindFault(Folder, passphrase: null));

        foreach (var file in (string[])[Path.Combine(".bare", "us-1234-b.pem"), Path.Combine("us-1234", "1", "key.pem")])
        {
            var path = Path.Combine(Folder, file);
            var good = await File.ReadAllTextAsync(path, Token);
            await File.WriteAllTextAsync(path, "damaged", Token);
            Assert.Contains(path, KeyRing.FindFault(Folder, passphrase: null), StringComparison.Ordinal);
            await File.WriteAllTextAsync(path, good, Token);
        }

        Assert.Null(KeyRing.FindFault(Folder, passphrase: null));
    }

    [Fact]
    public async Task PutCurrent_WithADamagedOlderKey_IsNotHindered()
    {
        var ring = KeyRing.Open(Folder);
        await ring.PutCurrentAsync(await NewAsync(ring, "us-1234-a"), Token);
        await File.WriteAllTextAsync(Path.Combine(Folder, "us-1234", "1", "key.pem"), "damaged", Token);
        await ring.PutCurrentAsync(await NewAsync(ring, "us-1234-b"), Token);
        Assert.Equal(2, KeyFolder.Open(Folder).FindCurrentVersion("us-1234"));
    }

    private static async Task<CertificateInForce> NewAsync(KeyRing ring, string keyName)
    {
        var time = new ManualTime();
        var provider = ProviderId.TryParse("US/1234", out var id) ? id : throw new InvalidOperationException();
        var authority = await LocalAuthority.NewAsync(provider.Country, "Example", time, SystemRandom.Instance, Token);
        var issued = await authority.IssueAsync(
            provider, "Example", new Core.Pki.Drafts.DraftTerms(Core.Pki.Der.CertificateSerial.New(SystemRandom.Instance), time.GetUtcNow(), time.GetUtcNow().AddDays(30)), await ring.GetOrMakeAsync(keyName, Token), Token);
        return new CertificateInForce(
            "us-1234", keyName, issued.Certificate.Fingerprint, "https://cr.example/1.pem", [.. issued.Chain.Select(certificate => Convert.ToBase64String(certificate.Der.Span))],
            issued.Certificate.NotBefore, issued.Certificate.NotAfter, issued.Certificate.NotAfter);
    }
}
