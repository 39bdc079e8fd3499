using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Passports.Extensions;
using Shaken.Local.Authorities;

namespace Shaken.EndToEnd.Tests;

/// <summary>What the command line shows of PASSporTs other than shaken ones.</summary>
public sealed class PassportTypeCommandTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private PassportSigner? _signer;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

#pragma warning disable RS0030 // A composition root of the tests.
    private static TimeProvider Time => TimeProvider.System;
#pragma warning restore RS0030

    public async ValueTask InitializeAsync()
    {
        Assert.True(ProviderId.TryParse("US/1234", out var id));
        var authority = await LocalAuthority.NewAsync(id.Country, "Test", Time, SystemRandom.Instance, Token);
        var provider = await authority.IssueAsync(id, "Provider A", TimeSpan.FromDays(1), Token);
        _signer = new PassportSigner(provider.Key, "https://cr.example/1.pem");
        await WriteAsync("chain.pem", string.Join('\n', provider.Chain.Select(certificate => certificate.ToPem())));
        await WriteAsync("root.pem", authority.Root.Certificate.ToPem());
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Verify_CallWithADiversion_ShowsTheChain()
    {
        var (diverted, original) =
            (await _signer!.SignIdentityAsync(Diverted(), Token), await _signer.SignIdentityAsync(Call("12155550131"), Token));
        await WriteAsync("call.txt", $"Identity: {diverted}\nIdentity: {original}\n");
        var verdict = await JsonAsync(0, ["passport", "verify", "call.txt", "--orig", "12155550121", "--dest", "12155550132", .. Trust]);
        Assert.Equal(
            ("shaken", "TN-Validation-Passed"), (verdict.GetProperty("type").GetString(), verdict.GetProperty("verstat").GetString()));
        Assert.Equal("12155550131", Assert.Single(verdict.GetProperty("diversions").EnumerateArray()).GetProperty("div").GetString());
    }

    [Fact]
    public async Task Verify_DiversionAlone_IsRefused()
    {
        await WriteAsync("call.txt", await _signer!.SignAsync(Diverted(), Token));
        var verdict = await JsonAsync(1, ["passport", "verify", "call.txt", .. Trust]);
        Assert.Equal("div-chain-broken", verdict.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Verify_PriorityAlone_DoesNotVouchForTheNumber()
    {
        Assert.True(ResourcePriority.TryParse("ets.0", out var priority));
        await WriteAsync(
            "call.txt",
            await _signer!.SignAsync(
                new ExtendedClaims(Call("12155550131") with { Shaken = null }, new PriorityClaims([priority])), Token));
        var verdict = await JsonAsync(0, ["passport", "verify", "call.txt", .. Trust]);
        Assert.Equal("No-TN-Validation", verdict.GetProperty("verstat").GetString());
        Assert.Equal("ets.0", verdict.GetProperty("rph")[0].GetString());
    }

    [Fact]
    public async Task Verify_WithContent_SaysWhatBecameOfTheIcon()
    {
        await WriteAsync("call.txt", await _signer!.SignAsync(Rich("https://10.0.0.1/q.png"), Token));
        var verdict = await JsonAsync(0, ["passport", "verify", "call.txt", "--content", .. Trust]);
        Assert.Equal("not-fetched", verdict.GetProperty("contents")[0].GetProperty("state").GetString());
    }

    [Fact]
    public async Task Inspect_RichCallData_ShowsItsClaims()
    {
        await WriteAsync("call.txt", await _signer!.SignAsync(Rich("https://example.com/q.png"), Token));
        var document = await JsonAsync(0, "passport", "inspect", "call.txt", "--json");
        Assert.Equal(("rcd", "a delivery"), (document.GetProperty("ppt").GetString(), document.GetProperty("crn").GetString()));
        Assert.Equal("Q", document.GetProperty("rcd").GetProperty("nam").GetString());
        Assert.Equal(ContentDigest.Of("icon"u8).ToString(), document.GetProperty("rcdi").GetProperty("/icn").GetString());
    }

    private static string[] Trust => ["--root", "root.pem", "--certificate", "chain.pem", "--json"];

    private static PassportClaims Call(string dest) =>
        PassportClaims.ForCall(Number("12155550121"), Number(dest), Time.GetUtcNow(), Attestation.A, SystemRandom.Instance.NewUuid());

    private static ExtendedClaims Diverted() =>
        new(Call("12155550132") with { Shaken = null }, new Diversion(new NumberParty(Number("12155550131")), HistoryIndex: null));

    private static ExtendedClaims Rich(string icon) => new(
        Call("12155550131") with { Shaken = null },
        new RichCallClaims(new RichCallData("Q", IconUrl: icon), "a delivery", [new RichCallDigest("/icn", ContentDigest.Of("icon"u8))]));

    private static TelephoneNumber Number(string text) =>
        TelephoneNumber.TryParse(text, out var number) ? number : throw new ArgumentException("No number.", nameof(text));

    private Task WriteAsync(string name, string text) => File.WriteAllTextAsync(_folder.File(name), text, Token);

    private async Task<JsonElement> JsonAsync(int code, params string[] arguments)
    {
        var (actual, output, error) = await Programs.ShakenAsync(_folder.Path, arguments);
        Assert.True(code == actual, $"{actual}: {output}{error}");
        using var json = JsonDocument.Parse(output);
        return json.RootElement.Clone();
    }
}
