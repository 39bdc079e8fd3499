using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Verdicts;
using Shaken.Core.Verification.Verdicts;

namespace Shaken.Core.Tests.Verification.Verdicts;

/// <summary>What the policy of the signer's country makes of a call that verified.</summary>
public sealed class CountryVerdictTests
{
    private static readonly CountryTrust Excluded = new(TrustMechanism.Merge, AttestationCeiling.A, IsExcluded: true);
    private static readonly CountryTrust Known = new(TrustMechanism.None, AttestationCeiling.A);
    private static readonly CountryTrust WithoutAttestation = new(TrustMechanism.Registry, AttestationCeiling.None);
    private static readonly CountryTrust AtMostB = new(TrustMechanism.Registry, AttestationCeiling.B);

    [Fact]
    public async Task Verify_CountryThatIsNotTrusted_IsNotVerifiedAndTellsTheSigner()
    {
        foreach (var policy in (CountryTrust[])[Excluded, Known, WithoutAttestation])
        {
            var verdict = await VerifyAsync(policy, world => world.World.Claims());
            Assert.Equal((Verstat.None, (VerificationFailure?)null), (verdict.Verstat, verdict.Failure));
            Assert.Null(verdict.Status);
            Assert.Null(verdict.Attest);
            Assert.Null(verdict.Caller);
            Assert.NotNull(verdict.OrigId);
            Assert.Equal(Hierarchy.Provider, verdict.Signer);
            Assert.NotNull(verdict.Detail);
            Assert.Contains(verdict.Findings, finding => finding.Kind == FindingKind.CountryNotTrusted);
            Assert.StartsWith("country-policy/US/", verdict.DecidedBy, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(Attestation.A, Attestation.B)]
    [InlineData(Attestation.B, Attestation.B)]
    [InlineData(Attestation.C, Attestation.C)]
    public async Task Verify_CeilingB_BelievesNoMore(Attestation claimed, Attestation believed)
    {
        var verdict = await VerifyAsync(AtMostB, world => world.World.Claims(claimed));
        Assert.Equal((Verstat.Passed, (Attestation?)believed), (verdict.Verstat, verdict.Attest));
        Assert.Equal(claimed != believed, verdict.Findings.Any(finding => finding.Kind == FindingKind.AttestationLowered));
    }

    [Theory]
    [InlineData(Attestation.A, Verstat.None)]
    [InlineData(Attestation.B, Verstat.None)]
    [InlineData(Attestation.C, Verstat.Passed)]
    public async Task Verify_NumberOfAnotherCountry_IsBelievedWithCOnly(Attestation claimed, Verstat verstat)
    {
        var french = new NumberParty(CallWorld.Number("33612345678"));
        var verdict = await VerifyAsync(CountryTrust.OfListed, world => world.World.Claims(claimed) with { Orig = french }, french);
        Assert.Equal((verstat, (VerificationFailure?)null), (verdict.Verstat, verdict.Failure));
        Assert.Equal(
            verstat == Verstat.None, verdict.Findings.Any(finding => finding.Kind == FindingKind.NumberOfAnotherCountry));
    }

    private static async Task<CallVerdict> VerifyAsync(
        CountryTrust policy, Func<VerdictWorld, PassportClaims> claimsOf, PassportParty? caller = null)
    {
        var world = await VerdictWorld.NewAsync();
        var domain = new TrustDomain([world.World.Authority.PolicyAdministratorRoot], world.World.Time, policy);
        domain.Take(world.World.Domain.Roots!);
        var verifier = new CallVerifier(
            new CertificateVerdicts(world.World.Certificates, domain, world.World.Time), world.World.Time, CallFreshness.Default);
        var call = VerdictWorld.Call(await world.SignAsync(claimsOf(world))) with { Orig = caller ?? VerdictWorld.Caller };
        return await verifier.VerifyAsync(call, VerificationRules.Default, client: default, TestContext.Current.CancellationToken);
    }
}
