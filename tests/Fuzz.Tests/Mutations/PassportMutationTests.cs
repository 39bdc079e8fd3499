using Shaken.Fuzz.Tests.Engine;

namespace Shaken.Fuzz.Tests.Mutations;

public sealed class PassportMutationTests
{
    [Fact]
    public async Task Verify_OfMutatedPassports_BelievesOnlyWhatWasSigned()
    {
        var corpus = await PassportCorpus.NewAsync();
        await MutationRun.RunAsync(
            random => TokenEdits.MutateAsync(corpus.Tokens, corpus.World.Provider.Key, random),
            mutant => corpus.JudgeAsync(mutant),
            mutant => mutant.Text);
    }

    [Fact]
    public async Task Judge_OfATokenThatIsNotKnownAsSigned_IsAFalseAcceptance()
    {
        var corpus = await PassportCorpus.NewAsync();
        var unknown = await corpus.World.SignAsync();
        await Assert.ThrowsAsync<FalseAcceptanceException>(async () => await corpus.JudgeAsync(new TokenMutant(unknown, SignedAnew: null)));
        Assert.Equal(Fate.Verified, await corpus.JudgeAsync(new TokenMutant(unknown, TokenEdits.SignedPartOf(unknown))));
    }

    [Fact]
    public async Task Run_WhenAJudgeThrows_NamesSeedIndexAndMutant()
    {
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => MutationRun.RunAsync(
            random => ValueTask.FromResult(random.Next()),
            mutant => throw new InvalidOperationException("as told"),
            mutant => "the mutant itself"));
        Assert.Matches("seed [0-9]+, index [0-9]+: .*as told", failure.Message);
        Assert.Contains("the mutant itself", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Xorshift_OfOneSeedAndIndex_DrawsTheSameAgain()
    {
        var draws = Enumerable.Range(0, 100).Select(index => (new Xorshift(1, index).Next(), new Xorshift(1, index).Next())).ToList();
        Assert.All(draws, pair => Assert.Equal(pair.Item1, pair.Item2));
        Assert.Equal(100, draws.Distinct().Count());
    }
}
