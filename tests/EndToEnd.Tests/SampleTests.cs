using System.Net;
using Shaken.Core.CallPlacement;
using Shaken.Core.CallPlacement.Bearers;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Local.Authorities;

namespace Shaken.EndToEnd.Tests;

/// <summary>The samples, run as programs against a real STI-CR and a real CPS.</summary>
public sealed class SampleTests(LoopbackCountry country) : IClassFixture<LoopbackCountry>
{
    private const string Roots = "roots.pem";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private CallNumbers Call => new(LoopbackCountry.Number(LoopbackCountry.Called), LoopbackCountry.Number(LoopbackCountry.Caller));

    [Theory]
    [InlineData(Roots)]
    [InlineData("list.jwt", "pa-root.pem")]
    public async Task VerifyACall_OfASignedCall_IsVerified_UnderRootsAndUnderAList(params string[] trust)
    {
        var identity = await new PassportSigner(country.A.Key, country.X5uOfA).SignIdentityAsync(Claims(), Token);
        await VerifiesAsync(0, ["verstat  TN-Validation-Passed", "attest   A", "SHAKEN 1234"], identity, trust);
    }

    [Fact]
    public async Task VerifyACall_OfABareToken_IsVerified()
    {
        var token = await new PassportSigner(country.A.Key, country.X5uOfA).SignAsync(Claims(), Token);
        await VerifiesAsync(0, ["verstat  TN-Validation-Passed"], token, Roots);
    }

    [Fact]
    public async Task VerifyACall_SeveralHeaders_PrintsEachVerdictAndIsVerifiedIfOneIs()
    {
        var signer = new PassportSigner(country.A.Key, country.X5uOfA);
        var (good, another) = (await signer.SignIdentityAsync(Claims(), Token), await signer.SignIdentityAsync(Claims(caller: "12155550129"), Token));
        await VerifiesAsync(0, ["reason   number-mismatch", "verstat  TN-Validation-Passed"], $"Identity: {another}\r\nIdentity: {good.Replace(";", ";\r\n ", StringComparison.Ordinal)}\r\n", Roots);
        await VerifiesAsync(1, ["reason   number-mismatch", "reason   number-mismatch"], $"{another}, {another}", Roots);
    }

    [Fact]
    public async Task VerifyACall_OfAnAlteredCaller_IsASignatureMismatch()
    {
        var parts = (await new PassportSigner(country.A.Key, country.X5uOfA).SignAsync(Claims(caller: "12155550129"), Token)).Split('.');
        Assert.True(StrictBase64Url.TryDecode(parts[1], out var payload));
        payload = System.Text.Encoding.UTF8.GetBytes(System.Text.Encoding.UTF8.GetString(payload).Replace("12155550129", LoopbackCountry.Caller, StringComparison.Ordinal));
        await VerifiesAsync(1, ["verstat  TN-Validation-Failed", "reason   signature-mismatch", "sip      438 Invalid Identity Header"],
            $"{parts[0]}.{StrictBase64Url.Encode(payload)}.{parts[2]}", Roots);
    }

    [Fact]
    public async Task VerifyACall_SignedUnderAStrangersAuthority_IsUntrusted()
    {
        var stranger = await LocalAuthority.NewAsync(country.A.Id.Country, "Stranger", LoopbackCountry.Time, SystemRandom.Instance, Token);
        var forger = await stranger.IssueAsync(country.A.Id, "Provider A", TimeSpan.FromDays(1), Token);
        var identity = await new PassportSigner(forger.Key, await country.PublishAsync(forger.Chain)).SignIdentityAsync(Claims(), Token);
        await VerifiesAsync(1, ["verstat  TN-Validation-Failed", "reason   certificate-untrusted", "sip      437 Unsupported Credential"], identity, Roots);
    }

    [Fact]
    public async Task VerifyACall_OfAnotherCallsHeader_IsANumberMismatch()
    {
        var identity = await new PassportSigner(country.A.Key, country.X5uOfA).SignIdentityAsync(Claims(caller: "12155550129"), Token);
        await VerifiesAsync(1, ["verstat  No-TN-Validation", "reason   number-mismatch", "sip      438 Invalid Identity Header"], identity, Roots);
    }

    [Fact]
    public async Task VerifyACall_WithAnX5uThatMayNotBeAsked_IsRefused()
    {
        var identity = await new PassportSigner(country.A.Key, "https://169.254.169.254/latest").SignIdentityAsync(Claims(), Token);
        await VerifiesAsync(1, ["verstat  No-TN-Validation", "reason   info-not-allowed", "sip      436 Bad Identity Info"], identity, Roots);
    }

    [Theory]
    [InlineData("roots.pem", "roots.pem")]
    [InlineData("list.jwt", "roots.pem")]
    [InlineData("nowhere.pem")]
    [InlineData("sti.key")]
    public async Task VerifyACall_WithoutUsableTrust_SaysSo(params string[] trust)
    {
        var (code, output, error) = await VerifyAsync("a.b.c", trust);
        Assert.True(code == 2, output + error);
        Assert.NotEmpty(error);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PublishOutOfBand_InTheOpenDialect_Is201_AndTheCalledProviderRetrievesIt()
    {
        var called = LoopbackCountry.Number("12155550141");
        var posted = await PublishAsync(0, called.Value, country.OpenUrl.ToString());
        using var http = new HttpClient();
        var answer = await new CpsClient(http).RetrieveOwnAsync(country.OpenUrl, Call with { Dest = called }, country.ReaderKeyOfB, Token);
        Assert.Equal(posted, Assert.Single(answer.Passports));
        var verdict = await Programs.RunAsync(country.Folder, "env", Verifier(posted, LoopbackCountry.Caller, called.Value, Roots));
        Assert.True(verdict.Code == 0, verdict.Output + verdict.Error);
    }

    [Fact]
    public async Task PublishOutOfBand_WithABearer_Is201_AndTheCalledProviderRetrievesIt()
    {
        var call = Call with { Dest = LoopbackCountry.Number("12155550142") };
        var posted = await PublishAsync(0, call.Dest.Value, country.Cps.ToString(), "1234");
        using var http = new HttpClient();
        var reader = new BearerSigner(country.B.Key, country.X5uOfB, country.B.Id.Code, LoopbackCountry.Time, SystemRandom.Instance);
        var bearer = await reader.ForRetrievingAsync(call, country.A.Id.Code, country.Cps.Host, Token);
        var answer = await new CpsClient(http).RetrieveAsync(country.Cps, country.A.Id.Code, call, bearer, Token);
        Assert.Equal((HttpStatusCode.OK, posted), (answer.Status, Assert.Single(answer.Passports)));
    }

    [Theory]
    [InlineData(1, "status    404", "/cps/company/9999")]
    [InlineData(1, "status    403", "/", "4321")]
    public async Task PublishOutOfBand_WhenRefused_TellsTheCpssReason(int code, string status, string path, params string[] own)
    {
        var (actual, output, error) = await PublishAsync([LoopbackCountry.Called, new Uri(country.Cps, path).ToString(), .. own]);
        Assert.True(actual == code, $"{actual}: {output}{error}");
        Assert.Contains(status, output, StringComparison.Ordinal);
        Assert.Contains("reason    ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, "http://127.0.0.1:9/cps/company/1234")]
    [InlineData(2, "ftp://cps.example/")]
    [InlineData(2, "https://cps.example/", "not a code!")]
    public async Task PublishOutOfBand_WhereNothingCanBePosted_EndsAsDocumented(int code, params string[] cps)
    {
        var (actual, output, error) = await PublishAsync([LoopbackCountry.Called, .. cps]);
        Assert.True(actual == code, $"{actual}: {output}{error}");
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    private static PassportClaims Claims(string caller = LoopbackCountry.Caller) => PassportClaims.ForCall(
        LoopbackCountry.Number(caller), LoopbackCountry.Number(LoopbackCountry.Called), LoopbackCountry.Time.GetUtcNow(), Attestation.A, SystemRandom.Instance.NewUuid());

    private async Task VerifiesAsync(int code, string[] shows, string identity, params string[] trust)
    {
        var (actual, output, error) = await VerifyAsync(identity, trust);
        Assert.True(actual == code, $"{actual}: {output}{error}");
        Assert.All(shows, line => Assert.Contains(line, output, StringComparison.Ordinal));
    }

    private Task<(int Code, string Output, string Error)> VerifyAsync(string identity, string[] trust) =>
        Programs.RunAsync(country.Folder, "env", Verifier(identity, LoopbackCountry.Caller, LoopbackCountry.Called, trust));

    private string[] Verifier(string identity, string caller, string called, params string[] trust) =>
        [$"LAB_REPOSITORY={country.RepositoryOrigin}", "dotnet", Programs.VerifyACall, identity, caller, called, .. trust];

    // Gives the PASSporT that was posted.
    private async Task<string> PublishAsync(int code, params string[] calledAndCps)
    {
        var (actual, output, error) = await PublishAsync(calledAndCps);
        Assert.True(actual == code, $"{actual}: {output}{error}");
        Assert.Contains("status    201", output, StringComparison.Ordinal);
        return output.Split('\n').Single(line => line.StartsWith("passport  ", StringComparison.Ordinal))["passport  ".Length..].Trim();
    }

    private Task<(int Code, string Output, string Error)> PublishAsync(string[] calledAndCps) =>
        Programs.RunAsync(country.Folder, "dotnet", [Programs.PublishOutOfBand, "sti.key", country.X5uOfA, LoopbackCountry.Caller, .. calledAndCps]);
}
