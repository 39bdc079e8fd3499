using Shaken.Core.Passports;
using Shaken.Core.Verification.CallValidation;
using Shaken.Core.Verification.Treatment;

namespace Shaken.Core.Tests.Verification.Treatment;

/// <summary>What the profiles and a tenant's rules make of calls.</summary>
public sealed class CallTreatmentTests
{
    private const string Cut = """{"profile":"cut","rules":[]}""";

    public static TheoryData<VerificationFailure> Failures => [.. Enum.GetValues<VerificationFailure>()];

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Decide_FailureUnderDeliver_GoesOn(VerificationFailure failure)
    {
        var world = await TreatmentWorld.NewAsync();
        var treatment = await world.DecideAsync(TreatmentWorld.Failed(failure));
        Assert.Equal((TreatmentAction.Continue, null), (treatment.Action, treatment.Final));
        Assert.Equal(failure.Codes().Verstat, treatment.Verstat);
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Decide_FailureUnderCut_EndsWithItsCode(VerificationFailure failure)
    {
        var world = await TreatmentWorld.NewAsync(Cut);
        var treatment = await world.DecideAsync(TreatmentWorld.Failed(failure));

        // Anonymity is no failure of a signature, and a list that is missing here no fault of the signer.
        if (failure is VerificationFailure.CallerAnonymous or VerificationFailure.NoTrustList)
            Assert.Equal(TreatmentAction.Continue, treatment.Action);
        else
            Assert.Equal((TreatmentAction.Reject, failure.Codes().Rfc8224), (treatment.Action, treatment.Final));
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Decide_FailureUnderCutAgain_IsFinalAgain(VerificationFailure failure)
    {
        var world = await TreatmentWorld.NewAsync(Cut);
        var first = await world.DecideAsync(TreatmentWorld.Failed(failure));
        Assert.Equal(first.Final, (await world.DecideAsync(TreatmentWorld.Failed(failure))).Final);
    }

    [Fact]
    public async Task Decide_NoIdentityUnderCut_EndsWith428()
    {
        var world = await TreatmentWorld.NewAsync(Cut);
        var treatment = await world.DecideAsync(TreatmentWorld.Unsigned(), TreatmentWorld.Call());
        Assert.Equal((428, "cut/no-identity"), (treatment.Final?.Code, treatment.DecidedBy));
    }

    [Theory]
    [InlineData(Attestation.A, false, "deliver/passed-a")]
    [InlineData(Attestation.B, false, "deliver/passed-b")]
    [InlineData(Attestation.C, true, "deliver/cvt-clean")]
    [InlineData(null, false, "deliver/passed")]
    public async Task Decide_PassedCall_GoesOnByItsAttestation(Attestation? attest, bool isValidated, string decidedBy)
    {
        var world = await TreatmentWorld.NewAsync();
        var treatment = await world.DecideAsync(TreatmentWorld.Passed(attest));
        Assert.Equal((TreatmentAction.Continue, Verstat.Passed, decidedBy), (treatment.Action, treatment.Verstat, treatment.DecidedBy));
        Assert.Equal(isValidated ? 1 : 0, world.Validation.Asked);
        Assert.Empty(treatment.ReasonValues);
    }

    [Theory]
    [InlineData(CallValidationConclusion.Clean, TreatmentAction.Continue, null)]
    [InlineData(CallValidationConclusion.Suspicious, TreatmentAction.Mark, null)]
    [InlineData(CallValidationConclusion.Unwanted, TreatmentAction.Reject, 608)]
    [InlineData(CallValidationConclusion.NoAnswer, TreatmentAction.Continue, null)]
    public async Task Decide_ValidatedCall_FollowsTheConclusion(CallValidationConclusion conclusion, TreatmentAction action, int? code)
    {
        var world = await TreatmentWorld.NewAsync();
        world.Validation.Conclusion = conclusion;
        var treatment = await world.DecideAsync(TreatmentWorld.Failed(VerificationFailure.SignatureMismatch));
        Assert.Equal((action, code), (treatment.Action, treatment.Final?.Code));
        Assert.Equal(conclusion, treatment.Validation?.Conclusion);
    }

    [Fact]
    public async Task Decide_RejectedByTheVerdict_DoesNotAskCallValidation()
    {
        var world = await TreatmentWorld.NewAsync(Cut);
        await world.DecideAsync(TreatmentWorld.Failed(VerificationFailure.StaleDate));
        Assert.Equal(0, world.Validation.Asked);
    }

    [Fact]
    public async Task Decide_ForeignAndPassed_IsDecidedByTheStricterStep()
    {
        var world = await TreatmentWorld.NewAsync(
            """{"profile":"deliver","rules":[{"name":"abroad","outcomes":{"foreign":{"action":"mark","verstat":"No-TN-Validation"}}}]}""");
        var treatment = await world.DecideAsync(TreatmentWorld.Passed() with { IsForeign = true });
        Assert.Equal((TreatmentAction.Mark, "abroad/foreign", Verstat.None), (treatment.Action, treatment.DecidedBy, treatment.Verstat));
    }

    [Fact]
    public async Task Decide_ForeignAndFailed_IsNotExcusedByAMildStep()
    {
        var world = await TreatmentWorld.NewAsync(
            """{"profile":"cut","rules":[{"name":"abroad","outcomes":{"foreign":{"action":"continue"}}}]}""");
        var treatment = await world.DecideAsync(TreatmentWorld.Failed(VerificationFailure.CertificateUntrusted) with { IsForeign = true });
        Assert.Equal(437, treatment.Final?.Code);
    }

    [Fact]
    public async Task Decide_MarkBesideValidation_StaysMarkedWhenTheCallIsClean()
    {
        var world = await TreatmentWorld.NewAsync(
            """{"profile":"deliver","rules":[{"name":"anon","outcomes":{"anonymous":{"action":"mark"}}}]}""");
        var call = TreatmentWorld.Call(identities: TreatmentWorld.Identity) with { IsAnonymous = true };
        var treatment = await world.DecideAsync(TreatmentWorld.Passed(Attestation.C), call);
        Assert.Equal((TreatmentAction.Mark, 1), (treatment.Action, world.Validation.Asked));
    }

    [Fact]
    public async Task Decide_AnonymousCallerRejected_EndsWith433()
    {
        var world = await TreatmentWorld.NewAsync(
            """{"profile":"deliver","rules":[{"name":"anon","outcomes":{"anonymous":{"action":"reject"}}}]}""");
        var call = TreatmentWorld.Call(identities: TreatmentWorld.Identity) with { IsAnonymous = true };
        Assert.Equal(433, (await world.DecideAsync(TreatmentWorld.Passed(), call)).Final?.Code);
        Assert.Equal(433, (await world.DecideAsync(TreatmentWorld.Failed(VerificationFailure.CallerAnonymous))).Final?.Code);
    }

    [Theory]
    [InlineData("gw1", "c9", "12155550131", "number")]
    [InlineData("gw1", "c9", "12155550132", "long-prefix")]
    [InlineData("gw1", "c9", "12165550132", "prefix")]
    [InlineData("gw1", "c9", "442079460000", "customer")]
    [InlineData("gw1", null, "442079460000", "trunk")]
    [InlineData(null, null, "442079460000", "tenant")]
    [InlineData("GW1", "C9", "442079460000", "tenant")]
    public async Task Decide_SeveralRulesFit_TheMostSpecificWins(string? trunk, string? customer, string called, string rule)
    {
        (string Name, string Scope)[] rows =
        [
            ("tenant", "{}"), ("trunk", """{"trunk":"gw1"}"""), ("customer", """{"customer":"c9"}"""), ("prefix", """{"number":"1*"}"""),
            ("long-prefix", """{"number":"1215*"}"""), ("number", """{"number":"12155550131"}"""),
        ];
        var rules = string.Join(',', rows.Select(
            row => $$$$"""{"name":"{{{{row.Name}}}}","scope":{{{{row.Scope}}}},"outcomes":{"passed-a":{"action":"mark"}}}"""));
        var world = await TreatmentWorld.NewAsync($$"""{"profile":"deliver","rules":[{{rules}}]}""");
        var scope = TreatmentWorld.Scope(trunk, customer, TreatmentWorld.Number(called));
        Assert.Equal($"{rule}/passed-a", (await world.DecideAsync(TreatmentWorld.Passed(), scope: scope)).DecidedBy);
    }

    [Fact]
    public async Task Decide_RuleWithoutTheOutcome_LeavesItToAWiderScope()
    {
        var world = await TreatmentWorld.NewAsync("""
            {"profile":"deliver","rules":[
              {"name":"wide","outcomes":{"stale-date":{"action":"reject","code":403,"text":"Too Old"}}},
              {"name":"narrow","scope":{"trunk":"gw1"},"outcomes":{"passed-a":{"action":"mark"}}}]}
            """);
        var treatment = await world.DecideAsync(TreatmentWorld.Failed(VerificationFailure.StaleDate), scope: TreatmentWorld.Scope("gw1"));
        Assert.Equal((new SipStatus(403, "Too Old"), "wide/stale-date"), (treatment.Final, treatment.DecidedBy));
    }

    [Fact]
    public async Task Decide_StepWithAVerstat_NeverMakesItBetter()
    {
        var world = await TreatmentWorld.NewAsync("""
            {"profile":"deliver","rules":[{"name":"soft","outcomes":{
              "invalid-identity-header":{"action":"mark","verstat":"No-TN-Validation"}}}]}
            """);
        var treatment = await world.DecideAsync(TreatmentWorld.Failed(VerificationFailure.SignatureMismatch));
        Assert.Equal(Verstat.Failed, treatment.Verstat);
    }

    [Fact]
    public async Task Decide_CodeInTheDialectOfTheRules_DecidesTheOutcome()
    {
        var world = await TreatmentWorld.NewAsync(Cut);
        var failure = VerificationFailure.PptNotSupported;
        var treatment = await world.DecideAsync(TreatmentWorld.Failed(failure) with { Status = failure.Codes().Atis });
        Assert.Equal((438, "cut/invalid-identity-header"), (treatment.Final?.Code, treatment.DecidedBy));
    }

    [Fact]
    public void Profiles_AsShipped_NameEveryOutcomeAndNeverBlockUnderDeliver()
    {
        var outcomes = Enum.GetValues<TreatedOutcome>();
        foreach (var profile in Enum.GetValues<TreatmentProfile>())
            Assert.Equal(outcomes.Order(), TreatmentProfiles.RuleOf(profile).Steps.Keys.Order());
        var blocked = TreatmentProfiles.RuleOf(TreatmentProfile.Deliver).Steps.Where(step => step.Value.Verb == TreatmentVerb.Reject);
        Assert.Equal([TreatedOutcome.CvtUnwanted], blocked.Select(step => step.Key));
    }
}
