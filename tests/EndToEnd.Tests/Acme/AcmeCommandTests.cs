using System.Text.Json;

namespace Shaken.EndToEnd.Tests.Acme;

/// <summary>A provider with the command line alone: register, ask for a token, order, renew, revoke.</summary>
[Collection(nameof(AcmeCountry))]
public sealed class AcmeCommandTests(AcmeCountry country)
{
    [Fact]
    public async Task Provider_GetsACertificate_RenewsIt_AndRevokesTheOldOne()
    {
        var registered = await RunAsync(0, "acme", "register", country.DirectoryUrl, "--account", "account", "--contact", "mailto:sti@provider.example", "--agree-terms");
        Assert.Equal(registered.GetProperty("account").GetString(), (await RunAsync(0, "acme", "register", country.DirectoryUrl, "--account", "account", "--only-existing")).GetProperty("account").GetString());
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(country.File("account/account.key")));

        // The operator of the provider asks the policy administrator for a token, by the fingerprint that register printed.
        var fingerprint = registered.GetProperty("fingerprint").GetString()!;
        await NewTokenAsync(fingerprint, "token.jwt");
        var ordered = await RunAsync(0, Order("order", "token.jwt"));
        Assert.True(ordered.GetProperty("renewed").GetBoolean());

        // Run again it gives the same certificate, and asks for nothing.
        var again = await RunAsync(0, Order("order", "token.jwt"));
        Assert.False(again.GetProperty("renewed").GetBoolean());
        Assert.Equal(ordered.GetProperty("sha256").GetString(), again.GetProperty("sha256").GetString());
        Assert.False((await RunAsync(0, Order("renew", "token.jwt"))).GetProperty("renewed").GetBoolean());

        // Into another folder it is not the same certificate.
        Assert.Contains("does not hold the certificate us-1234",
            (await RunAsync(2, Order("order", "token.jwt", keys: "elsewhere"))).GetProperty("error").GetString(), StringComparison.Ordinal);

        // A chain that verifies under the CA's root, under a key that is there.
        var chain = country.File("keys/us-1234/1/chain.pem");
        Assert.True((await RunAsync(0, "cert", "verify", chain, "--root", country.CaRoot)).GetProperty("valid").GetBoolean());
        Assert.True(File.Exists(country.File("keys/us-1234/1/key.pem")));
        var pointer = JsonDocument.Parse(await File.ReadAllTextAsync(country.File("keys/us-1234.json"), TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal(ordered.GetProperty("x5u").GetString(), pointer.GetProperty("x5u").GetString());

        await NewTokenAsync(fingerprint, "token2.jwt");
        var renewed = await RunAsync(0, [.. Order("renew", "token2.jwt"), "--force"]);
        Assert.True(renewed.GetProperty("renewed").GetBoolean());
        Assert.NotEqual(ordered.GetProperty("sha256").GetString(), renewed.GetProperty("sha256").GetString());
        Assert.True(File.Exists(country.File("keys/us-1234/1/key.pem")));
        Assert.Equal("2", (await File.ReadAllTextAsync(country.File("keys/us-1234/current"), TestContext.Current.CancellationToken)).Trim());

        Assert.Equal("superseded", (await RunAsync(0, "acme", "revoke", chain, "--account", "account", "--reason", "superseded")).GetProperty("reason").GetString());
        var twice = await RunAsync(1, "acme", "revoke", chain, "--account", "account");
        Assert.Equal("urn:ietf:params:acme:error:alreadyRevoked", twice.GetProperty("type").GetString());
        Assert.True((await RunAsync(0, "acme", "revoke", country.File("keys/us-1234/2/chain.pem"), "--key", country.File("keys/us-1234/2/key.pem"), "--ca", country.DirectoryUrl)).GetProperty("accepted").GetBoolean());
    }

    [Fact]
    public async Task Order_WithAnotherAccountsToken_SaysSo_AndSendsItNowhere()
    {
        await RunAsync(0, "acme", "register", country.DirectoryUrl, "--account", "account2", "--agree-terms");
        await NewTokenAsync("SHA256 " + string.Join(':', Enumerable.Repeat("AB", 32)), "stranger.jwt");
        var refused = await RunAsync(1, Order("order", "stranger.jwt", "account2", "keys2"));
        Assert.Equal(("no-token", "the token is for another account's key"), (refused.GetProperty("reason").GetString(), refused.GetProperty("detail").GetString()));
    }

    [Fact]
    public async Task Authorities_ShowsWhichAnswer_AndWhoseRootIsTrusted()
    {
        var list = await RunAsync(
            0, "acme", "authorities", "--directory", $"near={country.DirectoryUrl}", "--directory", "gone=http://127.0.0.1:9/directory", "--ca-root", $"near={country.CaRoot}", "--root", country.CaRoot);
        Assert.Equal(("near", true, "yes"), (list[0].GetProperty("name").GetString(), list[0].GetProperty("answers").GetBoolean(), list[0].GetProperty("rootTrusted").GetString()));
        Assert.Equal(("gone", false), (list[1].GetProperty("name").GetString(), list[1].GetProperty("answers").GetBoolean()));
    }

    [Fact]
    public async Task Install_TakesAKeyWithItsChain_AndNoOther()
    {
        var installed = await RunAsync(0, "cert", "install", country.File("ca.key"), country.File("ca-chain.pem"), "--into", "installed", "--name", "example");
        Assert.Equal(1, installed.GetProperty("version").GetInt32());
        Assert.Equal(1, (await RunAsync(0, "cert", "install", country.File("ca.key"), country.File("ca-chain.pem"), "--into", "installed", "--name", "example")).GetProperty("version").GetInt32());
        var refused = await RunAsync(1, "cert", "install", country.File("ca.key"), country.CaRoot, "--into", "installed", "--name", "example");
        Assert.Equal("key-mismatch", refused.GetProperty("reason").GetString());
    }

    private string[] Order(string command, string token, string account = "account", string keys = "keys") =>
    [
        "acme", command, "--account", account, "--provider", "US/1234", "--into", keys, "--token", country.File(token), "--root", country.CaRoot, "--exempt-origin", country.RepositoryOrigin,
    ];

    private async Task NewTokenAsync(string fingerprint, string file)
    {
        var token = await RunAsync(0, "pa", "token", "--folder", country.PolicyAdministrator, "--spc", "1234", "--fingerprint", fingerprint, "--x5u", country.TokenX5u);
        await country.WriteAsync(file, token.GetProperty("token").GetString()!);
    }

    private async Task<JsonElement> RunAsync(int code, params string[] arguments)
    {
        var (ended, output, error) = await Programs.ShakenAsync(country.Folder, [.. arguments, "--json"]);
        Assert.True(ended == code, $"{string.Join(' ', arguments)} ended with {ended}: {output}{error}");
        return JsonDocument.Parse(output).RootElement;
    }
}
