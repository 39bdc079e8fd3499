using System.Text;
using Microsoft.Extensions.Logging;
using Shaken.Core.Foundations;
using Shaken.Core.Reputation.Feedback;
using Shaken.Core.Reputation.Observations;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.Reputation.Feedback;

/// <summary>What a policy administrator tells the registry of other countries.</summary>
public sealed class CountryOpinionTests
{
    private const string Good = "{\"country\":\"CA\",\"score\":82,\"confidence\":90,\"reporters\":5,\"lastOn\":\"2026-12-01\"}";

    private readonly ReputationWorld _world = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Read_OfWhatIsWritten_IsTheSame()
    {
        var opinions = Read($"{{\"countries\":[{Good}]}}").Value;
        Assert.Equal(opinions, OpinionReport.Read(OpinionReport.Write(opinions)).Value);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"countries":{}}""")]
    [InlineData("""{"countries":[7]}""")]
    [InlineData("""{"countries":[{"country":"CA","score":101,"confidence":90,"reporters":5,"lastOn":"2026-12-01"}]}""")]
    [InlineData("""{"countries":[{"country":"CA","score":82,"confidence":-1,"reporters":5,"lastOn":"2026-12-01"}]}""")]
    [InlineData("""{"countries":[{"country":"C","score":82,"confidence":90,"reporters":5,"lastOn":"2026-12-01"}]}""")]
    [InlineData("""{"countries":[{"country":"CA","score":82,"confidence":90,"reporters":5,"lastOn":"today"}]}""")]
    public void Read_OfAnotherForm_IsRefused(string body) => Assert.False(Read(body).IsSuccess);

    [Fact]
    public void Read_OfACountryTwice_IsRefused() => Assert.False(Read($"{{\"countries\":[{Good},{Good}]}}").IsSuccess);

    [Fact]
    public async Task Put_ASecondReport_TakesThePlaceOfTheFirst()
    {
        var opinions = new CountryOpinions(_world.Records, _world.Time);
        await opinions.PutAsync(ReputationWorld.CountryOf("US"), Read($"{{\"countries\":[{Good}]}}").Value, Token);
        _world.Time.Advance(TimeSpan.FromDays(1));
        await opinions.PutAsync(ReputationWorld.CountryOf("US"), [], Token);
        await opinions.PutAsync(ReputationWorld.CountryOf("FR"), Read($"{{\"countries\":[{Good}]}}").Value, Token);
        var page = await opinions.ListAsync(continuation: null, 10, Token);
        Assert.Equal([("FR", 1), ("US", 0)], page.Reports.Select(report => (report.By.Value, report.Opinions.Count)));
        Assert.All(page.Reports, report => Assert.Equal(_world.Time.GetUtcNow(), report.At));
    }

    [Fact]
    public async Task Run_TellsOtherCountriesThatHaveAScore()
    {
        await _world.ReportAsync(reporters: 3, calls: 20, ObservedOutcome.Unwanted);
        var call = _world.Call(ObservedOutcome.Unwanted) with { Country = ReputationWorld.CountryOf("FR"), Signer = null, OrigId = null };
        await _world.Take().TakeAsync("cvt-0", ObservationBatchJson.Write("fr", [call]), Token);
        await _world.Fold().RunAsync(Token);
        var registry = new Registry();
        var log = new LogLines<TellRegistry>();
        await new TellRegistry(ReputationWorld.CountryOf("US"), _world.Scores(), registry, log).RunAsync(Token);
        var told = Assert.Single(OpinionReport.Read(registry.Last).Value);
        Assert.Equal(("CA", 78, 3), (told.Country.Value, told.Score, told.Reporters));
        await new TellRegistry(told.Country, _world.Scores(), registry, log).RunAsync(Token);
        Assert.Empty(OpinionReport.Read(registry.Last).Value);
        Assert.Empty(log.All);
        registry.Fault = "down";
        await new TellRegistry(own: null, _world.Scores(), registry, log).RunAsync(Token);
        Assert.Equal((LogLevel.Warning, 4515), (Assert.Single(log.All).Level, Assert.Single(log.All).Id));
    }

    private static Outcome<CountryOpinion[], string> Read(string body) => OpinionReport.Read(Encoding.UTF8.GetBytes(body));

    private sealed class Registry : IRegistryFeedback
    {
        public string? Fault { get; set; }

        public ReadOnlyMemory<byte> Last { get; private set; }

        public ValueTask<string?> PostAsync(ReadOnlyMemory<byte> report, CancellationToken cancellationToken)
        {
            Last = report;
            return ValueTask.FromResult(Fault);
        }
    }
}
