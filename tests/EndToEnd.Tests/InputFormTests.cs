using System.Text;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Local.Authorities;

namespace Shaken.EndToEnd.Tests;

/// <summary>Identity headers, certificates and lists in the forms in which other programs leave them, at the command line.</summary>
public sealed class InputFormTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private LocalAuthority _authority = null!;
    private string _chain = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

#pragma warning disable RS0030 // A composition root of the tests.
    private static TimeProvider Time => TimeProvider.System;
#pragma warning restore RS0030

    public async ValueTask InitializeAsync()
    {
        Assert.True(ProviderId.TryParse("US/1234", out var id));
        _authority = await LocalAuthority.NewAsync(id.Country, "Test", Time, SystemRandom.Instance, Token);
        var provider = await _authority.IssueAsync(id, "Provider A", TimeSpan.FromDays(1), Token);
        _chain = string.Join('\n', provider.Chain.Select(certificate => certificate.ToPem()));
        await WriteAsync("sti.key", ((SoftwareKey)provider.Key).ToPem());
        await WriteAsync("chain.pem", _chain);
        await WriteAsync("root.pem", _authority.Root.Certificate.ToPem());
        await WriteAsync("pa-root.pem", _authority.PolicyAdministratorRoot.Certificate.ToPem());
        await WriteAsync("pa-signer.pem", _authority.ListSigner.ToPem());
        await WriteAsync("list.jwt", await _authority.SignTrustListAsync(7, Time.GetUtcNow().AddDays(1), "https://sti-pa.invalid/signer.pem", Token));
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Verify_FoldedHeader_IsGood()
    {
        var header = await SignAsync("--identity");
        await WriteAsync("header.txt", "Identity: " + header.Replace(";", ";\r\n ", StringComparison.Ordinal) + "\r\n");
        Assert.True((await VerifyAsync(0, "header.txt")).GetProperty("verified").GetBoolean());
    }

    [Fact]
    public async Task Verify_SeveralValues_PrintsEachVerdictAndIsGoodIfOneIs()
    {
        var good = await SignAsync("--identity");
        var stale = await SignAsync("--identity", "--at", "2026-01-01T00:00:00Z");
        await WriteAsync("lines.txt", $"Identity: {stale}\r\nIdentity: {good}\r\ny: garbage;info=<x>\r\n");
        var verdicts = (await VerifyAsync(0, "lines.txt")).EnumerateArray().ToList();
        Assert.Equal([false, true, false], verdicts.Select(verdict => verdict.GetProperty("verified").GetBoolean()));
        Assert.Equal("stale-date", verdicts[0].GetProperty("reason").GetString());

        await WriteAsync("commas.txt", $"Identity: {stale}, {stale}");
        Assert.Equal(2, (await VerifyAsync(1, "commas.txt")).GetArrayLength());
        Assert.Equal(2, (await JsonAsync(0, "passport", "inspect", "commas.txt", "--json")).GetArrayLength());
    }

    [Fact]
    public async Task Sign_Identity_WritesPptAsATokenUnlessQuotesAreAskedFor()
    {
        Assert.EndsWith(";alg=ES256;ppt=shaken", await SignAsync("--identity"), StringComparison.Ordinal);
        var quoted = await SignAsync("--identity", "--quoted-ppt");
        Assert.EndsWith(";alg=ES256;ppt=\"shaken\"", quoted, StringComparison.Ordinal);
        await WriteAsync("quoted.txt", quoted);
        Assert.True((await VerifyAsync(0, "quoted.txt")).GetProperty("verified").GetBoolean());
    }

    [Fact]
    public async Task Verify_TrustListWithCertificate_TakesTheListsSignerFromItsOwnPlace()
    {
        await WriteAsync("token.txt", await SignAsync());
        string[] command = ["passport", "verify", "token.txt", "--trust-list", "list.jwt", "--pa-root", "pa-root.pem", "--certificate", "chain.pem"];
        Assert.True((await JsonAsync(0, [.. command, "--signer", "pa-signer.pem", "--json"])).GetProperty("verified").GetBoolean());

        // Its x5u is asked, and not the call's chain.
        var (code, _, error) = await Programs.ShakenAsync(_folder.Path, command);
        Assert.Equal(2, code);
        Assert.Contains("--signer", error, StringComparison.Ordinal);
        Assert.DoesNotContain("SHAKEN 1234", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TrustListVerify_NoRootLeft_IsRefused()
    {
        var payload = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object> { ["version"] = 1, ["exp"] = Time.GetUtcNow().AddDays(1).ToUnixTimeSeconds(), ["sequence"] = 5, ["trustList"] = new[] { "MIIB_base64url_of_DER" } });
        var list = await JwsSigner.SignAsync("{\"alg\":\"ES256\",\"typ\":\"jwt\",\"x5u\":\"https://sti-pa.invalid/signer.pem\"}"u8, payload, _authority.Administrator.SignerOf(SignedDocumentKind.TrustedCaList).Key, Token);
        await WriteAsync("empty.jwt", list);
        var refused = await JsonAsync(1, "trust-list", "verify", "empty.jwt", "--pa-root", "pa-root.pem", "--signer", "pa-signer.pem", "--json");
        Assert.Equal("no-root-left", refused.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task CertVerify_PemWithByteOrderMark_IsReadAndUtf16IsNamed()
    {
        await File.WriteAllTextAsync(_folder.File("bom.pem"), _chain, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), Token);
        Assert.True((await JsonAsync(0, "cert", "verify", "bom.pem", "--root", "root.pem", "--json")).GetProperty("valid").GetBoolean());
        await File.WriteAllTextAsync(_folder.File("utf16.pem"), _chain, Encoding.Unicode, Token);
        foreach (var command in (string[][])[["cert", "verify", "utf16.pem", "--root", "root.pem"], ["cert", "verify", "chain.pem", "--root", "utf16.pem"], ["passport", "sign", "--key", "utf16.pem", "--x5u", "x", "--orig", "1", "--dest", "2"]])
        {
            var (code, _, error) = await Programs.ShakenAsync(_folder.Path, command);
            Assert.Equal(2, code);
            Assert.Contains("UTF-16", error, StringComparison.Ordinal);
        }
    }

    private Task WriteAsync(string name, string text) => File.WriteAllTextAsync(_folder.File(name), text, Token);

    private async Task<string> SignAsync(params string[] more)
    {
        var (code, output, error) = await Programs.ShakenAsync(_folder.Path, ["passport", "sign", "--key", "sti.key", "--x5u", "https://cr.example/1.pem", "--orig", "12155550121", "--dest", "12155550131", .. more]);
        Assert.True(code == 0, error);
        return output.Trim();
    }

    private Task<JsonElement> VerifyAsync(int code, string file) =>
        JsonAsync(code, "passport", "verify", file, "--root", "root.pem", "--certificate", "chain.pem", "--json");

    private async Task<JsonElement> JsonAsync(int code, params string[] arguments)
    {
        var (actual, output, error) = await Programs.ShakenAsync(_folder.Path, arguments);
        Assert.True(code == actual, $"{actual}: {output}{error}");
        using var json = JsonDocument.Parse(output);
        return json.RootElement.Clone();
    }
}
