using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Software;
using Shaken.Local.Authorities;

namespace Shaken.EndToEnd.Tests;

public sealed class CommandLineTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

#pragma warning disable RS0030 // A composition root of the tests.
    private static TimeProvider Time => TimeProvider.System;
#pragma warning restore RS0030

    public async ValueTask InitializeAsync()
    {
        Assert.True(ProviderId.TryParse("US/1234", out var id));
        var authority = await LocalAuthority.NewAsync(id.Country, "Test", Time, SystemRandom.Instance, Token);
        var provider = await authority.IssueAsync(id, "Provider A", TimeSpan.FromDays(1), Token);
        var list = await authority.SignTrustListAsync(7, Time.GetUtcNow().AddDays(1), "https://sti-pa.example/signer.pem", Token);
        await WriteAsync("sti.key", ((SoftwareKey)provider.Key).ToPem());
        await WriteAsync("chain.pem", string.Join('\n', provider.Chain.Select(certificate => certificate.ToPem())));
        await WriteAsync("root.pem", authority.Root.Certificate.ToPem());
        await WriteAsync("pa-root.pem", authority.PolicyAdministratorRoot.Certificate.ToPem());
        await WriteAsync("pa-signer.pem", authority.ListSigner.ToPem());
        await WriteAsync("list.jwt", list);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task SignedIdentityHeader_Verifies_ByRootAndByTrustList()
    {
        var (_, header, _) = await SignAsync("--identity");
        await WriteAsync("identity.txt", header);
        var call = (string[])["--orig", "12155550121", "--dest", "12155550131", "--certificate", "chain.pem", "--json"];
        var byRoot = await JsonAsync(0, ["passport", "verify", "identity.txt", "--root", "root.pem", .. call]);
        Assert.True(byRoot.GetProperty("verified").GetBoolean());
        Assert.Equal("TN-Validation-Passed", byRoot.GetProperty("verstat").GetString());

        var list = await JsonAsync(0, "trust-list", "verify", "list.jwt", "--pa-root", "pa-root.pem", "--signer", "pa-signer.pem", "--json");
        Assert.Equal(7, list.GetProperty("sequence").GetInt64());
    }

    [Fact]
    public async Task SignedTwice_HasTwoOrigids_UnlessOneIsGiven()
    {
        var ids = new List<string?>();
        foreach (var more in (string[][])[[], [], ["--origid", "123e4567-e89b-12d3-a456-426655440000"]])
        {
            var (_, token, _) = await SignAsync(more);
            ids.Add((await JsonAsync(0, "passport", "inspect", token.Trim(), "--json")).GetProperty("origid").GetString());
        }

        Assert.Equal(3, ids.Distinct().Count());
        Assert.Equal("123e4567-e89b-12d3-a456-426655440000", ids[2]);
    }

    [Fact]
    public async Task Sign_X5uThatNobodyFetches_SaysWhy()
    {
        string[] call = ["passport", "sign", "--key", "sti.key", "--orig", "12155550121", "--dest", "12155550131"];
        var (code, output, error) = await Programs.ShakenAsync(_folder.Path, [.. call, "--x5u", "http://cr.example/1.pem"]);
        Assert.Equal((0, 3), (code, output.Split('.').Length));
        Assert.StartsWith("--x5u: verifiers will not fetch http://cr.example/1.pem: ", error, StringComparison.Ordinal);
        (_, _, error) = await Programs.ShakenAsync(_folder.Path, [.. call, "--x5u", "https://cr.example/1.pem"]);
        Assert.Empty(error);
    }

    [Fact]
    public async Task WrongNumber_IsRefused_WithReasonAndCodes()
    {
        var (_, token, _) = await SignAsync();
        await WriteAsync("token.txt", token);
        var refused = await JsonAsync(1, "passport", "verify", "token.txt", "--root", "root.pem", "--certificate", "chain.pem", "--orig", "12155550122", "--dest", "12155550131", "--json");
        Assert.Equal("number-mismatch", refused.GetProperty("reason").GetString());
        Assert.Equal(438, refused.GetProperty("sip").GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task OldToken_IsStale_AsOfALaterMoment()
    {
        var (_, token, _) = await SignAsync("--at", "2026-11-21T12:00:00Z");
        await WriteAsync("token.txt", token);
        var stale = await JsonAsync(1, "passport", "verify", "token.txt", "--root", "root.pem", "--certificate", "chain.pem", "--json", "--at", "2026-11-21T12:02:00Z");
        Assert.Equal("stale-date", stale.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Certificates_AreInspected_Verified_AndLinted()
    {
        Assert.Equal(2, (await JsonAsync(0, "cert", "inspect", "chain.pem", "--json")).GetArrayLength());
        Assert.True((await JsonAsync(0, "cert", "verify", "chain.pem", "--root", "root.pem", "--json")).GetProperty("valid").GetBoolean());
        Assert.Equal("expired", (await JsonAsync(1, "cert", "verify", "chain.pem", "--root", "root.pem", "--json", "--at", "2099-01-01T00:00:00Z")).GetProperty("reason").GetString());
        Assert.All((await JsonAsync(0, "cert", "lint", "chain.pem", "root.pem", "--json")).EnumerateArray(), line => Assert.Empty(line.GetProperty("findings").EnumerateArray()));
        var finding = (await JsonAsync(1, "cert", "lint", "pa-signer.pem", "--json"))[0].GetProperty("findings")[0];
        Assert.All((string[])["rule", "level", "detail", "clause"], member => Assert.Equal(JsonValueKind.String, finding.GetProperty(member).ValueKind));
    }

    [Fact]
    public async Task TrustList_UnderAnotherRoot_IsRefused()
    {
        var refused = await JsonAsync(1, "trust-list", "verify", "list.jwt", "--pa-root", "root.pem", "--signer", "pa-signer.pem", "--json");
        Assert.Equal("signer-untrusted", refused.GetProperty("reason").GetString());
        Assert.Equal(1, (await JsonAsync(0, "trust-list", "inspect", "list.jwt", "--json")).GetProperty("entries").GetInt32());
    }

    [Theory]
    [InlineData(2, "passport", "dance")]
    [InlineData(2, "passport", "sign", "--key", "missing.key", "--x5u", "https://a.example/", "--orig", "1", "--dest", "2")]
    [InlineData(2, "passport", "sign", "--key", "root.pem", "--x5u", "https://a.example/", "--orig", "1", "--dest", "2")]
    [InlineData(2, "cert", "inspect", "sti.key")]
    [InlineData(1, "passport", "verify", "x.y.z")]
    [InlineData(2, "passport", "verify", "nofile")]
    [InlineData(2, "passport", "sign", "--key", "sti.key", "--x5u", "cr.example/1.pem", "--orig", "1", "--dest", "2")]
    [InlineData(2, "passport", "inspect", "no/such/file.txt")]
    [InlineData(2, "acme", "order", "--account", "none", "--provider", "US/1234", "--into", "keys", "--token", "token.jwt")]
    [InlineData(2, "nonsense", "--help")]
    [InlineData(2, "passport", "nonsense", "--help")]
    [InlineData(2, "cert", "inspect", "chain.pem", "--tls-root", "sti.key")]
    [InlineData(2, "cert", "inspect", "chain.pem", "--exempt-origin", "nowhere")]
    [InlineData(1, "passport", "inspect", "a.b.c")]
    [InlineData(3, "cps", "post", "http://127.0.0.1:9/cps/company/1234", "--passport", "a.b.c")]
    [InlineData(0, "--help")]
    [InlineData(0, "cps", "get", "--help")]
    public async Task ExitCode_IsTheDocumentedOne(int code, params string[] arguments)
    {
        var (actual, output, error) = await Programs.ShakenAsync(_folder.Path, arguments);
        Assert.True(code == actual, $"{actual}: {output}{error}");
        Assert.NotEmpty(output + error);
        Assert.DoesNotContain("   at ", output + error, StringComparison.Ordinal);
    }

    private Task WriteAsync(string name, string text) => File.WriteAllTextAsync(_folder.File(name), text, Token);

    private Task<(int Code, string Output, string Error)> SignAsync(params string[] more) => Programs.ShakenAsync(
        _folder.Path, ["passport", "sign", "--key", "sti.key", "--x5u", "https://cr.example/1.pem", "--orig", "+1 215 555 0121", "--dest", "12155550131", .. more]);

    private async Task<JsonElement> JsonAsync(int code, params string[] arguments)
    {
        var (actual, output, error) = await Programs.ShakenAsync(_folder.Path, arguments);
        Assert.True(code == actual, $"{actual}: {output}{error}");
        using var json = JsonDocument.Parse(output);
        return json.RootElement.Clone();
    }
}
