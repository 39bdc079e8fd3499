using System.Text.Json;
using Shaken.Core.Keys;

namespace Shaken.EndToEnd.Tests.Acme;

/// <summary>The operator of an STI-CA with the command line alone: keys for subscribers, a look at an account, revocation, suspension.</summary>
[Collection(nameof(AcmeCountry))]
public sealed class OperatorCommandTests(AcmeCountry country)
{
    private const string Nobody = "AAAAAAAAAAAAAAAAAAAAAA";

    private string Server => new Uri(country.DirectoryUrl).GetLeftPart(UriPartial.Authority);

    [Fact]
    public async Task OperatorKey_PrintsAKey_AndItsLineForTheConfiguration()
    {
        var made = await RunAsync(0, "operator", "key", "bob");
        var secret = made.GetProperty("key").GetString()!;
        Assert.StartsWith("op_", secret, StringComparison.Ordinal);
        Assert.True(ApiKey<KeyOwner>.TryParse(made.GetProperty("configuration").GetString()!, KeyOwner.TryParse, out var key));
        Assert.True(ApiKeys<KeyOwner>.TryCreate([key], out var keys));
        Assert.Equal("bob", keys.Find(secret)?.Value);
        Assert.NotEqual(secret, (await RunAsync(0, "operator", "key", "bob")).GetProperty("key").GetString());
        await RunAsync(2, "operator", "key", "two:names");
    }

    [Fact]
    public async Task Subscriber_GetsItsKey_IsSeen_LosesACertificate_AndIsSuspended()
    {
        var external = await AskAsync(0, "external-key", "Provider B of Example");
        await country.WriteAsync("eab.key", external.GetProperty("macKey").GetString()!);
        var registered = await RunAsync(
            0, "acme", "register", country.DirectoryUrl, "--account", "bound", "--agree-terms", "--eab-kid", external.GetProperty("kid").GetString()!, "--eab-key-file", country.File("eab.key"));
        var (url, fingerprint) = (registered.GetProperty("account").GetString()!, registered.GetProperty("fingerprint").GetString()!);

        var first = await OrderAsync(fingerprint, "bound-1.jwt");
        var second = await OrderAsync(fingerprint, "bound-2.jwt", "--force");
        var seen = await AskAsync(0, "account", url);
        Assert.Equal(("valid", "Provider B of Example"), (seen.GetProperty("status").GetString(), seen.GetProperty("organization").GetString()));
        Assert.Equal(new[] { first, second }.Order(), seen.GetProperty("certificates").EnumerateArray().Select(line => line.GetProperty("id").GetString()!).Order());

        Assert.Equal(new[] { first, second }.Order(), (await IdsAsync("certificates", "--account", url)).Order());
        Assert.Contains(second, await IdsAsync("certificates", "--spc", "US/77B", "--newest", "100000"));
        Assert.Contains(url[(url.LastIndexOf('/') + 1)..], await IdsAsync("accounts"));

        // By the file too, and once only.
        var revoked = await AskAsync(0, "revoke", country.File("bound-keys/us-77b/1/chain.pem"), "--reason", "keyCompromise");
        Assert.Equal((true, "keyCompromise"), (revoked.GetProperty("accepted").GetBoolean(), revoked.GetProperty("reason").GetString()));
        var found = await AskAsync(0, "certificate", first);
        Assert.Equal("revoked", found.GetProperty("certificate").GetProperty("state").GetString());
        Assert.Equal("already-revoked", (await AskAsync(1, "revoke", first)).GetProperty("reason").GetString());

        Assert.Equal(1, (await AskAsync(0, "suspend", url)).GetProperty("revoked").GetInt32());
        Assert.Equal(0, (await AskAsync(0, "suspend", url[(url.LastIndexOf('/') + 1)..])).GetProperty("revoked").GetInt32());
        Assert.Equal("revoked", (await AskAsync(0, "account", url)).GetProperty("status").GetString());
        var refused = await RunAsync(1, "acme", "register", country.DirectoryUrl, "--account", "bound", "--only-existing");
        Assert.Equal("urn:ietf:params:acme:error:unauthorized", refused.GetProperty("type").GetString());
    }

    [Fact]
    public async Task WhatIsNotThere_IsRefused_InWords()
    {
        Assert.Equal(("not-found", "there is no such account"), Refusal(await AskAsync(1, "account", Nobody)));
        Assert.Equal("not-found", Refusal(await AskAsync(1, "suspend", $"{Server}/acme/account/{Nobody}")).Reason);
        Assert.Equal("not-found", Refusal(await AskAsync(1, "revoke", new string('0', 64))).Reason);

        // Another program of the same country, without the role ca.
        var (reason, detail) = Refusal(await RunAsync(1, "ca", "account", Nobody, "--server", country.RepositoryOrigin, "--key-file", country.OperatorKeyFile));
        Assert.NotEqual("caller-unknown", reason);
        Assert.NotEqual("", detail);
    }

    [Fact]
    public async Task Key_OfNobody_IsRefused_AndTheServersWordsSayHowToGetOne()
    {
        await country.WriteAsync("stranger.key", "op_stranger");
        var (reason, detail) = Refusal(await RunAsync(1, "ca", "account", Nobody, "--server", Server, "--key-file", country.File("stranger.key")));
        Assert.Equal("caller-unknown", reason);
        Assert.Contains("shaken operator key", detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ca", "account", "not-an-id")]
    [InlineData("ca", "revoke", "not-a-certificate")]
    [InlineData("ca", "suspend", Nobody, "--reason", "boredom")]
    [InlineData("ca", "external-key", "")]
    [InlineData("ca", "certificates", "--newest", "0")]
    [InlineData("ca", "certificates", "--number", "no number")]
    [InlineData("ca", "certificates", "--serial", "01", "--spc", "US/1234")]
    [InlineData("ca", "certificate", "not-a-certificate")]
    public async Task WhatMakesNoSense_IsAUsageError(params string[] arguments) =>
        Assert.NotEmpty((await RunAsync(2, [.. arguments, "--server", Server, "--key-file", country.OperatorKeyFile])).GetProperty("error").GetString()!);

    [Fact]
    public async Task Key_ComesFromAFileOrTheEnvironment_AndGoesToNoStrangerInClear()
    {
        Assert.Contains("SHAKEN_OPERATOR_KEY", (await RunAsync(2, "ca", "account", Nobody, "--server", Server)).GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Contains("ANOTHER", (await RunAsync(2, "ca", "account", Nobody, "--server", Server, "--key-env", "ANOTHER")).GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Contains("https", (await RunAsync(2, "ca", "account", Nobody, "--server", "http://ca.example", "--key-file", country.OperatorKeyFile)).GetProperty("error").GetString(), StringComparison.Ordinal);
        await RunAsync(3, "ca", "account", Nobody, "--server", "http://127.0.0.1:9", "--key-file", country.OperatorKeyFile);

        var secret = (await File.ReadAllTextAsync(country.OperatorKeyFile, TestContext.Current.CancellationToken)).Trim();
        var (code, output, error) = await Programs.RunAsync(
            country.Folder, "env", $"SHAKEN_OPERATOR_KEY={secret}", "dotnet", Programs.Cli, "ca", "account", Nobody, "--server", Server, "--json");
        Assert.True(code == 1, output + error);
        Assert.Equal("not-found", JsonDocument.Parse(output).RootElement.GetProperty("reason").GetString());
    }

    private static (string? Reason, string? Detail) Refusal(JsonElement answer) => (answer.GetProperty("reason").GetString(), answer.GetProperty("detail").GetString());

    // Orders, or renews by force; gives the certificate's SHA-256.
    private async Task<string> OrderAsync(string fingerprint, string file, params string[] more)
    {
        var token = await RunAsync(0, "pa", "token", "--folder", country.PolicyAdministrator, "--spc", "77B", "--fingerprint", fingerprint, "--x5u", country.TokenX5u);
        await country.WriteAsync(file, token.GetProperty("token").GetString()!);
        var issued = await RunAsync(
            0,
            ["acme", more.Length > 0 ? "renew" : "order", "--account", "bound", "--provider", "US/77B", "--into", "bound-keys", "--token", country.File(file), "--root", country.CaRoot, "--exempt-origin", country.RepositoryOrigin, .. more]);
        return issued.GetProperty("sha256").GetString()!;
    }

    private async Task<IReadOnlyList<string>> IdsAsync(params string[] command) =>
        [.. (await AskAsync(0, command)).EnumerateArray().Select(line => line.GetProperty("id").GetString()!)];

    private Task<JsonElement> AskAsync(int code, params string[] arguments) => RunAsync(code, ["ca", .. arguments, "--server", Server, "--key-file", country.OperatorKeyFile]);

    private async Task<JsonElement> RunAsync(int code, params string[] arguments)
    {
        var (ended, output, error) = await Programs.ShakenAsync(country.Folder, [.. arguments, "--json"]);
        Assert.True(ended == code, $"{string.Join(' ', arguments)} ended with {ended}: {output}{error}");
        return JsonDocument.Parse(output).RootElement;
    }
}
