using Shaken.Core.Passports;
using Shaken.Core.Verification.Verdicts;

namespace Shaken.Core.Tests.Verification.Treatment;

/// <summary>What the Reason header tells: RFC 9410, RFC 9366, RFC 3326.</summary>
public sealed class ReasonValuesTests
{
    private const string Second = "aGVhZA.cGF5.dHdv;info=<https://cr.example/2.pem>;ppt=\"div\"";

    [Fact]
    public async Task Reasons_OfOneFailure_NamesCauseTextAndPassport()
    {
        var treatment = await DecideAsync(TreatmentWorld.Failed(VerificationFailure.CertificateUntrusted), TreatmentWorld.Identity);
        Assert.Equal(["STIR;cause=437;text=\"Unsupported Credential\";ppi=\"..c2ln\""], treatment);
    }

    [Fact]
    public async Task Reasons_OfSeveralHeaders_AreOneEach()
    {
        var verdict = TreatmentWorld.Failed(
            VerificationFailure.SignatureMismatch,
            TreatmentWorld.Refused(0, VerificationFailure.SignatureMismatch), TreatmentWorld.Refused(1, VerificationFailure.StaleDate));
        Assert.Equal(
            [
                "STIR;cause=438;text=\"Invalid Identity Header\";ppi=\"..c2ln\"", "STIR;cause=403;text=\"Stale Date\";ppi=\"..dHdv\"",
            ],
            await DecideAsync(verdict, TreatmentWorld.Identity, Second));
    }

    [Fact]
    public async Task Reasons_OfARefusedHeaderBesideAGoodOne_AreTold()
    {
        var passed = TreatmentWorld.Passed();
        var verdict = passed with { Headers = [.. passed.Headers, TreatmentWorld.Refused(1, VerificationFailure.StaleDate)] };
        Assert.Equal(["STIR;cause=403;text=\"Stale Date\";ppi=\"..dHdv\""], await DecideAsync(verdict, TreatmentWorld.Identity, Second));
    }

    [Fact]
    public async Task Reasons_OfAnIgnoredHeaderBesideAGoodOne_AreNone()
    {
        var passed = TreatmentWorld.Passed();
        var verdict = passed with { Headers = [.. passed.Headers, TreatmentWorld.Refused(1, VerificationFailure.PptNotSupported)] };
        Assert.Empty(await DecideAsync(verdict, TreatmentWorld.Identity, Second));
    }

    [Fact]
    public async Task Reasons_OfOnlyUnsupportedHeaders_Say428()
    {
        Assert.Equal(
            ["STIR;cause=428;text=\"Use Supported PASSporT Format\";ppi=\"..c2ln\""],
            await DecideAsync(TreatmentWorld.Failed(VerificationFailure.PptNotSupported), TreatmentWorld.Identity));
    }

    [Fact]
    public async Task Reasons_OfAHeldPassport_AreNotToldToTheSignallingPath()
    {
        var verdict = TreatmentWorld.Failed(
            VerificationFailure.SignatureMismatch,
            TreatmentWorld.Refused(0, VerificationFailure.SignatureMismatch, PassportPlace.Held));
        Assert.Equal(["STIR;cause=438;text=\"Invalid Identity Header\""], await DecideAsync(verdict));
    }

    [Fact]
    public async Task Reasons_OfNoIdentityHeader_AreToldWhereOneIsRequired()
    {
        Assert.Equal(
            ["STIR;cause=428;text=\"Use Identity Header\""],
            await DecideAsync(TreatmentWorld.Failed(VerificationFailure.NoIdentityHeader, [])));
        Assert.Empty(await DecideAsync(TreatmentWorld.Unsigned()));
    }

    [Fact]
    public async Task Reasons_OfAnAnonymousCaller_AreOfProtocolSip()
    {
        Assert.Equal(
            ["SIP;cause=433;text=\"Anonymity Disallowed\""],
            await DecideAsync(TreatmentWorld.Failed(VerificationFailure.CallerAnonymous, []), TreatmentWorld.Identity));
    }

    [Fact]
    public async Task Reasons_ThatThePolicyTells_AreOfProtocolSipAndOneAtMost()
    {
        var world = await TreatmentWorld.NewAsync("""
            {"profile":"deliver","rules":[{"name":"told","outcomes":{
              "foreign":{"action":"continue","code":488,"text":"Not Here"},"passed-a":{"action":"continue","code":480,"text":"Later"}}}]}
            """);
        var treatment = await world.DecideAsync(TreatmentWorld.Passed() with { IsForeign = true });
        Assert.Equal(["SIP;cause=480;text=\"Later\""], treatment.ReasonValues);
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("a.b.\"\r\nX: y;info=<x>")]
    [InlineData("a.b.;info=<x>")]
    public async Task Reasons_OfABrokenHeader_GoWithoutAnIdentifier(string identity)
    {
        Assert.Equal(
            ["STIR;cause=438;text=\"Invalid Identity Header\""],
            await DecideAsync(TreatmentWorld.Failed(VerificationFailure.IdentityHeaderMalformed), identity));
    }

    private static async Task<IReadOnlyList<string>> DecideAsync(CallVerdict verdict, params string[] identities)
    {
        var world = await TreatmentWorld.NewAsync();
        return (await world.DecideAsync(verdict, TreatmentWorld.Call(identities: identities))).ReasonValues;
    }
}
