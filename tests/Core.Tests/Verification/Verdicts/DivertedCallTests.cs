using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Tests.Passports.Diversions;
using Shaken.Core.Tests.Support;
using Shaken.Core.Verification.Verdicts;

namespace Shaken.Core.Tests.Verification.Verdicts;

/// <summary>Calls that were sent on: the caller called A.</summary>
public sealed class DivertedCallTests
{
    // Diversions; To; the target, or a blank for none; the verdict; which diversions verified.
    public static TheoryData<string, char, char, Verstat, VerificationFailure?, string> Chains => new()
    {
        { "", 'A', ' ', Verstat.Passed, null, "" },
        { "AB", 'A', 'B', Verstat.Passed, null, "AB" },
        { "BC AB", 'A', 'C', Verstat.Passed, null, "BC AB" },
        { "AB BC CD DE EF", 'A', 'F', Verstat.Passed, null, "AB BC CD DE EF" },
        { "AB BC CD DE EF FG", 'A', 'G', Verstat.None, VerificationFailure.DivChainTooLong, "" },
        { "AB", 'A', 'C', Verstat.None, VerificationFailure.DivChainBroken, "" },
        { "AB BA", 'A', 'D', Verstat.None, VerificationFailure.DivChainLoops, "" },
        { "BC", 'A', 'C', Verstat.None, VerificationFailure.DivChainBroken, "" },

        // One chain of several is enough.
        { "AB AC", 'A', 'B', Verstat.Passed, null, "AB" },

        // A server that gives no target: To is the first called party, or the last.
        { "AB", 'A', ' ', Verstat.Passed, null, "AB" },
        { "AB BC", 'C', ' ', Verstat.Passed, null, "AB BC" },
        { "BC", 'A', ' ', Verstat.None, VerificationFailure.DivChainBroken, "" },

        // The call is where it began, and yet was sent on.
        { "AB", 'A', 'A', Verstat.None, VerificationFailure.DivChainBroken, "" },
    };

    [Theory]
    [MemberData(nameof(Chains))]
    public async Task Verify_Diversions_LeadToTheTarget(
        string divs, char to, char target, Verstat verstat, VerificationFailure? failure, string verified)
    {
        var diverted = await DivertedWorld.NewAsync();
        var world = new VerdictWorld(diverted.World);
        var letters = divs.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var headers = new List<string> { world.Header((await diverted.OriginalAsync()).Source.Compact, "shaken") };
        foreach (var div in await diverted.DivsAsync(letters)) headers.Add(world.Header(div.Source.Compact, "div"));
        var verdict = await world.VerifyAsync(new CallToVerify(DivertedWorld.Caller, DivertedWorld.Party(to))
        {
            Target = target == ' ' ? null : DivertedWorld.Party(target), Identities = headers,
        });
        Assert.Equal((verstat, failure), (verdict.Verstat, verdict.Failure));
        Assert.Equal(
            verified, string.Join(' ', letters.Where((_, index) => verdict.Headers[index + 1].Verified is not null)));
        Assert.All(verdict.Headers.Skip(1), header => Assert.Equal(header.Verified is null, header.Refusal is not null));
        Assert.Equal(letters.Length > 0 && verstat == Verstat.Passed, verdict.Headers[0].Diversions.Count > 0);
    }

    [Theory]
    [InlineData('A', false)]
    [InlineData('B', true)]
    public async Task Verify_OtherTargetWithoutADiversion_IsPassedWithAFinding(char target, bool isFound)
    {
        var diverted = await DivertedWorld.NewAsync();
        var world = new VerdictWorld(diverted.World);
        var verdict = await world.VerifyAsync(new CallToVerify(DivertedWorld.Caller, DivertedWorld.Party('A'))
        {
            Target = DivertedWorld.Party(target),
            Identities = [world.Header((await diverted.OriginalAsync()).Source.Compact, "shaken")],
        });
        Assert.Equal(Verstat.Passed, verdict.Verstat);
        Assert.Equal(isFound, verdict.Findings.Any(finding => finding.Kind == FindingKind.TargetNotVouchedFor));
    }

    [Fact]
    public async Task Verify_DiversionByAForger_FailsTheCall()
    {
        var diverted = await DivertedWorld.NewAsync();
        var world = new VerdictWorld(diverted.World);
        var div = await world.ForgeAsync((await diverted.DivAsync("AB")).Claims);
        var verdict = await world.VerifyAsync(new CallToVerify(DivertedWorld.Caller, DivertedWorld.Party('A'))
        {
            Target = DivertedWorld.Party('B'),
            Identities = [world.Header((await diverted.OriginalAsync()).Source.Compact, "shaken"), world.Header(div, "div")],
        });
        Assert.Equal((Verstat.Failed, (VerificationFailure?)VerificationFailure.SignatureMismatch), (verdict.Verstat, verdict.Failure));
        Assert.All(verdict.Headers, header => Assert.NotNull(header.Refusal));
    }

    [Fact]
    public async Task Verify_DiversionOfAnotherCaller_IsOrigChanged()
    {
        var diverted = await DivertedWorld.NewAsync();
        var world = new VerdictWorld(diverted.World);
        var div = await diverted.DivAsync("AB", orig: DivertedWorld.Party('G'));
        var verdict = await world.VerifyAsync(new CallToVerify(DivertedWorld.Caller, DivertedWorld.Party('A'))
        {
            Target = DivertedWorld.Party('B'),
            Identities =
            [
                world.Header((await diverted.OriginalAsync()).Source.Compact, "shaken"), world.Header(div.Source.Compact, "div"),
            ],
        });
        Assert.Equal(VerificationFailure.DivOrigChanged, verdict.Failure);
    }

    [Fact]
    public async Task Verify_DiversionAlone_IsABrokenChain()
    {
        var diverted = await DivertedWorld.NewAsync();
        var world = new VerdictWorld(diverted.World);
        var verdict = await world.VerifyAsync(new CallToVerify(DivertedWorld.Caller, DivertedWorld.Party('B'))
        {
            Identities = [world.Header((await diverted.DivAsync("AB")).Source.Compact, "div")],
        });
        Assert.Equal((Verstat.None, (VerificationFailure?)VerificationFailure.DivChainBroken), (verdict.Verstat, verdict.Failure));
    }

    [Fact]
    public async Task Verify_DivertedPriorityAlone_VouchesForNobody()
    {
        var diverted = await DivertedWorld.NewAsync();
        var world = new VerdictWorld(diverted.World);
        var verdict = await world.VerifyAsync(new CallToVerify(DivertedWorld.Caller, DivertedWorld.Party('A'))
        {
            Target = DivertedWorld.Party('B'),
            Identities =
            [
                await world.SignAsync(world.Priorities("ets.0") with { Dest = [DivertedWorld.Party('A')] }),
                world.Header((await diverted.DivAsync("AB")).Source.Compact, "div"),
            ],
        });
        Assert.All(verdict.Headers, header => Assert.NotNull(header.Verified));
        Assert.Equal((Verstat.None, (VerificationFailure?)null), (verdict.Verstat, verdict.Failure));
    }

    [Fact]
    public async Task Verify_HeldDivO_VouchesByWhatItHolds()
    {
        var diverted = await DivertedWorld.NewAsync();
        var world = new VerdictWorld(diverted.World);
        var outer = await diverted.DivOAsync("AB", (await diverted.OriginalAsync()).Source.Compact);
        var verdict = await world.VerifyAsync(
            new CallToVerify(DivertedWorld.Caller, DivertedWorld.Party('B')) { Held = [outer.Source.Compact] });
        Assert.Equal((Verstat.Passed, (Attestation?)Attestation.A), (verdict.Verstat, verdict.Attest));
        var header = Assert.Single(verdict.Headers);
        Assert.Equal((PassportType.DivO, PassportType.Shaken), (header.Verified!.Type, header.Caller!.Type));
        Assert.Equal(CallWorld.Caller, ((NumberParty)verdict.Caller!.Claims.Orig).Number);
    }
}
