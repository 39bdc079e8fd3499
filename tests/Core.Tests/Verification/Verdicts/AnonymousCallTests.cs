using Shaken.Core.Passports;
using Shaken.Core.Verification.Verdicts;

namespace Shaken.Core.Tests.Verification.Verdicts;

/// <summary>Callers who withhold who they are.</summary>
public sealed class AnonymousCallTests
{
    [Theory]
    [InlineData(AnonymousCallers.Judged, null)]
    [InlineData(AnonymousCallers.Refused, VerificationFailure.CallerAnonymous)]
    public async Task Verify_CallerWithheld_BelievesNobody(AnonymousCallers rule, VerificationFailure? failure)
    {
        var world = await VerdictWorld.NewAsync();
        var call = new CallToVerify(Orig: null, VerdictWorld.Called) { IsAnonymous = true, Identities = await world.HeadersAsync("SX") };
        var verdict = await world.VerifyAsync(call, VerificationRules.Default with { Anonymous = rule });
        Assert.Equal((Verstat.None, failure), (verdict.Verstat, verdict.Failure));
        Assert.Equal(failure is null ? null : new SipStatus(433, "Anonymity Disallowed"), verdict.Status);
        Assert.Null(verdict.Caller);
        Assert.Equal(
            [VerificationFailure.CallerAnonymous, VerificationFailure.PptNotSupported],
            verdict.Headers.Select(header => header.Refusal!.Reason));
    }

    [Theory]
    [InlineData(AnonymousCallers.Judged, Verstat.Passed)]
    [InlineData(AnonymousCallers.Refused, Verstat.None)]
    public async Task Verify_AnonymousWithAssertedIdentity_IsJudgedUnlessRefused(AnonymousCallers rule, Verstat verstat)
    {
        var world = await VerdictWorld.NewAsync();
        var call = VerdictWorld.Call(await world.SignAsync()) with { IsAnonymous = true };
        var verdict = await world.VerifyAsync(call, VerificationRules.Default with { Anonymous = rule });
        Assert.Equal(verstat, verdict.Verstat);
        Assert.Equal(rule == AnonymousCallers.Refused, verdict.Failure == VerificationFailure.CallerAnonymous);
    }

    [Fact]
    public async Task Verify_CallerWithheld_AsksForNoCertificate()
    {
        var world = await VerdictWorld.NewAsync();
        var asked = world.World.Certificates.Asked;
        await world.VerifyAsync(new CallToVerify(Orig: null, VerdictWorld.Called) { Identities = await world.HeadersAsync("Su") });
        Assert.Equal(asked, world.World.Certificates.Asked);
    }

    // A caller who is not told is nobody who asks for anonymity.
    [Fact]
    public async Task Verify_CallerNotTold_IsNotRefusedAsAnonymous()
    {
        var world = await VerdictWorld.NewAsync();
        var call = new CallToVerify(Orig: null, VerdictWorld.Called) { Identities = await world.HeadersAsync("S") };
        var verdict = await world.VerifyAsync(call, VerificationRules.Default with { Anonymous = AnonymousCallers.Refused });
        Assert.Equal((Verstat.None, (VerificationFailure?)null), (verdict.Verstat, verdict.Failure));
        Assert.Equal("caller-not-told", verdict.DecidedBy);
    }
}
