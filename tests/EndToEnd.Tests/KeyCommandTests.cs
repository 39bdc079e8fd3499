using Shaken.Core.Foundations;
using Shaken.Core.Keys.Ceremonies;
using Shaken.Local.Authorities;

namespace Shaken.EndToEnd.Tests;

/// <summary>Key files that cannot sign, at every command that takes one and at the program.</summary>
public sealed class KeyCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

#pragma warning disable RS0030 // A composition root of the tests.
    private static TimeProvider Time => TimeProvider.System;
#pragma warning restore RS0030

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Refused => new()
    {
        { "explicit-sec1.pem", "explicit curve parameters" },
        { "public.pem", "a public key" },
        { "encrypted-pkcs8.pem", "encrypted" },
        { "two-keys.pem", "2 private keys" },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task EveryCommand_KeyThatCannotSign_EndsWith2AndLeavesNothing(string file, string says)
    {
        var key = Vector(file);
        var signed = (string[])["--x5u", "https://cr.example/1.pem", "--orig", "12155550121", "--dest", "12155550131"];
        string[][] commands =
        [
            ["passport", "sign", "--key", key, .. signed],
            ["csr", "--key", key, "--spc", "1234", "--out", "made.csr"],
            ["cert", "install", key, Vector("certificate.pem"), "--into", "made", "--name", "us-1234"],
            ["cps", "post", "https://cps.example", "--passport", "a.b.c", "--spc", "1234", "--key", key, .. signed],
            ["cps", "get", "https://cps.example", "--spc", "1234", "--key", key, .. signed],
            ["acme", "revoke", Vector("certificate.pem"), "--key", key, "--ca", "https://ca.example/acme/directory"],
        ];
        foreach (var command in commands) await EndsWith2Async(says, command);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));

        Directory.CreateDirectory(_folder.File("account"));
        File.Copy(key, Path.Combine(_folder.File("account"), "account.key"));
        await EndsWith2Async(says, "acme", "register", "https://ca.example/acme/directory", "--account", "account");
    }

    [Fact]
    public async Task PaToken_KeyOfTheFolderOrAccountKeyDamaged_EndsWith2()
    {
        Assert.True(CountryCode.TryParse("US", out var country));
        var administrator = PolicyAdministratorFolder.Open(_folder.File("pa"));
        var ceremony = new KeyCeremony(CeremonyLives.Default, Time, SystemRandom.Instance);
        var terms = new PolicyAdministratorTerms("Example", "https://sti-pa.example/certificates/");
        Assert.True((await administrator.FoundAsync(ceremony, country, terms, Token)).IsSuccess);
        string[] command = ["pa", "token", "--folder", "pa", "--spc", "1234", "--account-key"];
        await EndsWith2Async("P-256", [.. command, Vector("p384.pem")]);
        const string Jwk = """{"kty":"EC","crv":"P-256","x":"l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs","y":"9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA","use":"enc"}""";
        await File.WriteAllTextAsync(_folder.File("enc.jwk"), Jwk, Token);
        await EndsWith2Async("not for signatures", [.. command, "enc.jwk"]);
        Assert.Equal(0, (await Programs.ShakenAsync(_folder.Path, [.. command, Vector("public.pem")])).Code);
        Assert.Equal(0, (await Programs.ShakenAsync(_folder.Path, [.. command, Vector("good-pkcs8.pem")])).Code);

        File.Copy(Vector("public.pem"), Path.Combine(_folder.File("pa"), "keys", "spc-token", "1", "key.pem"), overwrite: true);
        await EndsWith2Async("a public key", [.. command, Vector("public.pem")]);
    }

    [Fact]
    public async Task SealedKey_WithItsPassphrase_SignsAndIsInstalledSealed()
    {
        await File.WriteAllTextAsync(_folder.File("passphrase"), "correct-horse-battery\n", Token);
        string[] passphrase = ["--passphrase-file", "passphrase"];
        Assert.Equal(0, (await Programs.ShakenAsync(_folder.Path, ["passport", "sign", "--key", Vector("good-encrypted.pem"), "--x5u", "https://cr.example/1.pem", "--orig", "1", "--dest", "2", .. passphrase])).Code);
        var (code, output, error) = await Programs.ShakenAsync(_folder.Path, ["cert", "install", Vector("good-encrypted.pem"), Vector("certificate.pem"), "--into", "keys", "--name", "us-1234", .. passphrase]);
        Assert.True(code == 0, output + error);
        Assert.Contains("ENCRYPTED", await File.ReadAllTextAsync(Path.Combine(_folder.File("keys"), "us-1234", "1", "key.pem"), Token), StringComparison.Ordinal);

        // Made and opened again under the passphrase.
        foreach (var _ in (int[])[1, 2])
            Assert.Equal(0, (await Programs.ShakenAsync(_folder.Path, ["csr", "--key", "sti.key", "--spc", "1234", .. passphrase])).Code);
        Assert.Contains("ENCRYPTED", await File.ReadAllTextAsync(_folder.File("sti.key"), Token), StringComparison.Ordinal);
        await EndsWith2Async("--passphrase-file", "csr", "--key", "sti.key", "--spc", "1234");
    }

    [Fact]
    public async Task Csr_OutputThatCannotBeWritten_LeavesNoKey()
    {
        var (code, output, error) = await Programs.ShakenAsync(_folder.Path, "csr", "--key", "sti.key", "--spc", "1234", "--out", "no/such/folder/made.csr");
        Assert.True(code == 3, output + error);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Theory]
    [InlineData("explicit-sec1.pem")]
    [InlineData("public.pem")]
    public async Task Program_KeyThatCannotSign_EndsWith78AndNamesTheSetting(string file)
    {
        var (code, output, error) = await Programs.RunAsync(
            _folder.Path, "dotnet", Programs.Server, "--Cps:RepublishTo=https://cps.example", $"--Cps:Republish:KeyFile={Vector(file)}",
            "--Cps:Republish:CertificateUrl=https://cr.example/own.pem");
        Assert.True(code == 78, $"{code}: {output}{error}");
        Assert.Contains("Cps:Republish:KeyFile: ", error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task PublishSample_KeyThatCannotSign_EndsWith2(string file, string says)
    {
        var (code, output, error) = await Programs.RunAsync(
            _folder.Path, "dotnet", Programs.PublishOutOfBand, Vector(file), "https://cr.example/1.pem", "12155550121", "12155550131", "https://cps.example/cps/company/1234");
        Assert.True(code == 2, $"{code}: {output}{error}");
        Assert.Contains(says, error, StringComparison.Ordinal);
    }

    private static string Vector(string file) => Path.Combine(Path.GetFullPath(Programs.Root), "tests", "Vectors", "keys", file);

    private async Task EndsWith2Async(string says, params string[] command)
    {
        var (code, output, error) = await Programs.ShakenAsync(_folder.Path, command);
        Assert.True(code == 2, $"{string.Join(' ', command)}: {code}: {output}{error}");
        Assert.Contains(says, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }
}
