using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Verdicts;
using Shaken.Core.Verification.Verdicts;

namespace Shaken.Core.Tests.Trust.Verdicts;

/// <summary>A call from Canada verified in the United States, before and after the exchange of lists.</summary>
public sealed class CountryVerdictTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Find_RootThatNoDomainKnows_IsUntrusted()
    {
        var world = await BorderWorld.NewAsync();
        world.OwnDomain.Take(world.List(roots: world.Own.Root));
        var (_, x5u) = await world.ProviderAsync(world.Other);
        var verdict = await new CertificateVerdicts(world.Certificates, world.OwnDomain, world.Time).FindAsync(x5u, Token);
        Assert.Equal(CertificateFailure.Untrusted, verdict.Failure.Reason);
    }

    [Fact]
    public async Task Find_RootOfMergedList_NamesItsCountryAndProvider()
    {
        var world = await BorderWorld.NewAsync();
        world.OwnDomain.Take(world.List(roots: [world.Own.Root, world.Other.Root]));
        var (_, foreign) = await world.ProviderAsync(world.Other);
        var (_, own) = await world.ProviderAsync(world.Own);
        var verdicts = new CertificateVerdicts(world.Certificates, world.OwnDomain, world.Time);
        var (theirs, ours) = ((await verdicts.FindAsync(foreign, Token)).Value, (await verdicts.FindAsync(own, Token)).Value);
        Assert.Equal(("CA", "CA"), (theirs.Country.Value, theirs.Domain.Country!.Value));
        Assert.Same(world.OwnDomain, ours.Domain);

        // A code that two countries gave: the providers are two, all the same.
        Assert.Equal(("CA/1234", "US/1234"), (theirs.Providers[0].ToString(), ours.Providers[0].ToString()));
    }

    [Theory]
    [InlineData(AttestationCeiling.A, false, Attestation.A, true)]
    [InlineData(AttestationCeiling.B, false, Attestation.B, true)]
    [InlineData(AttestationCeiling.None, false, null, false)]
    [InlineData(AttestationCeiling.A, true, null, false)]
    public async Task Verify_CallFromKnownCountry_IsJudgedByThePolicyInForce(
        AttestationCeiling ceiling, bool isExcluded, Attestation? believed, bool vouches)
    {
        var world = await BorderWorld.NewAsync();
        var domains = TrustDomains.Of(world.OwnDomain, world.Time);
        world.OwnDomain.Take(world.List(roots: [world.Own.Root, world.Other.Root]));
        var verifier = new PassportVerifier(
            new CertificateVerdicts(world.Certificates, domains, world.Time), world.Time, TimeSpan.FromMinutes(1));
        domains.Take(BorderWorld.TermsOf(BorderWorld.Canada, new CountryTrust(TrustMechanism.Merge, ceiling, isExcluded)));

        // Signer and origid are there whatever the policy says: the PASSporT itself is verified.
        var verified = await VerifyAsync(world, verifier, "14165550100");
        Assert.Equal("CA/1234", verified.Signer.Providers[0].ToString());
        Assert.NotNull(verified.Claims.Shaken?.OrigId);
        var judgement = CountryJudgement.Of(verified);
        Assert.Equal((believed, vouches), (judgement.Believed, judgement.Vouches));
    }

    [Fact]
    public async Task Verify_PartnersProviderSignsAForOurNumber_IsNotBelieved()
    {
        var world = await BorderWorld.NewAsync();
        world.OwnDomain.Take(world.List(roots: [world.Own.Root, world.Other.Root]));
        var verifier = new PassportVerifier(
            new CertificateVerdicts(world.Certificates, world.OwnDomain, world.Time), world.Time, TimeSpan.FromMinutes(1));
        var judgement = CountryJudgement.Of(await VerifyAsync(world, verifier, "12015550100"));
        Assert.Equal(
            (null, false, FindingKind.NumberOfAnotherCountry), (judgement.Believed, judgement.Vouches, judgement.Finding?.Kind));
    }

    [Fact]
    public async Task Find_LeafAloneBehindX5u_IsCompletedByListedIntermediates()
    {
        var world = await BorderWorld.NewAsync();
        world.OwnDomain.Take(world.List(roots: world.Own.Root));
        var (provider, _) = await world.ProviderAsync(world.Own);
        var x5u = world.Certificates.Publish("https://bpco.example/certs/1234/1.cer", [provider.Certificate]);
        var verdicts = new CertificateVerdicts(world.Certificates, world.OwnDomain, world.Time);
        Assert.Equal(CertificateFailure.Untrusted, (await verdicts.FindAsync(x5u, Token)).Failure.Reason);
        world.OwnDomain.TakeIntermediates([world.Other.Issuing, world.Own.Issuing]);
        Assert.Equal(
            provider.Certificate.Fingerprint, (await verdicts.FindAsync(x5u, Token)).Value.Certificate.Fingerprint);
    }

    [Fact]
    public async Task FindSigner_ProvidersCertificateBelowSharedRoot_SignsNoDocument()
    {
        var world = await BorderWorld.NewAsync();
        var (provider, _) = await world.ProviderAsync(world.Own);
        var domain = new TrustDomain([world.Own.Root], world.Time);
        Assert.False(domain.FindSigner(provider.Chain, world.Time.GetUtcNow()).IsSuccess);
    }

    private static async Task<VerifiedPassport> VerifyAsync(BorderWorld world, PassportVerifier verifier, string caller)
    {
        var (provider, x5u) = await world.ProviderAsync(world.Other);
        var claims = PassportClaims.ForCall(
            CallWorld.Number(caller), CallWorld.Number("12025550123"), world.Time.GetUtcNow(), Attestation.A,
            SystemRandom.Instance.NewUuid());
        var token = await new PassportSigner(provider.Key, x5u).SignAsync(claims, Token);
        Assert.True(UntrustedPassport.TryParse(token, out var passport, out var refusal), refusal?.Detail);
        return (await verifier.VerifyAsync(passport, call: null, Token)).Value;
    }
}
