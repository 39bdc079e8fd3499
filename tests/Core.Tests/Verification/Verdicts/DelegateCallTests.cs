using Shaken.Core.Keys.Software;
using Shaken.Core.Passports;
using Shaken.Core.Tests.Support;
using Shaken.Core.Tests.Trust.Verdicts;
using Shaken.Core.Verification.Verdicts;

namespace Shaken.Core.Tests.Verification.Verdicts;

/// <summary>Calls for which a delegate signed, alone or beside the provider that let the call in: the verdict names who lent the
/// number.</summary>
public sealed class DelegateCallTests
{
    private const string ProviderX5u = "https://cr.example/provider.pem";

    private readonly DelegateWorld _world = new() { Owner = "US/5678" };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("12155550100+100", "")]
    [InlineData("spc:1234 12155550100+100", "US/1234")]
    public async Task Verify_DelegateAlone_NamesTheLenderAndNoSigner(string list, string originators)
    {
        _world.Publish(DelegateForms.Leaf(list), DelegateForms.ProviderCa("spc:5678 spc:1234"));
        var verdict = await VerifyAsync(await DelegatesAsync());
        Assert.Equal((Verstat.Passed, null, "US/5678"), (verdict.Verstat, verdict.Signer?.ToString(), verdict.LentBy?.ToString()));
        Assert.Equal(originators, string.Join(' ', verdict.Originators));
    }

    [Fact]
    public async Task Verify_ProviderAndDelegate_TellsBoth()
    {
        _world.Publish(DelegateForms.Leaf("12155550100+100"), DelegateForms.ProviderCa("spc:5678"));
        var verdict = await VerifyAsync(await ProvidersAsync(), await DelegatesAsync());
        Assert.Equal(
            (Verstat.Passed, "US/1234", "US/5678"), (verdict.Verstat, verdict.Signer?.ToString(), verdict.LentBy?.ToString()));
        Assert.Equal(Attestation.A, verdict.Attest);
        Assert.All(verdict.Headers, header => Assert.NotNull(header.Verified));
    }

    [Fact]
    public async Task Verify_ProviderAlone_IsLentByNobody()
    {
        var verdict = await VerifyAsync(await ProvidersAsync());
        Assert.Equal((Verstat.Passed, "US/1234"), (verdict.Verstat, verdict.Signer?.ToString()));
        Assert.Null(verdict.LentBy);
    }

    [Theory]
    [InlineData("12155550100+100")]
    [InlineData("spc:1234 12155550100+100")]
    public async Task Verify_ShakenByADelegate_IsRefusedWithOrWithoutACode(string list)
    {
        _world.Publish(DelegateForms.Leaf(list), DelegateForms.ProviderCa("spc:1234 12155550100+100"));
        var verdict = await VerifyAsync(await SignAsync(Claims(), DelegateWorld.X5u));
        Assert.Equal((Verstat.Failed, (VerificationFailure?)VerificationFailure.NotAuthorized), (verdict.Verstat, verdict.Failure));
    }

    private async Task<CallVerdict> VerifyAsync(params string[] identities)
    {
        var verifier = new CallVerifier(_world.Verdicts, _world.Time, CallFreshness.Default);
        return await verifier.VerifyAsync(VerdictWorld.Call(identities), VerificationRules.Default, client: default, Token);
    }

    private PassportClaims Claims() => PassportClaims.ForCall(
        CallWorld.Caller, CallWorld.Called, _world.Time.GetUtcNow(), Attestation.A, "4aec94e2-508c-4c1c-907b-3737bac0a80e");

    private Task<string> DelegatesAsync() => SignAsync(Claims() with { Shaken = null }, DelegateWorld.X5u);

    private Task<string> ProvidersAsync()
    {
        _world.Certificates.Publish(ProviderX5u, [CertificateForm.Leaf().Sign(), CertificateForm.Intermediate().Sign()]);
        return SignAsync(Claims(), ProviderX5u);
    }

    private static async Task<string> SignAsync(PassportClaims claims, string x5u)
    {
        using var key = SoftwareKey.FromPem(CertificateForm.LeafKey.ExportPkcs8PrivateKeyPem());
        return await new PassportSigner(key, x5u).SignIdentityAsync(claims, Token);
    }
}
