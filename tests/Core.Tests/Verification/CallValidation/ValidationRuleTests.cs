using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Numbering;
using Shaken.Core.Passports;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Support;
using Shaken.Core.Tests.Verification.Treatment;
using Shaken.Core.Verification.CallValidation;
using Shaken.Core.Verification.Verdicts;
using Shaken.Local.Records;

namespace Shaken.Core.Tests.Verification.CallValidation;

/// <summary>The rules that are built in, one by one and together.</summary>
public sealed class ValidationRuleTests
{
    private static readonly NationalNumbers National = new([TreatmentWorld.Number("1215"), TreatmentWorld.Number("44")]);
    private static readonly TelephoneNumber Foreigner = TreatmentWorld.Number("33123456789");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("12155550121", true, true)]
    [InlineData("442079460000", true, true)]
    [InlineData("12125550121", true, false)]
    [InlineData("12155550121", false, false)]
    public async Task ForeignNational_Call_IsSuspiciousWhereItIsBoth(string caller, bool isForeign, bool isFound)
    {
        var rule = new ForeignNationalRule(National, CallValidationConclusion.Suspicious);
        var verdict = TreatmentWorld.Passed() with { IsForeign = isForeign };
        var result = await rule.JudgeAsync(TreatmentWorld.Call(TreatmentWorld.Number(caller)), verdict, Token);
        Assert.Equal(isFound ? CallValidationConclusion.Suspicious : null, result?.Conclusion);
    }

    [Fact]
    public async Task ForeignNational_CallerIsAUri_IsNotFound()
    {
        var call = TreatmentWorld.Call() with { Orig = new UriParty("sip:12155550121@example.com") };
        var rule = new ForeignNationalRule(National, CallValidationConclusion.Suspicious);
        Assert.Null(await rule.JudgeAsync(call, TreatmentWorld.Passed() with { IsForeign = true }, Token));
    }

    [Theory]
    [InlineData("12155550121", true, false)]
    [InlineData("12155550199", true, true)]
    [InlineData("12155550199", false, false)]
    [InlineData("33123456789", true, false)]
    public async Task UnassignedNumber_Caller_IsFoundOnlyWithATable(string caller, bool hasTable, bool isFound)
    {
        var rule = new UnassignedNumberRule(National, new OneNumber(TreatmentWorld.Caller, hasTable), CallValidationConclusion.Unwanted);
        var result = await rule.JudgeAsync(TreatmentWorld.Call(TreatmentWorld.Number(caller)), TreatmentWorld.Passed(), Token);
        Assert.Equal(isFound ? CallValidationConclusion.Unwanted : null, result?.Conclusion);
    }

    [Fact]
    public async Task UnassignedNumber_TableThatNobodyImported_SaysNothing()
    {
        using var directory = new NumberTableDirectory(
            new MemoryRecords(), new Shaken.Local.Blobs.MemoryBlobs(), new ManualTime(), new NumberingOptions(),
            NullLogger<NumberTableDirectory>.Instance);
        var rule = new UnassignedNumberRule(National, directory, CallValidationConclusion.Unwanted);
        Assert.Null(await rule.JudgeAsync(TreatmentWorld.Call(), TreatmentWorld.Passed(), Token));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(69, null)]
    [InlineData(70, CallValidationConclusion.Suspicious)]
    [InlineData(94, CallValidationConclusion.Suspicious)]
    [InlineData(95, CallValidationConclusion.Unwanted)]
    public async Task Reputation_Score_GoesByTheThresholds(int? score, CallValidationConclusion? conclusion)
    {
        var rule = new ReputationRule(new FixedScore(score), ReputationThresholds.Usual);
        Assert.Equal(conclusion, (await rule.JudgeAsync(TreatmentWorld.Call(), TreatmentWorld.Passed(), Token))?.Conclusion);
    }

    [Fact]
    public async Task DoNotOriginate_Caller_IsUnwantedUnderAnySignature()
    {
        var (records, time) = (new MemoryRecords(), new ManualTime());
        var list = new DoNotOriginateList(
            new AuditLog(records, time), records, time, SystemRandom.Instance, NullLogger<DoNotOriginateList>.Instance);
        await list.ReplaceAsync(0, DoNotOriginateCsv.Read("12155550121\n"u8.ToArray()).Value, TreatmentWorld.Act(), Token);
        var rule = new DoNotOriginateRule(list);
        var result = await rule.JudgeAsync(TreatmentWorld.Call(), TreatmentWorld.Passed(), Token);
        Assert.Equal(CallValidationConclusion.Unwanted, result?.Conclusion);
        Assert.Null(await rule.JudgeAsync(TreatmentWorld.Call(Foreigner), TreatmentWorld.Passed(), Token));
    }

    [Fact]
    public async Task Ask_SeveralRules_GiveTheWorstConclusion()
    {
        var result = await AskAsync(
            external: null,
            Says("one", CallValidationConclusion.Suspicious), Says("two", CallValidationConclusion.Clean), Says("three", null));
        Assert.Equal((CallValidationConclusion.Suspicious, "one"), (result.Conclusion, result.Rule));
        Assert.Equal(CallValidationConclusion.Clean, (await AskAsync(external: null)).Conclusion);
    }

    [Fact]
    public async Task Ask_UnwantedByARule_DoesNotAskTheExternalService()
    {
        var external = new FixedValidation();
        var result = await AskAsync(external, Says("dno", CallValidationConclusion.Unwanted), new Failing());
        Assert.Equal(("dno", 0), (result.Rule, external.Asked));
    }

    [Theory]
    [InlineData(CallValidationConclusion.Unwanted, CallValidationConclusion.Unwanted)]
    [InlineData(CallValidationConclusion.NoAnswer, CallValidationConclusion.Suspicious)]
    [InlineData(CallValidationConclusion.Clean, CallValidationConclusion.Suspicious)]
    public async Task Ask_SuspiciousByARule_HearsTheExternalServiceToo(CallValidationConclusion external, CallValidationConclusion expected)
    {
        var result = await AskAsync(new FixedValidation { Conclusion = external }, Says("one", CallValidationConclusion.Suspicious));
        Assert.Equal(expected, result.Conclusion);
    }

    [Fact]
    public async Task Ask_RuleWhoseStoreIsDown_IsNoAnswerAndTheOthersAreAsked()
    {
        var alone = await AskAsync(external: null, new Failing());
        Assert.Equal((CallValidationConclusion.NoAnswer, "failing"), (alone.Conclusion, alone.Rule));
        var result = await AskAsync(external: null, new Failing(), Says("two", CallValidationConclusion.Suspicious));
        Assert.Equal("two", result.Rule);
    }

    private static async Task<CallValidationResult> AskAsync(ICallValidation? external, params ICallValidationRule[] rules) =>
        await new BuiltInValidation(rules, external, NullLogger<BuiltInValidation>.Instance)
            .AskAsync(TreatmentWorld.Call(), TreatmentWorld.Passed(), Token);

    private static FixedRule Says(string name, CallValidationConclusion? conclusion) => new(name, conclusion);

    private sealed class FixedRule(string name, CallValidationConclusion? conclusion) : ICallValidationRule
    {
        public string Name => name;

        public ValueTask<CallValidationResult?> JudgeAsync(CallToVerify call, CallVerdict verdict, CancellationToken cancellationToken) =>
            ValueTask.FromResult(conclusion is { } said ? new CallValidationResult(said, name, "test") : null);
    }

    private sealed class Failing : ICallValidationRule
    {
        public string Name => "failing";

        public ValueTask<CallValidationResult?> JudgeAsync(CallToVerify call, CallVerdict verdict, CancellationToken cancellationToken) =>
            throw new StorageException("down");
    }

    private sealed class FixedScore(int? score) : IReputationSource
    {
        public ValueTask<int?> FindScoreAsync(TelephoneNumber number, CancellationToken cancellationToken) => ValueTask.FromResult(score);
    }

    private sealed class OneNumber(TelephoneNumber known, bool hasNumbers) : INumberDirectory
    {
        public ValueTask<NumberAssignment?> FindAsync(TelephoneNumber number, CancellationToken cancellationToken)
        {
            if (number != known || !NumberPattern.TryParse(number.Value, out var pattern))
                return ValueTask.FromResult<NumberAssignment?>(null);
            Assert.True(ProviderId.TryParse("US/1234", out var provider));
            return ValueTask.FromResult<NumberAssignment?>(new NumberAssignment(provider, pattern));
        }

        public ValueTask<bool> HasNumbersAsync(CancellationToken cancellationToken) => ValueTask.FromResult(hasNumbers);
    }
}
