using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Tests.Passports.Diversions;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Verdicts;
using Shaken.Core.Verification.Verdicts;
using Shaken.Core.Verification.Verdicts.Proofs;

namespace Shaken.Core.Tests.Verification.Verdicts;

/// <summary>Verdicts that are repeated from their proofs alone.</summary>
public sealed class ProofReplayTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("S", "")]
    [InlineData("s", "")]
    [InlineData("u", "")]
    [InlineData("m", "")]
    [InlineData("n", "")]
    [InlineData("X", "")]
    [InlineData("g", "")]
    [InlineData("R", "")]
    [InlineData("", "")]
    [InlineData("sSBRuXg", "")]
    [InlineData("", "S")]
    [InlineData("s", "S")]
    [InlineData("SSSSSSSSSSS", "sS")]
    public async Task Replay_OfAnyVerdict_RepeatsIt(string inBand, string held)
    {
        var world = await VerdictWorld.NewAsync();
        var call = VerdictWorld.Call(await world.HeadersAsync(inBand)) with { Held = await world.TokensAsync(held) };
        foreach (var rule in Enum.GetValues<HeldDifference>())
            await AssertRepeatedAsync(await world.ProveAsync(call, VerificationRules.Default with { Difference = rule }));
    }

    [Fact]
    public async Task Replay_RulesAndSignalling_AreThoseOfTheVerdict()
    {
        var world = await VerdictWorld.NewAsync();
        var call = VerdictWorld.Call(await world.SignAsync(), await world.SignAsync(world.Priorities("ets.0"))) with
        {
            IsAnonymous = true,
            Target = VerdictWorld.Called,
            Time = world.World.Time.GetUtcNow().AddMinutes(-5),
            Priorities = [VerdictWorld.Priority("wps.0")],
        };
        VerificationRules[] all =
        [
            VerificationRules.Default,
            VerificationRules.Default with { RefusesStaleDate = true, Dialect = CodeDialect.Atis },
            VerificationRules.Default with { Anonymous = AnonymousCallers.Refused, RequireIdentity = true },
            VerificationRules.Default with { Home = Hierarchy.Country("CA") },
        ];
        foreach (var rules in all) await AssertRepeatedAsync(await world.ProveAsync(call, rules));
        await AssertRepeatedAsync(await world.ProveAsync(call with { Orig = null }));
        await AssertRepeatedAsync(await world.ProveAsync(call with { Orig = new UriParty("sip:a@example.com") }));
    }

    [Fact]
    public async Task Replay_DivertedCall_RepeatsIt()
    {
        var diverted = await DivertedWorld.NewAsync();
        var world = new VerdictWorld(diverted.World);
        var original = (await diverted.OriginalAsync()).Source.Compact;
        var headers = new List<string> { world.Header(original, "shaken") };
        foreach (var div in await diverted.DivsAsync("AB", "BC", "CD", "DE", "EF")) headers.Add(world.Header(div.Source.Compact, "div"));
        var call = new CallToVerify(DivertedWorld.Caller, DivertedWorld.Party('A')) { Identities = headers };
        Assert.Equal(Verstat.Passed, (await AssertRepeatedAsync(await world.ProveAsync(call))).Verstat);
        foreach (var target in "FG")
            await AssertRepeatedAsync(await world.ProveAsync(call with { Target = DivertedWorld.Party(target) }));
        var embedded = await diverted.DivOAsync("AB", original);
        var held = new CallToVerify(DivertedWorld.Caller, DivertedWorld.Party('B')) { Held = [embedded.Source.Compact] };
        Assert.Equal(Verstat.Passed, (await AssertRepeatedAsync(await world.ProveAsync(held))).Verstat);
    }

    [Fact]
    public async Task Replay_WithoutATrustList_RepeatsThatNothingCouldBeJudged()
    {
        var world = await VerdictWorld.NewAsync();
        var header = await world.SignAsync(world.World.Claims() with { IssuedAt = world.World.Time.GetUtcNow().AddDays(8) });
        world.World.Time.Advance(TimeSpan.FromDays(8));
        var verdict = await world.ProveAsync(VerdictWorld.Call(header));
        Assert.Equal(VerificationFailure.NoTrustList, verdict.Failure);
        await AssertRepeatedAsync(verdict);
    }

    [Fact]
    public async Task Replay_PolicyOfTheCountry_IsThatOfTheMoment()
    {
        var world = await VerdictWorld.NewAsync();
        var policy = new CountryTrust(TrustMechanism.Merge, AttestationCeiling.C);
        var domain = new TrustDomain([world.World.Authority.PolicyAdministratorRoot], world.World.Time, policy);
        domain.Take(world.World.Domain.Roots!);
        var verifier = new CallVerifier(
            new CertificateVerdicts(world.World.Certificates, domain, world.World.Time), world.World.Time, CallFreshness.Default,
            evidence: new ProofEvidence(world.World.Certificates, TrustDomains.Of(domain, world.World.Time)));
        var verdict = await verifier.VerifyAsync(
            VerdictWorld.Call(await world.SignAsync()), VerificationRules.Default with { WantsProof = true }, client: default, Token);
        Assert.Equal((Verstat.Passed, (Attestation?)Attestation.C), (verdict.Verstat, verdict.Attest));
        Assert.Equal(Attestation.C, (await AssertRepeatedAsync(verdict)).Attest);
    }

    [Fact]
    public async Task Replay_RootsOfTheReader_AreWhatCounts()
    {
        var world = await VerdictWorld.NewAsync();
        var proof = Read((await world.ProveAsync(VerdictWorld.Call(await world.SignAsync()))).Proof!.Utf8);
        Assert.True((await ProofReplay.ReplayAsync(proof, [world.World.Authority.Root], Token)).IsSuccess);
        var others = (IReadOnlyList<TrustedRoot>)[world.World.Authority.PolicyAdministratorRoot];
        Assert.Equal(ProofFailure.RootNotTrusted, (await ProofReplay.ReplayAsync(proof, others, Token)).Failure.Reason);
    }

    [Fact]
    public async Task Verify_ProofNotWanted_MakesNone()
    {
        var world = await VerdictWorld.NewAsync();
        var call = VerdictWorld.Call(await world.SignAsync());
        Assert.Null((await world.Proving.VerifyAsync(call, VerificationRules.Default, client: default, Token)).Proof);
        Assert.Null((await world.VerifyAsync(call, VerificationRules.Default with { WantsProof = true })).Proof);
    }

    [Fact]
    public async Task Verify_ProofLongerThanTheBound_IsToldAndNotMade()
    {
        var world = await VerdictWorld.NewAsync();
        var filler = new string('a', Limits.VerdictProofOctets / 2);
        var verdict = await world.ProveAsync(VerdictWorld.Call(await world.SignAsync(), filler, filler, filler));
        Assert.Null(verdict.Proof);
        Assert.Contains(verdict.Findings, finding => finding.Kind == FindingKind.ProofTooLong);
        Assert.Equal(Verstat.Passed, verdict.Verstat);
    }

    private static async Task<CallVerdict> AssertRepeatedAsync(CallVerdict verdict)
    {
        var proof = Read(verdict.Proof!.Utf8);
        Assert.Equal(verdict.Proof.Digest, proof.Digest);
        Assert.True((await ProofReplay.ReplayAsync(proof, trusted: null, Token)).TryGet(out var again, out var refusal), refusal?.Detail);
        Assert.Equal(
            (verdict.Verstat, verdict.Failure, verdict.Status, verdict.Attest, verdict.OrigId, verdict.Signer, verdict.DecidedBy),
            (again.Verstat, again.Failure, again.Status, again.Attest, again.OrigId, again.Signer, again.DecidedBy));
        Assert.Equal(verdict.Headers.Select(header => header.Refusal?.Reason), again.Headers.Select(header => header.Refusal?.Reason));
        return again;
    }

    private static VerdictProof Read(ReadOnlyMemory<byte> utf8)
    {
        Assert.True(VerdictProof.Read(utf8).TryGet(out var proof, out var refusal), refusal?.Detail);
        return proof;
    }
}
