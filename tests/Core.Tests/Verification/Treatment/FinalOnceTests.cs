using Shaken.Contracts;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Storage;
using Shaken.Core.Verification.CallValidation;
using Shaken.Core.Verification.Treatment;
using Shaken.Local.Records;

namespace Shaken.Core.Tests.Verification.Treatment;

/// <summary>The first option of the framework's draft: 436, 437 or 438 once for each originating number within 24 hours.</summary>
public sealed class FinalOnceTests
{
    private const string On = """{"profile":"deliver","rules":[{"name":"all","finalOnce":{}}]}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(VerificationFailure.CertificateUnreachable, 436)]
    [InlineData(VerificationFailure.CertificateUntrusted, 437)]
    [InlineData(VerificationFailure.SignatureMismatch, 438)]
    public async Task Decide_FirstFailureOfANumber_IsFinalAndLaterOnesCountAsUnsigned(VerificationFailure failure, int code)
    {
        var world = await TreatmentWorld.NewAsync(On);
        var first = await world.DecideAsync(TreatmentWorld.Failed(failure));
        Assert.Equal((TreatmentAction.Reject, code, "all/final-once"), (first.Action, first.Final?.Code, first.DecidedBy));
        Assert.Contains($"STIR;cause={code}", Assert.Single(first.ReasonValues), StringComparison.Ordinal);
        var later = await world.DecideAsync(TreatmentWorld.Failed(failure));
        Assert.Equal((TreatmentAction.Continue, null, Verstat.None), (later.Action, later.Final, later.Verstat));
        Assert.Equal(("all/told-before", 0), (later.DecidedBy, later.ReasonValues.Count));
    }

    [Theory]
    [InlineData(VerificationFailure.StaleDate)]
    [InlineData(VerificationFailure.NoIdentityHeader)]
    [InlineData(VerificationFailure.PptNotSupported)]
    [InlineData(VerificationFailure.CallerAnonymous)]
    [InlineData(VerificationFailure.NoTrustList)]
    public async Task Decide_OtherCodes_AreNeverFinal(VerificationFailure failure)
    {
        var world = await TreatmentWorld.NewAsync(On);
        Assert.Equal(TreatmentAction.Continue, (await world.DecideAsync(TreatmentWorld.Failed(failure))).Action);
    }

    [Fact]
    public async Task Decide_WithoutTheRule_IsNeverFinalAndWritesNothing()
    {
        var world = await TreatmentWorld.NewAsync();
        await world.DecideAsync(TreatmentWorld.Failed(VerificationFailure.SignatureMismatch));
        Assert.True(await world.FirstFailures.TryBeFirstAsync(TreatmentWorld.Tenant, new NumberParty(TreatmentWorld.Caller), Token));
    }

    [Fact]
    public async Task Decide_NarrowRuleTurnsItOff_IsNotFinalThere()
    {
        var world = await TreatmentWorld.NewAsync("""
            {"profile":"deliver","rules":[
              {"name":"all","finalOnce":{}},{"name":"gw","scope":{"trunk":"gw1"},"finalOnce":{"on":false}}]}
            """);
        var verdict = TreatmentWorld.Failed(VerificationFailure.SignatureMismatch);
        Assert.Equal(TreatmentAction.Continue, (await world.DecideAsync(verdict, scope: TreatmentWorld.Scope("gw1"))).Action);
        Assert.Equal(TreatmentAction.Reject, (await world.DecideAsync(verdict, scope: TreatmentWorld.Scope("gw2"))).Action);
    }

    [Theory]
    [InlineData("""{"action":"validate"}""", CallValidationConclusion.Suspicious, TreatmentAction.Mark, null)]
    [InlineData("""{"action":"reject"}""", CallValidationConclusion.Clean, TreatmentAction.Reject, 608)]
    [InlineData("""{"action":"reject","code":608,"text":"No"}""", CallValidationConclusion.Clean, TreatmentAction.Reject, 608)]
    public async Task Decide_LaterCallsWorse_AreTreatedAsTheRuleSays(
        string later, CallValidationConclusion conclusion, TreatmentAction action, int? code)
    {
        var policy = $$$"""{"profile":"deliver","rules":[{"name":"all","finalOnce":{"later":{{{later}}}}}]}""";
        var world = await TreatmentWorld.NewAsync(policy);
        world.Validation.Conclusion = conclusion;
        await world.DecideAsync(TreatmentWorld.Failed(VerificationFailure.SignatureMismatch));
        var treatment = await world.DecideAsync(TreatmentWorld.Failed(VerificationFailure.SignatureMismatch));
        Assert.Equal((action, code, Verstat.None), (treatment.Action, treatment.Final?.Code, treatment.Verstat));
    }

    // Unsigned, and worse where the policy says so.
    [Theory]
    [InlineData("""{"action":"mark","verstat":"TN-Validation-Failed"}""")]
    [InlineData("""{"action":"validate"}""")]
    public async Task Decide_LaterCallThatIsMarked_HasTheVerstatOfTheMark(string later)
    {
        var world = await TreatmentWorld.NewAsync($$$"""
            {"profile":"deliver","rules":[{"name":"all","finalOnce":{"later":{{{later}}}},
             "outcomes":{"cvt-suspicious":{"action":"mark","verstat":"TN-Validation-Failed"}} }]}
            """);
        world.Validation.Conclusion = CallValidationConclusion.Suspicious;
        await world.DecideAsync(TreatmentWorld.Failed(VerificationFailure.SignatureMismatch));
        var treatment = await world.DecideAsync(TreatmentWorld.Failed(VerificationFailure.SignatureMismatch));
        Assert.Equal((TreatmentAction.Mark, Verstat.Failed), (treatment.Action, treatment.Verstat));
    }

    [Fact]
    public async Task Decide_OtherNumberOrTenant_IsFirstAgain()
    {
        var world = await TreatmentWorld.NewAsync(On);
        var verdict = TreatmentWorld.Failed(VerificationFailure.SignatureMismatch);
        await world.DecideAsync(verdict);
        var other = TreatmentWorld.Call(TreatmentWorld.Number("12155550122"), TreatmentWorld.Identity);
        Assert.Equal(TreatmentAction.Reject, (await world.DecideAsync(verdict, other)).Action);
        Assert.True(Core.Tenants.TenantId.TryParse("south", out var south));
        Assert.True(await world.FirstFailures.TryBeFirstAsync(south, new NumberParty(TreatmentWorld.Caller), Token));
    }

    [Fact]
    public async Task Decide_UnknownCaller_IsNotFinal()
    {
        var world = await TreatmentWorld.NewAsync(On);
        var call = TreatmentWorld.Call(identities: TreatmentWorld.Identity) with { Orig = null };
        Assert.Equal(
            TreatmentAction.Continue, (await world.DecideAsync(TreatmentWorld.Failed(VerificationFailure.SignatureMismatch), call)).Action);
    }

    [Fact]
    public async Task Decide_StoreDown_GoesOnWithItsReasonAndIsLogged()
    {
        var good = await TreatmentWorld.NewAsync(On);
        var records = new InterceptedRecords(good.Records)
        {
            Hook = (call, next) => call.Place == FirstFailures.Table ? throw new StorageException("down") : next(),
        };
        var world = new TreatmentWorld(records, good.Time);
        var treatment = await world.DecideAsync(TreatmentWorld.Failed(VerificationFailure.SignatureMismatch));
        Assert.Equal((TreatmentAction.Continue, Verstat.Failed), (treatment.Action, treatment.Verstat));
        Assert.Single(treatment.ReasonValues);
        Assert.Equal(4242, Assert.Single(world.Log.All).Id);
    }

    [Fact]
    public async Task TryBeFirst_After24Hours_IsTrueOnceAgain()
    {
        var world = new TreatmentWorld();
        Assert.True(await FirstAsync(world));
        world.Time.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        Assert.False(await FirstAsync(world));
        world.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await FirstAsync(world));
        Assert.False(await FirstAsync(world));
    }

    [Fact]
    public async Task TryBeFirst_ManyAtOnceOnTwoInstances_IsTrueOnce()
    {
        var one = new TreatmentWorld();
        var two = new TreatmentWorld(one.Records, one.Time);
        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(index => Task.Run(() => FirstAsync(index % 2 == 0 ? one : two))));
        Assert.Single(answers, isFirst => isFirst);
    }

    [Fact]
    public async Task TryBeFirst_ExpiredRowTakenByAnother_IsFalse()
    {
        var one = new TreatmentWorld();
        Assert.True(await FirstAsync(one));
        one.Time.Advance(FirstFailures.Window);
        var raced = false;
        var records = new InterceptedRecords(one.Records);
        records.Hook = async (call, next) =>
        {
            if (call.Operation == StoreOperation.Replace && !raced)
            {
                raced = true;
                Assert.True(await FirstAsync(one));
            }

            await next();
        };
        Assert.False(await FirstAsync(new TreatmentWorld(records, one.Time)));
        Assert.True(raced);
    }

    [Fact]
    public async Task TryBeFirst_WhileTheSecretChanges_KnowsWhatTheOtherWrote()
    {
        var (before, after) = (TreatmentWorld.Secrets.Current, DeploymentSecret.New("two", SystemRandom.Instance));
        var old = new TreatmentWorld();
        Assert.True(await FirstAsync(old));
        var changed = new TreatmentWorld(old.Records, old.Time, new DeploymentSecrets(after, before));
        Assert.False(await FirstAsync(changed));
    }

    [Fact]
    public async Task TryBeFirst_WhatIsStored_HoldsNoNumber()
    {
        var written = new List<NewRecord>();
        var records = new InterceptedRecords(new MemoryRecords())
        {
            Hook = (call, next) =>
            {
                written.AddRange(call.Written);
                return next();
            },
        };
        await FirstAsync(new TreatmentWorld(records));
        var record = Assert.Single(written);
        var text = $"{record.Key} {System.Text.Encoding.UTF8.GetString(record.Document.Span)}";
        Assert.DoesNotContain(TreatmentWorld.Caller.Value, text, StringComparison.Ordinal);
        Assert.NotNull(record.ExpiresAt);
    }

    private static async Task<bool> FirstAsync(TreatmentWorld world) =>
        await world.FirstFailures.TryBeFirstAsync(TreatmentWorld.Tenant, new NumberParty(TreatmentWorld.Caller), Token);
}
