using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.EndToEnd.Tests.Crash;
using Shaken.Local.Authorities;

namespace Shaken.EndToEnd.Tests;

/// <summary><c>shaken registry</c> against a program that is both a registry and an STI-PA.</summary>
public sealed class CountryRegistryTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private ServerProgram _server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

#pragma warning disable RS0030 // A composition root of the tests.
    private static TimeProvider Time => TimeProvider.System;
#pragma warning restore RS0030

    public async ValueTask InitializeAsync()
    {
        var (secret, hash) = HashedKey.New(ApiKeyPrefixes.Operator, SystemRandom.Instance);
        await WriteAsync("op.key", secret);
        var (registry, own, canada) = (await AuthorityAsync("CH"), await AuthorityAsync("US"), await AuthorityAsync("CA"));
        await WriteAsync("registry-root.pem", registry.PolicyAdministratorRoot.Certificate.ToPem());
        await WriteAsync("canada-root.pem", canada.PolicyAdministratorRoot.Certificate.ToPem());
        await WriteSignerAsync("request", canada, SignedDocumentKind.RegistryRequest);
        await WriteSignerAsync("list", canada, SignedDocumentKind.TrustedCaList);
        await WriteSignerAsync("registry", registry, SignedDocumentKind.RegistryList);
        await WriteSignerAsync("policy", own, SignedDocumentKind.CountryPolicy);
        _server = await ServerProgram.StartAsync(_folder.Path, new Dictionary<string, string>
        {
            ["Shaken__Roles"] = "pa,registry",
            ["Shaken__Storage"] = "Disk",
            ["Shaken__DataFolder"] = _folder.File("store"),
            ["Operator__Keys"] = $"alice:{hash}:governance",
            ["Registry__Url"] = "https://registry.example",
            ["Registry__List__Certificate"] = _folder.File("registry.pem"),
            ["Registry__List__Key"] = _folder.File("registry.key"),
            ["Pa__Url"] = "https://sti-pa.example",
            ["Pa__CountryPolicy__Certificate"] = _folder.File("policy.pem"),
            ["Pa__CountryPolicy__Key"] = _folder.File("policy.key"),
        }, Time);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Country_SignsAppliesAndIsApproved_IsOnTheListUntilWithdrawn()
    {
        await WriteAsync("request.jws", await SignAsync("request"));
        var applied = await AskAsync(0, "registry", "apply", "CA", "request.jws");
        Assert.Equal(("pending", true), (applied.GetProperty("state").GetString(), applied.GetProperty("waits").GetBoolean()));
        await AskAsync(0, "registry", "prove", "ca");
        Assert.Equal(0, (await AskAsync(0, "registry", "list")).GetArrayLength());
        var waiting = Assert.Single((await OperateAsync(0, "registry", "requests")).EnumerateArray());
        Assert.Equal("CA", waiting.GetProperty("country").GetString());
        var approved = await OperateAsync(0, "registry", "approve", "CA", "--reason", "vetted");
        Assert.Equal("registered", approved.GetProperty("state").GetString());
        Assert.Equal("Canada", (await AskAsync(0, "registry", "show", "CA")).GetProperty("name").GetString());
        var found = await AskAsync(0, "registry", "lookup", "14165550100");
        Assert.Equal("CA", Assert.Single(found.GetProperty("countries").EnumerateArray()).GetProperty("country").GetString());
        await AskAsync(1, "registry", "lookup", "12125550100");
        await AskAsync(2, "registry", "show", "AB");

        await OperateAsync(0, "registry", "dispute", "CA", "--reason", "two parties");
        var overridden = await OperateAsync(0, ["registry", "override", .. Registration("Canada anew"), "--reason", "key lost"]);
        Assert.Equal("disputed", overridden.GetProperty("state").GetString());
        await OperateAsync(0, "registry", "refuse", "CA", "--reason", "withdrawn");
        await OperateAsync(0, "registry", "settle", "CA", "--reason", "settled");
        Assert.Equal("Canada", (await AskAsync(0, "registry", "show", "CA")).GetProperty("name").GetString());
        await OperateAsync(0, "registry", "withdraw", "CA", "--reason", "asked");
        await AskAsync(1, "registry", "show", "CA");
    }

    [Fact]
    public async Task Apply_RequestOfAnotherKind_IsRefused()
    {
        await WriteAsync("forged.jws", await SignAsync("list"));
        var refused = await AskAsync(1, "registry", "apply", "CA", "forged.jws");
        Assert.Equal("signer-not-allowed", refused.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Subscription_ApprovedAndRevoked_IsShown()
    {
        string[] subscribe =
        [
            "registry", "subscribe", "--name", "Registry", "--list-url", "https://registry.example/registry/v1/list", "--root",
            "registry-root.pem", "--reason", "approved",
        ];
        Assert.Equal(1, (await OperateAsync(0, subscribe)).GetProperty("revision").GetInt64());
        Assert.True((await OperateAsync(0, "registry", "subscription")).TryGetProperty("approved", out _));
        Assert.Equal(0, (await OperateAsync(0, "registry", "countries")).GetArrayLength());
        Assert.Equal("nothing-proposed", (await OperateAsync(1, "registry", "confirm", "--reason", "x")).GetProperty("reason").GetString());
        var revoked = await OperateAsync(0, "registry", "unsubscribe", "--reason", "not needed");
        Assert.False(revoked.TryGetProperty("approved", out _));
    }

    private static string[] Registration(string name) =>
    [
        "CA", "--name", name, "--regulator", "Regulator", "--contact", "Ann", "--email", "ann@regulator.example", "--unrestricted",
        "--pa-root", "canada-root.pem",
    ];

    private static async Task<LocalAuthority> AuthorityAsync(string country)
    {
        Assert.True(CountryCode.TryParse(country, out var code));
        return await LocalAuthority.NewAsync(code, $"Example {country}", Time, SystemRandom.Instance, Token);
    }

    private async Task<string> SignAsync(string signer)
    {
        string[] line =
        [
            "registry", "sign", .. Registration("Canada"), "--registry", "https://registry.example", "--reason", "registers", "--key",
            $"{signer}.key", "--certificate", $"{signer}.pem", "--json",
        ];
        return (await RunAsync(0, line)).GetProperty("request").GetString()!;
    }

    private async Task WriteSignerAsync(string name, LocalAuthority authority, SignedDocumentKind kind)
    {
        var signer = authority.Administrator.SignerOf(kind);
        await WriteAsync($"{name}.pem", signer.Certificate.ToPem());
        await WriteAsync($"{name}.key", ((SoftwareKey)signer.Key).ToPem());
    }

    private Task WriteAsync(string name, string text) => File.WriteAllTextAsync(_folder.File(name), text, Token);

    private Task<JsonElement> AskAsync(int expected, params string[] arguments) =>
        RunAsync(expected, [.. arguments, "--server", _server.Url.GetLeftPart(UriPartial.Authority), "--json"]);

    private Task<JsonElement> OperateAsync(int expected, params string[] arguments) =>
        AskAsync(expected, [.. arguments, "--key-file", "op.key"]);

    private async Task<JsonElement> RunAsync(int expected, string[] line)
    {
        var (code, output, error) = await Programs.ShakenAsync(_folder.Path, line);
        Assert.True(code == expected, $"{string.Join(' ', line)} ended with {code}: {output}{error}");
        using var json = JsonDocument.Parse(output);
        return json.RootElement.Clone();
    }
}
