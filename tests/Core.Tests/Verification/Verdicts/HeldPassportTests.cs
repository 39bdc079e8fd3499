using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Verification.Verdicts;

namespace Shaken.Core.Tests.Verification.Verdicts;

/// <summary>Calls for which a CPS held PASSporTs, with and without Identity headers.</summary>
public sealed class HeldPassportTests
{
    // In band and held by the letters of VerdictWorld; the verdict by each rule: one is enough, in band, held, both must agree.
    public static TheoryData<string, string, string> Places => new()
    {
        { "", "S", "PPPP" },
        { "", "s", "FFFF" },
        { "", "m", "NNNN" },
        { "X", "S", "PPPP" },
        { "S", "", "PPPP" },
        { "S", "s", "PPFF" },
        { "s", "S", "PFPF" },
        { "S", "n", "PPNN" },
        { "n", "S", "PNPN" },
        { "s", "n", "FFNF" },
        { "n", "s", "NNFN" },
        { "S", "Ss", "PPPP" },
    };

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Verify_InBandAndHeld_FollowsTheRule(string inBand, string held, string verdicts)
    {
        var world = await VerdictWorld.NewAsync();

        // What came in band is held too, where both are good.
        var headers = await world.HeadersAsync(inBand);
        var tokens = await world.TokensAsync(held);
        for (var index = 0; index < held.Length; index++)
        {
            if (held[index] == 'S' && inBand.Contains('S', StringComparison.Ordinal))
                tokens[index] = headers[inBand.IndexOf('S', StringComparison.Ordinal)].Split(';')[0];
        }

        foreach (var rule in Enum.GetValues<HeldDifference>())
        {
            var verdict = await world.VerifyAsync(
                VerdictWorld.Call(headers) with { Held = tokens }, VerificationRules.Default with { Difference = rule });
            Assert.Equal((rule, VerstatOf(verdicts[(int)rule])), (rule, verdict.Verstat));
            Assert.Equal(inBand.Length + held.Length, verdict.Headers.Count);
        }
    }

    [Theory]
    [InlineData(HeldDifference.OneIsEnough, 'B', null)]
    [InlineData(HeldDifference.InBandDecides, 'A', null)]
    [InlineData(HeldDifference.HeldDecides, 'B', null)]
    [InlineData(HeldDifference.BothMustAgree, null, VerificationFailure.PassportsDiffer)]
    public async Task Verify_BothVouchAndDiffer_BelievesByTheRule(HeldDifference rule, char? attest, VerificationFailure? failure)
    {
        var world = await VerdictWorld.NewAsync();
        var call = VerdictWorld.Call(await world.SignAsync(world.World.Claims(Attestation.A))) with
        {
            Held = [await world.World.SignAsync(world.World.Claims(Attestation.B))],
        };
        var verdict = await world.VerifyAsync(call, VerificationRules.Default with { Difference = rule });
        Assert.Equal((attest?.ToString(), failure), (verdict.Attest?.ToString(), verdict.Failure));
        Assert.Equal(failure is null ? Verstat.Passed : Verstat.None, verdict.Verstat);
        Assert.Contains(verdict.Findings, finding => finding.Kind == FindingKind.HeldPassportDiffers);
    }

    [Fact]
    public async Task Verify_HeldPassportThatCameInBandToo_IsVerifiedOnce()
    {
        var world = await VerdictWorld.NewAsync();
        var header = await world.SignAsync();
        var verdict = await world.VerifyAsync(VerdictWorld.Call(header) with { Held = [header.Split(';')[0]] });
        Assert.Same(verdict.Headers[0].Verified, verdict.Headers[1].Verified);
        Assert.Equal((PassportPlace.Held, 0), (verdict.Headers[1].Place, verdict.Headers[1].Index));
        Assert.DoesNotContain(verdict.Findings, finding => finding.Kind == FindingKind.HeldPassportDiffers);
    }

    [Fact]
    public async Task Verify_HeldPassportOfTheCallBefore_IsNoDifference()
    {
        var world = await VerdictWorld.NewAsync();
        var header = await world.SignAsync();
        var call = VerdictWorld.Call(header) with { Held = [.. await world.TokensAsync("S"), header.Split(';')[0]] };
        var verdict = await world.VerifyAsync(call, VerificationRules.Default with { Difference = HeldDifference.BothMustAgree });
        Assert.Equal((Verstat.Passed, (VerificationFailure?)null), (verdict.Verstat, verdict.Failure));
    }

    [Fact]
    public async Task Verify_MoreHeldThanLookedAt_RefusesTheRest()
    {
        var world = await VerdictWorld.NewAsync();
        var verdict = await world.VerifyAsync(VerdictWorld.Call() with { Held = await world.TokensAsync("SSSSSSSSSSSSS") });
        Assert.Equal((Verstat.Passed, 11), (verdict.Verstat, verdict.Headers.Count));
        Assert.Equal(VerificationFailure.TooManyIdentityHeaders, verdict.Headers[^1].Refusal!.Reason);
    }

    [Fact]
    public async Task Verify_OnlyAPriorityInBand_LetsTheHeldOneVouch()
    {
        var world = await VerdictWorld.NewAsync();
        var verdict = await world.VerifyAsync(
            VerdictWorld.Call(await world.HeaderAsync('R')) with { Held = await world.TokensAsync("S") });
        Assert.Equal((Verstat.Passed, PassportPlace.Held), (verdict.Verstat, verdict.Headers[1].Place));
    }

    private static Verstat VerstatOf(char letter) => letter switch
    {
        'P' => Verstat.Passed,
        'F' => Verstat.Failed,
        'N' => Verstat.None,
        _ => throw new ArgumentOutOfRangeException(nameof(letter)),
    };
}
