namespace Shaken.Web.Tests.Shared.OpenApi;

/// <summary>What can be said of all tests, after them.</summary>
[Collection(nameof(AfterAllOthers))]
public sealed class WholeSuiteTests
{
    [Fact]
    public void Operations_AfterAllOtherTests_HaveAGoodAnswerEach()
    {
        Assert.SkipUnless(
            Environment.GetEnvironmentVariable("SHAKEN_WHOLE_SUITE") == "1", "SHAKEN_WHOLE_SUITE=1 is for runs that leave no test out");
        var unanswered = DocumentedTraffic.Unanswered;
        Assert.True(unanswered.Count == 0, $"No test got a good answer from {string.Join(", ", unanswered)}");
    }
}

/// <summary>The runner begins a collection that is not parallel when all that are have ended. There is to be no second one.</summary>
[CollectionDefinition(nameof(AfterAllOthers), DisableParallelization = true)]
public sealed class AfterAllOthers;
