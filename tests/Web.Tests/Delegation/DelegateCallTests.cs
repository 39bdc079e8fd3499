using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;

namespace Shaken.Web.Tests.Delegation;

/// <summary>
/// Calls of a PBX that signs with its delegate certificate, over HTTP from its own PASSporT to the terminating side's verdict on both
/// headers.
/// </summary>
public sealed class DelegateCallTests(DelegateWorld world) : IClassFixture<DelegateWorld>
{
    [Theory]
    [InlineData("12155550100")]
    [InlineData("12155550199")]
    public async Task Call_SignedByTheDelegate_GetsAAndBothHeadersPass(string orig)
    {
        var own = await world.IdentityAsync(orig);
        var signed = await world.SignAsync(orig, own);
        Assert.Equal(("A", "delegate-certificate"), AttestOf(signed));

        var answer = await world.VerifyAsync(orig, own, signed.GetProperty("identity").GetString()!);
        Assert.Equal(
            ("TN-Validation-Passed", "A", "US/1234"),
            (TextOf(answer, "verstat"), TextOf(answer, "pAttestationIndicator"), TextOf(answer, "signer")));
        var results = answer.GetProperty("results").EnumerateArray().ToList();
        Assert.Equal([true, true], results.Select(result => result.GetProperty("verified").GetBoolean()));
        Assert.Equal("US/5678", TextOf(results.Single(result => !result.TryGetProperty("ppt", out _)), "lentBy"));
    }

    [Theory]
    [InlineData("12155550099")]
    [InlineData("12155550200")]
    public async Task Call_OfANumberPastTheRange_GetsNoA(string orig)
    {
        var own = await world.IdentityAsync(orig);
        Assert.Equal(("B", "customers/pbx"), AttestOf(await world.SignAsync(orig, own)));
        var answer = await world.VerifyAsync(orig, own);
        Assert.Equal("TN-Validation-Failed", TextOf(answer, "verstat"));
        Assert.Equal("not-authorized", TextOf(answer, "failure"));
    }

    [Fact]
    public async Task Call_WithoutThePbxsHeader_GetsNoA() =>
        Assert.Equal(("B", "customers/pbx"), AttestOf(await world.SignAsync("12155550110")));

    // The header vouches for the call that it was made for.
    [Fact]
    public async Task Call_WithTheHeaderOfAnotherCaller_GetsNoA()
    {
        var own = await world.IdentityAsync("12155550110");
        Assert.Equal("B", AttestOf(await world.SignAsync("12155550111", own)).Attest);
    }

    [Fact]
    public async Task Call_SignedAsShakenByTheDelegate_IsRefused()
    {
        var claims = new ShakenClaims(Attestation.A, SystemRandom.Instance.NewUuid());
        var forged = await world.IdentityAsync("12155550110", claims);
        var answer = await world.VerifyAsync("12155550110", forged);
        Assert.Equal(("TN-Validation-Failed", "not-authorized"), (TextOf(answer, "verstat"), TextOf(answer, "failure")));
        Assert.Equal("B", AttestOf(await world.SignAsync("12155550110", forged)).Attest);
    }

    // A RespOrg's toll-free number, an automated dialler, and an office number on a private phone.
    [Theory]
    [InlineData("RespOrg subscriber", "18005550100", "18005550100")]
    [InlineData("Dialler", "12155550300-12155550399", "12155550342")]
    [InlineData("Office", "12155550400", "12155550400")]
    public async Task Call_OfEachUseOfTheDraft_GetsA(string organization, string numbers, string orig)
    {
        var certificate = await world.LendAsync(organization, numbers);
        var x5u = await world.Stir.Country.PublishAsync(certificate.Chain);
        var own = await world.IdentityAsync(orig, signer: certificate, x5u: x5u);
        var signed = await world.SignAsync(orig, own);
        Assert.Equal(("A", "delegate-certificate"), AttestOf(signed));
        var answer = await world.VerifyAsync(orig, signed.GetProperty("identity").GetString()!);
        Assert.Equal("TN-Validation-Passed", TextOf(answer, "verstat"));
    }

    private static (string? Attest, string? Rule) AttestOf(JsonElement signed) => (TextOf(signed, "attest"), TextOf(signed, "decidedBy"));

    private static string? TextOf(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var member) ? member.GetString() : null;
}
