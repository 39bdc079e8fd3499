using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Tests.Support;
using Shaken.Core.Tokens.Bypass;
using Shaken.Core.Trust;
using Shaken.Core.Verification.Treatment;
using Shaken.Local.Authorities;

namespace Shaken.Core.Tests.Verification.Treatment;

/// <summary>P-Identity-Bypass: a provider whose signing service is down, where unsigned calls are cut.</summary>
public sealed class BypassChecksTests
{
    private const string X5u = "https://pa.example/bypass-token.crt";
    private const string Cut = """{"profile":"cut","rules":[]}""";

    private readonly ManualTime _time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Decide_UnsignedCallWithAToken_GoesOnUntilTheTokenEnds()
    {
        var (world, token, certificates) = await WorldAsync();
        var treatment = await world.DecideAsync(TreatmentWorld.Unsigned(), TreatmentWorld.Call(), bypassToken: token);
        Assert.Equal(
            (TreatmentAction.Continue, BypassResult.Accepted, "cut/bypassed", Verstat.None),
            (treatment.Action, treatment.Bypass, treatment.DecidedBy, treatment.Verstat));
        Assert.Empty(treatment.ReasonValues);

        // Later calls cost neither a signature nor the certificate.
        var asked = certificates.Asked;
        await world.DecideAsync(TreatmentWorld.Unsigned(), TreatmentWorld.Call(), bypassToken: token);
        Assert.Equal(asked, certificates.Asked);

        _time.Advance(TimeSpan.FromHours(1));
        var late = await world.DecideAsync(TreatmentWorld.Unsigned(), TreatmentWorld.Call(), bypassToken: token);
        Assert.Equal((428, BypassResult.Refused), (late.Final?.Code, late.Bypass));
    }

    [Fact]
    public async Task Decide_TokenBesideAFailedHeader_ExcusesNothing()
    {
        var (world, token, _) = await WorldAsync();
        var treatment = await world.DecideAsync(TreatmentWorld.Failed(VerificationFailure.SignatureMismatch), bypassToken: token);
        Assert.Equal((438, null), (treatment.Final?.Code, treatment.Bypass));
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("a.b.c")]
    public async Task Decide_TokenThatIsNone_IsRefusedAndTheCallIsCut(string token)
    {
        var (world, _, _) = await WorldAsync();
        var treatment = await world.DecideAsync(TreatmentWorld.Unsigned(), TreatmentWorld.Call(), bypassToken: token);
        Assert.Equal((428, BypassResult.Refused), (treatment.Final?.Code, treatment.Bypass));
    }

    [Fact]
    public async Task Decide_ChangedToken_IsRefused()
    {
        var (world, token, _) = await WorldAsync();
        var changed = token[..^2] + (token[^2] == 'A' ? 'B' : 'A') + token[^1];
        var treatment = await world.DecideAsync(TreatmentWorld.Unsigned(), TreatmentWorld.Call(), bypassToken: changed);
        Assert.Equal(BypassResult.Refused, treatment.Bypass);
    }

    [Fact]
    public async Task Decide_WithoutAnAdministrator_IsNotVerified()
    {
        var world = await TreatmentWorld.NewAsync(Cut);
        var treatment = await world.DecideAsync(TreatmentWorld.Unsigned(), TreatmentWorld.Call(), bypassToken: "a.b.c");
        Assert.Equal((428, BypassResult.NotVerified), (treatment.Final?.Code, treatment.Bypass));
    }

    [Fact]
    public async Task Check_EndlessToken_IsRefusedUnread()
    {
        var (world, _, _) = await WorldAsync();
        Assert.Equal(BypassResult.Refused, await world.Bypass.CheckAsync(new string('a', Limits.BypassTokenOctets + 1), Token));
    }

    private async Task<(TreatmentWorld World, string Token, PublishedCertificates Certificates)> WorldAsync()
    {
        var authority = await LocalAuthority.NewAsync(Hierarchy.UnitedStates, "Test", _time, SystemRandom.Instance, Token);
        var signer = authority.Administrator.SignerOf(SignedDocumentKind.BypassToken);
        var certificates = new PublishedCertificates(_time);
        certificates.Publish(X5u, signer.Chain);
        var verifier = new BypassTokenVerifier(certificates, new TrustDomain([authority.PolicyAdministratorRoot], _time), _time);
        Assert.True(ProviderId.TryParse("US/1234", out var provider));
        var claims = new BypassTokenClaims(
            "sti-pa.example", provider, _time.GetUtcNow(), _time.GetUtcNow() + TimeSpan.FromHours(1), "one");
        var token = await new BypassTokenSigner(signer.Key, X5u).SignAsync(claims, Token);
        return (await TreatmentWorld.NewAsync(Cut, verifier, _time), token, certificates);
    }
}
