using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Verdicts;
using Shaken.Core.Verification.Statistics;
using Shaken.Core.Verification.Verdicts;

namespace Shaken.Core.Tests.Verification.Statistics;

/// <summary>How many of the last day's verdicts another list or policy would change.</summary>
public sealed class TrustImpactTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_NewRoot_CallsOfItsProvidersMightPass()
    {
        var world = await BorderWorld.NewAsync();
        var counts = await CountAsync(world, isListed: false, Attestation.A, Attestation.A, Attestation.C);
        var report = TrustImpact.Of(counts, Before(world.Own.Root), Proposal(null, world.Own.Root, world.Other.Root));
        Assert.Equal((3L, 3L), (report.Calls, report.Changed));
        Assert.Equal(new TrustImpactRow("CA", "CA/1234", VerdictChange.MightPass, 3), Assert.Single(report.Rows));
        var shutOut = Proposal(CountryTrust.OfListed with { IsExcluded = true }, world.Own.Root, world.Other.Root);
        Assert.Equal(VerdictChange.MightNotFail, Assert.Single(TrustImpact.Of(counts, Before(world.Own.Root), shutOut).Rows).Change);
    }

    [Fact]
    public async Task Of_AnotherNewRoot_ChangesNothing()
    {
        var world = await BorderWorld.NewAsync();
        var counts = await CountAsync(world, isListed: false, Attestation.A);
        var french = await BorderWorld.AuthorityAsync(world.Time, "FR");
        var report = TrustImpact.Of(counts, Before(world.Own.Root), Proposal(null, world.Own.Root, french.Root));
        Assert.Equal((1L, 0L), (report.Calls, report.Changed));
        Assert.Empty(report.Rows);
    }

    [Fact]
    public async Task Of_RootTakenOff_CallsWouldFail()
    {
        var world = await BorderWorld.NewAsync();
        var counts = await CountAsync(world, isListed: true, Attestation.A);
        var report = TrustImpact.Of(counts, Before(world.Own.Root, world.Other.Root), Proposal(null, world.Own.Root));
        Assert.Equal(new TrustImpactRow("CA", "CA/1234", VerdictChange.WouldFail, 1), Assert.Single(report.Rows));
    }

    // Rows: ceiling before and after, and what becomes of a call with A, one with B and one with C.
    [Theory]
    [InlineData(AttestationCeiling.A, AttestationCeiling.A, null, null, null)]
    [InlineData(AttestationCeiling.A, AttestationCeiling.B, VerdictChange.WouldBeLowered, null, null)]
    [InlineData(AttestationCeiling.A, AttestationCeiling.C, VerdictChange.WouldBeLowered, VerdictChange.WouldBeLowered, null)]
    [InlineData(
        AttestationCeiling.B, AttestationCeiling.None, VerdictChange.WouldNotCount, VerdictChange.WouldNotCount,
        VerdictChange.WouldNotCount)]
    [InlineData(AttestationCeiling.C, AttestationCeiling.B, VerdictChange.WouldBeRaised, VerdictChange.WouldBeRaised, null)]
    [InlineData(
        AttestationCeiling.None, AttestationCeiling.A, VerdictChange.WouldCount, VerdictChange.WouldCount, VerdictChange.WouldCount)]
    public async Task Of_OtherCeiling_TellsEachAttestation(
        AttestationCeiling before, AttestationCeiling after, VerdictChange? ofA, VerdictChange? ofB, VerdictChange? ofC)
    {
        var world = await BorderWorld.NewAsync();
        var present = Before(new CountryTrust(TrustMechanism.Merge, before), world.Own.Root, world.Other.Root);
        var proposal = Proposal(new CountryTrust(TrustMechanism.Merge, after), world.Own.Root, world.Other.Root);
        foreach (var (attest, expected) in new[] { (Attestation.A, ofA), (Attestation.B, ofB), (Attestation.C, ofC) })
        {
            var counts = await CountAsync(world, isListed: true, present.Of(BorderWorld.Canada), attest);
            Assert.Equal(expected, TrustImpact.Of(counts, present, proposal).Rows.SingleOrDefault()?.Change);
        }
    }

    [Fact]
    public async Task Of_PolicyThatAnOperatorPinned_StaysAsItIs()
    {
        var world = await BorderWorld.NewAsync();
        var counts = await CountAsync(world, isListed: true, Attestation.A);
        var present = Before(world.Own.Root, world.Other.Root) with { Pinned = new HashSet<CountryCode> { BorderWorld.Canada } };
        var proposal = Proposal(CountryTrust.OfListed with { IsExcluded = true }, world.Own.Root, world.Other.Root);
        Assert.Empty(TrustImpact.Of(counts, present, proposal).Rows);
    }

    // A list alone says nothing of policies.
    [Fact]
    public async Task Of_ListWithoutAPolicy_KeepsThePolicyInForce()
    {
        var world = await BorderWorld.NewAsync();
        var counts = await CountAsync(world, isListed: true, Attestation.A);
        var present = Before(CountryTrust.OfListed with { IsExcluded = true }, world.Own.Root, world.Other.Root);
        var proposal = new TrustProposal([world.Own.Root, world.Other.Root], Countries: null);
        Assert.Empty(TrustImpact.Of(counts, present, proposal).Rows);
    }

    // Strangers choose what their certificates claim: they get a bounded number of names.
    [Fact]
    public void CountVerified_ManyClaims_BecomeOther()
    {
        var world = new CountWorld();
        for (var stranger = 0; stranger < 1000; stranger++)
        {
            var verdict = Treatment.TreatmentWorld.Failed(VerificationFailure.CertificateUntrusted) with
            {
                Claimed = new ClaimedIssuer($"{stranger:x16}", CountWorld.Signer(stranger)),
            };
            world.Counts.CountVerified(CountWorld.North, verdict, CountWorld.Treatment(Verstat.Failed), "atis");
        }

        var counts = Assert.Single(world.Counts.Take(withRunning: true)).Counts;
        Assert.Equal(129, counts.Count);
        Assert.Equal(1000 - 128, counts.Single(count => count.Labels.Claimed == CallLabels.Other).Calls);
    }

    private static TrustOutlook Before(params TrustedRoot[] roots) => Before(CountryTrust.OfListed, roots);

    private static TrustOutlook Before(CountryTrust ofCanada, params TrustedRoot[] roots) => new(
        roots.Select(root => root.Certificate.Fingerprint).ToHashSet(StringComparer.Ordinal),
        new Dictionary<CountryCode, CountryTrust> { [BorderWorld.Canada] = ofCanada });

    private static TrustProposal Proposal(CountryTrust? ofCanada, params TrustedRoot[] roots) => new(
        roots, BorderWorld.TermsOf(BorderWorld.Canada, ofCanada ?? CountryTrust.OfListed));

    private static Task<IReadOnlyList<CallCount>> CountAsync(BorderWorld world, bool isListed, params Attestation[] calls) =>
        CountAsync(world, isListed, CountryTrust.OfListed, calls);

    // Calls of a Canadian provider, verified, counted, stored and summed.
    private static async Task<IReadOnlyList<CallCount>> CountAsync(
        BorderWorld world, bool isListed, CountryTrust ofCanada, params Attestation[] calls)
    {
        var own = new TrustDomain([world.Own.PolicyAdministratorRoot], world.Time);
        var domains = TrustDomains.Of(own, world.Time);
        own.Take(isListed ? world.List(roots: [world.Own.Root, world.Other.Root]) : world.List(roots: world.Own.Root));
        domains.Take(BorderWorld.TermsOf(BorderWorld.Canada, ofCanada));
        var verdicts = new CertificateVerdicts(world.Certificates, domains, world.Time);
        var verifier = new CallVerifier(verdicts, world.Time, CallFreshness.Default);
        var counting = new CountWorld(time: world.Time);
        var (provider, x5u) = await world.ProviderAsync(world.Other);
        foreach (var attest in calls)
        {
            var (caller, called) = (CallWorld.Number("14165550100"), CallWorld.Number("12155550131"));
            var claims = PassportClaims.ForCall(caller, called, world.Time.GetUtcNow(), attest, SystemRandom.Instance.NewUuid());
            var identity = await new PassportSigner(provider.Key, x5u).SignIdentityAsync(claims, Token);
            var call = new CallToVerify(new NumberParty(caller), new NumberParty(called)) { Identities = [identity] };
            var verdict = await verifier.VerifyAsync(call, VerificationRules.Default, client: default, Token);
            counting.Counts.CountVerified(CountWorld.North, verdict, CountWorld.Treatment(verdict.Verstat), "atis");
        }

        await counting.EndMinuteAsync();
        var now = world.Time.GetUtcNow();
        return await counting.Statistics.SumAsync(now.AddDays(-1), now, Token);
    }
}
