using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Local.Authorities;

namespace Shaken.EndToEnd.Tests;

/// <summary>Whole calls on the command line: signalling, Identity headers, held PASSporTs, proofs.</summary>
public sealed class CallCommandTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private PassportSigner? _signer;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

#pragma warning disable RS0030 // A composition root of the tests.
    private static TimeProvider Time => TimeProvider.System;
#pragma warning restore RS0030

    private static string[] Trust => ["--root", "root.pem", "--certificate", "chain.pem", "--json"];

    public async ValueTask InitializeAsync()
    {
        Assert.True(ProviderId.TryParse("US/1234", out var id));
        var authority = await LocalAuthority.NewAsync(id.Country, "Test", Time, SystemRandom.Instance, Token);
        var provider = await authority.IssueAsync(id, "Provider A", TimeSpan.FromDays(1), Token);
        _signer = new PassportSigner(provider.Key, "https://cr.example/1.pem");
        await WriteAsync("chain.pem", string.Join('\n', provider.Chain.Select(certificate => certificate.ToPem())));
        await WriteAsync("root.pem", authority.Root.Certificate.ToPem());
        await WriteAsync("other.pem", authority.PolicyAdministratorRoot.Certificate.ToPem());
        await WriteAsync("call.txt", $"Identity: {await _signer.SignIdentityAsync(Claims(), Token)}\nIdentity: x;info=<y>;ppt=foo\n");
        await WriteAsync("held.txt", await _signer.SignAsync(Claims(), Token));
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Verify_Call_GivesOneVerdictAndOneOnEachHeader()
    {
        var verdict = await JsonAsync(
            0, ["passport", "verify", "call.txt", "--from", "tel:+12155550121", "--to", "sip:+12155550131@example.com", .. Trust]);
        Assert.Equal(
            ("TN-Validation-Passed", "A", "US/1234"),
            (Text(verdict, "verstat"), Text(verdict, "attest"), Text(verdict, "signer")));
        Assert.Equal(
            ["True", "False"], verdict.GetProperty("headers").EnumerateArray().Select(header => $"{header.GetProperty("verified")}"));
    }

    [Theory]
    [InlineData("--pai", "tel:+12155550199", "number-mismatch")]
    [InlineData("--privacy", "id", "caller-anonymous")]
    [InlineData("--date", "Sat, 21 Nov 2020 12:00:00 GMT", "stale-date")]
    public async Task Verify_CallWithAFault_NamesIt(string option, string value, string failure)
    {
        var verdict = await JsonAsync(
            1,
            [
                "passport", "verify", "call.txt", "--from", "tel:+12155550121", "--to", "12155550131", option, value, "--refuse-anonymous",
                "--refuse-stale-date", .. Trust,
            ]);
        Assert.Equal(failure, Text(verdict, "failure"));
    }

    [Fact]
    public async Task Verify_HeldPassportAlone_Vouches()
    {
        var verdict = await JsonAsync(
            0, ["passport", "verify", "--held", "held.txt", "--from", "12155550121", "--to", "12155550131", .. Trust]);
        Assert.Equal("held", Text(Assert.Single(verdict.GetProperty("headers").EnumerateArray()), "place"));
    }

    [Fact]
    public async Task Verify_CallThatCannotBeRead_SaysWhy()
    {
        var (code, output, _) = await Programs.ShakenAsync(_folder.Path, ["passport", "verify", "call.txt", "--to", "alice", .. Trust]);
        Assert.Equal(2, code);
        Assert.Contains("To is no tel or SIP URI", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_ProofOfACall_RepeatsItsVerdict()
    {
        string[] call = ["passport", "verify", "call.txt", "--from", "12155550121", "--to", "12155550131", "--proof", "proof.json"];
        var verdict = await JsonAsync(0, [.. call, .. Trust]);
        var again = await JsonAsync(0, "passport", "verify", "--replay", "proof.json", "--root", "root.pem", "--json");
        Assert.Equal(Text(verdict, "decidedBy"), Text(again, "decidedBy"));
        Assert.Equal(0, (await Programs.ShakenAsync(_folder.Path, ["passport", "verify", "--replay", "proof.json"])).Code);

        var other = await JsonAsync(1, "passport", "verify", "--replay", "proof.json", "--root", "other.pem", "--json");
        Assert.Equal("root-not-trusted", Text(other, "reason"));

        var proof = await File.ReadAllTextAsync(_folder.File("proof.json"), Token);
        await WriteAsync("proof.json", proof.Replace("12155550121", "12155550122", StringComparison.Ordinal));
        var tampered = await JsonAsync(1, "passport", "verify", "--replay", "proof.json", "--json");
        Assert.Equal("digest-mismatch", Text(tampered, "reason"));
    }

    private static PassportClaims Claims() =>
        PassportClaims.ForCall(
            Number("12155550121"), Number("12155550131"), Time.GetUtcNow(), Attestation.A, SystemRandom.Instance.NewUuid());

    private static TelephoneNumber Number(string text) =>
        TelephoneNumber.TryParse(text, out var number) ? number : throw new ArgumentException("No number.", nameof(text));

    private static string? Text(JsonElement document, string name) => document.GetProperty(name).GetString();

    private Task WriteAsync(string name, string text) => File.WriteAllTextAsync(_folder.File(name), text, Token);

    private async Task<JsonElement> JsonAsync(int code, params string[] arguments)
    {
        var (actual, output, error) = await Programs.ShakenAsync(_folder.Path, arguments);
        Assert.True(code == actual, $"{actual}: {output}{error}");
        using var json = JsonDocument.Parse(output);
        return json.RootElement.Clone();
    }
}
