using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust.Verdicts;
using Shaken.Core.Verification.Verdicts;

namespace Shaken.Core.Tests.Verification.Verdicts;

/// <summary>The verdict on calls with Identity headers.</summary>
public sealed class CallVerifierTests
{
    // Headers by the letters of VerdictWorld, the verdict on the call, its failure.
    public static TheoryData<string, Verstat, VerificationFailure?> Headers => new()
    {
        { "S", Verstat.Passed, null },
        { "s", Verstat.Failed, VerificationFailure.SignatureMismatch },
        { "u", Verstat.None, VerificationFailure.CertificateUnreachable },

        // Of one ppt one that verifies is enough, and 436 is for calls where nothing else is wrong.
        { "Ss", Verstat.Passed, null },
        { "sS", Verstat.Passed, null },
        { "uS", Verstat.Passed, null },
        { "su", Verstat.Failed, VerificationFailure.SignatureMismatch },
        { "us", Verstat.Failed, VerificationFailure.SignatureMismatch },
        { "um", Verstat.None, VerificationFailure.NumberMismatch },
        { "mu", Verstat.None, VerificationFailure.NumberMismatch },
        { "bn", Verstat.Failed, VerificationFailure.SignatureMismatch },

        // Over different ppts the worst counts.
        { "SB", Verstat.Passed, null },
        { "Sb", Verstat.Failed, VerificationFailure.SignatureMismatch },
        { "bS", Verstat.Failed, VerificationFailure.SignatureMismatch },
        { "Sn", Verstat.None, VerificationFailure.StaleDate },
        { "sn", Verstat.Failed, VerificationFailure.SignatureMismatch },
        { "SBb", Verstat.Passed, null },

        // A ppt that is not supported is ignored, and so is what cannot be read, while anything else is there.
        { "X", Verstat.None, VerificationFailure.PptNotSupported },
        { "XX", Verstat.None, VerificationFailure.PptNotSupported },
        { "XS", Verstat.Passed, null },
        { "SX", Verstat.Passed, null },
        { "Xs", Verstat.Failed, VerificationFailure.SignatureMismatch },
        { "g", Verstat.None, VerificationFailure.IdentityHeaderMalformed },
        { "gS", Verstat.Passed, null },
        { "gX", Verstat.None, VerificationFailure.IdentityHeaderMalformed },

        // A priority says nothing of the caller.
        { "R", Verstat.None, null },
        { "r", Verstat.None, null },
        { "SR", Verstat.Passed, null },
        { "Sr", Verstat.Passed, null },
        { "RX", Verstat.None, null },
        { "", Verstat.None, null },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public async Task Verify_SeveralHeaders_GivesTheVerdictOfTheTable(string letters, Verstat verstat, VerificationFailure? failure)
    {
        var world = await VerdictWorld.NewAsync();
        var verdict = await world.VerifyAsync(await world.HeadersAsync(letters));
        Assert.Equal((verstat, failure), (verdict.Verstat, verdict.Failure));
        Assert.Equal(letters.Length, verdict.Headers.Count);
        Assert.Equal(verstat == Verstat.Passed, verdict.Caller is not null);
        Assert.Equal(failure is null, verdict.Status is null);
        Assert.Equal(verstat != Verstat.Passed, verdict.Detail is not null);
        for (var index = 0; index < letters.Length; index++)
        {
            var header = verdict.Headers[index];
            Assert.Equal((PassportPlace.InBand, index), (header.Place, header.Index));
            Assert.Equal("SBR".Contains(letters[index], StringComparison.Ordinal), header.Verified is not null);
            Assert.Equal(header.Verified is null, header.Refusal is not null);
        }
    }

    [Fact]
    public async Task Verify_GoodCall_TellsWhoVouchesAndHowFar()
    {
        var world = await VerdictWorld.NewAsync();
        var claims = world.World.Claims(Attestation.B);
        var verdict = await world.VerifyAsync(await world.SignAsync(claims));
        Assert.Equal((Verstat.Passed, (Attestation?)Attestation.B), (verdict.Verstat, verdict.Attest));
        Assert.Equal(claims.Shaken!.OrigId, verdict.OrigId);
        Assert.Equal(Hierarchy.Provider, verdict.Signer);
        Assert.Equal(Hierarchy.UnitedStates, verdict.Country);
        Assert.False(verdict.IsForeign);
        Assert.StartsWith("country-policy/US/", verdict.DecidedBy, StringComparison.Ordinal);
        Assert.Contains(verdict.Findings, finding => finding.Kind == FindingKind.RevocationUnknown);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("US", false)]
    [InlineData("CA", true)]
    public async Task Verify_ByTheCountryAtHome_TellsForeignSigners(string? home, bool isForeign)
    {
        var world = await VerdictWorld.NewAsync();
        var rules = VerificationRules.Default with { Home = home is null ? null : Hierarchy.Country(home) };
        Assert.Equal(isForeign, (await world.VerifyAsync(VerdictWorld.Call(await world.SignAsync()), rules)).IsForeign);
    }

    [Theory]
    [InlineData(false, null)]
    [InlineData(true, VerificationFailure.NoIdentityHeader)]
    public async Task Verify_NoIdentity_FailsWhereOneIsRequired(bool isRequired, VerificationFailure? failure)
    {
        var world = await VerdictWorld.NewAsync();
        var verdict = await world.VerifyAsync(VerdictWorld.Call(), VerificationRules.Default with { RequireIdentity = isRequired });
        Assert.Equal((Verstat.None, failure, isRequired ? (int?)428 : null), (verdict.Verstat, verdict.Failure, verdict.Status?.Code));
    }

    [Theory]
    [InlineData(CodeDialect.Rfc8224, 428)]
    [InlineData(CodeDialect.Atis, 438)]
    public async Task Verify_OnlyUnsupportedPpt_GetsTheCodeOfTheDialect(CodeDialect dialect, int code)
    {
        var world = await VerdictWorld.NewAsync();
        var call = VerdictWorld.Call(await world.HeaderAsync('X'));
        Assert.Equal(code, (await world.VerifyAsync(call, VerificationRules.Default with { Dialect = dialect })).Status!.Code);
    }

    [Theory]
    [InlineData(0, false, null)]
    [InlineData(-5, false, null)]
    [InlineData(5, false, null)]
    [InlineData(0, true, null)]
    [InlineData(-5, true, VerificationFailure.StaleDate)]
    [InlineData(5, true, VerificationFailure.FutureDate)]
    public async Task Verify_DateOffByMinutes_CountsOnlyByTheRule(int minutes, bool isRefused, VerificationFailure? failure)
    {
        var world = await VerdictWorld.NewAsync();
        var call = VerdictWorld.Call(await world.SignAsync()) with { Time = world.World.Time.GetUtcNow().AddMinutes(minutes) };
        var verdict = await world.VerifyAsync(call, VerificationRules.Default with { RefusesStaleDate = isRefused });
        Assert.Equal((failure, failure is null ? (int?)null : 403), (verdict.Failure, verdict.Status?.Code));
    }

    [Theory]
    [InlineData(-5, VerificationFailure.FutureDate)]
    [InlineData(5, VerificationFailure.StaleDate)]
    public async Task Verify_ClockFiveMinutesOff_IsRefusedByIat(int minutes, VerificationFailure failure)
    {
        var world = await VerdictWorld.NewAsync();
        var header = await world.SignAsync();
        world.World.Time.SetWallClock(TimeSpan.FromMinutes(minutes));
        Assert.Equal(failure, (await world.VerifyAsync(header)).Failure);
    }

    [Fact]
    public async Task Verify_CommaListInOneHeader_JudgesEachValue()
    {
        var world = await VerdictWorld.NewAsync();
        var verdict = await world.VerifyAsync(string.Join(", ", await world.HeadersAsync("uSX")));
        Assert.Equal(Verstat.Passed, verdict.Verstat);
        Assert.Equal(new int?[] { 436, null, 428 }, verdict.Headers.Select(header => header.Refusal?.Reason.Codes().Rfc8224.Code));
    }

    [Fact]
    public async Task Verify_ElevenHeaders_LooksAtTen()
    {
        var world = await VerdictWorld.NewAsync();
        var verdict = await world.VerifyAsync(await world.HeadersAsync("SSSSSSSSSSss"));
        Assert.Equal((Verstat.Passed, Limits.IdentityHeadersPerCall + 1), (verdict.Verstat, verdict.Headers.Count));
        Assert.Equal(VerificationFailure.TooManyIdentityHeaders, verdict.Headers[^1].Refusal!.Reason);
    }

    [Fact]
    public async Task Verify_HeaderOf64KiB_IsTooLong()
    {
        var world = await VerdictWorld.NewAsync();
        var verdict = await world.VerifyAsync($"{await world.SignAsync()};x={new string('a', 64 * 1024)}");
        Assert.Equal((Verstat.None, (VerificationFailure?)VerificationFailure.IdentityHeaderTooLong), (verdict.Verstat, verdict.Failure));
    }

    [Fact]
    public async Task Verify_HeadersOfMoreThan64KiBTogether_RefusesTheRest()
    {
        var world = await VerdictWorld.NewAsync();
        var one = $"{await world.SignAsync()};x={new string('a', 11_000)}";
        var verdict = await world.VerifyAsync([.. Enumerable.Repeat(one, 6)]);
        Assert.Equal(Verstat.Passed, verdict.Verstat);
        Assert.Equal(5, verdict.Headers.Count(header => header.Verified is not null));
        Assert.Equal(VerificationFailure.IdentityHeaderTooLong, verdict.Headers[^1].Refusal!.Reason);
    }

    [Theory]
    [InlineData("ets.0", "ETS.0", null)]
    [InlineData("ets.0", "wps.0", VerificationFailure.PriorityNotAuthorized)]
    [InlineData("ets.0", "ets.1", VerificationFailure.PriorityNotAuthorized)]
    public async Task Verify_Rph_AuthorisesTheCallsPriorities(string authorised, string wanted, VerificationFailure? failure)
    {
        var world = await VerdictWorld.NewAsync();
        var headers = (string[])[await world.SignAsync(), await world.SignAsync(world.Priorities(authorised))];
        var verdict = await world.VerifyAsync(VerdictWorld.Call(headers) with { Priorities = [VerdictWorld.Priority(wanted)] });
        Assert.Equal(Verstat.Passed, verdict.Verstat);
        Assert.Equal(failure, verdict.Headers[1].Refusal?.Reason);
    }

    [Fact]
    public async Task Verify_SeveralHeaders_ReadsTheWallClockOnce()
    {
        var world = await VerdictWorld.NewAsync();
        var time = new CountedTime(world.World.Time);
        var verifier = new CallVerifier(
            new CertificateVerdicts(world.World.Certificates, world.World.Domain, time), time, CallFreshness.Default);
        var call = VerdictWorld.Call(await world.HeadersAsync("SB"));
        await verifier.VerifyAsync(call, VerificationRules.Default, client: default, TestContext.Current.CancellationToken);
        time.Readings = 0;
        var verdict = await verifier.VerifyAsync(call, VerificationRules.Default, client: default, TestContext.Current.CancellationToken);
        Assert.Equal((Verstat.Passed, 1), (verdict.Verstat, time.Readings));
    }
}
