using System.Text;
using Shaken.Core.Passports;
using Shaken.Core.Reputation.Observations;

namespace Shaken.Core.Tests.Reputation.Observations;

/// <summary>Batches of reporters: what is read, and every refusal by its reason.</summary>
public sealed class ObservationBatchTests
{
    private static readonly DateTimeOffset Now = new(2026, 12, 1, 12, 0, 0, TimeSpan.Zero);

    private const string Good =
        "\"at\":\"2026-12-01T11:00:00Z\",\"verdict\":\"TN-Validation-Passed\",\"outcome\":\"unwanted\"";

    [Fact]
    public void Read_EveryMember_IsThere()
    {
        var observation = Assert.Single(Read(
            $$"""{{{Good}},"attest":"B","signer":"CA/1234","origid":"a-b","calling":"12155550121"}""").Observations);
        Assert.Equal((Verstat.Passed, ObservedOutcome.Unwanted), (observation.Verdict, observation.Outcome));
        Assert.Equal(Attestation.B, observation.Attest);
        Assert.Equal(("CA/1234", "CA", "a-b"), (observation.Signer!.ToString(), observation.Country!.Value, observation.OrigId));
        Assert.Equal("12155550121", observation.Calling!.Value);
        Assert.DoesNotContain("5550", observation.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfWhatIsWritten_IsTheSame()
    {
        var one = Read($$"""{{{Good}},"attest":"A","country":"CA","signer":"CA/1234","origid":"x","calling":"12155550121"}""");
        var body = ObservationBatchJson.Write(one.Id, one.Observations);
        Assert.Equal(one.Observations, ObservationBatch.Read(body, Now).Value.Observations);
    }

    [Theory]
    [InlineData("called")]
    [InlineData("dest")]
    [InlineData("To")]
    [InlineData("calledNumber")]
    public void Read_ACalledNumber_IsRefused(string member) => Assert.Equal(
        ObservationFailure.CalledNumberSent, FailureOf($$"""{{{Good}},"{{member}}":"12155550131"}"""));

    [Fact]
    public void Read_ACalledNumberBesideTheObservations_IsRefused() => Assert.Equal(
        ObservationFailure.CalledNumberSent, FailureOfBody($$"""{"batch":"b","dest":"12155550131","observations":[{{{Good}}}]}"""));

    [Theory]
    [InlineData("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    [InlineData("9f86d0")]
    [InlineData("1234567890123456")]
    [InlineData("+12155550121")]
    [InlineData("12155550121*")]
    [InlineData("")]
    public void Read_AHashWhereTheNumberBelongs_IsRefused(string calling) => Assert.Equal(
        ObservationFailure.NumberNotPlain, FailureOf($$"""{{{Good}},"calling":"{{calling}}"}"""));

    [Theory]
    [InlineData("2026-11-28T11:59:59Z")]
    [InlineData("2026-12-01T12:05:01Z")]
    public void Read_AMomentTooOldOrAhead_IsRefused(string at) => Assert.Equal(
        ObservationFailure.MomentNotAllowed,
        FailureOf($$"""{"at":"{{at}}","verdict":"No-TN-Validation","outcome":"clean"}"""));

    [Theory]
    [InlineData("""{"verdict":"No-TN-Validation","outcome":"clean"}""")]
    [InlineData("""{"at":"yesterday","verdict":"No-TN-Validation","outcome":"clean"}""")]
    [InlineData("""{"at":"2026-12-01T11:00:00Z","verdict":"passed","outcome":"clean"}""")]
    [InlineData("""{"at":"2026-12-01T11:00:00Z","verdict":"No-TN-Validation","outcome":"bad"}""")]
    [InlineData("""{"at":"2026-12-01T11:00:00Z","verdict":"No-TN-Validation","outcome":"clean","attest":"D"}""")]
    [InlineData("""{"at":"2026-12-01T11:00:00Z","verdict":"No-TN-Validation","outcome":"clean","country":"AB"}""")]
    [InlineData("""{"at":"2026-12-01T11:00:00Z","verdict":"No-TN-Validation","outcome":"clean","signer":"1234"}""")]
    [InlineData("""{"at":"2026-12-01T11:00:00Z","verdict":"No-TN-Validation","outcome":"clean","signer":"CA/1","country":"US"}""")]
    [InlineData("""{"at":"2026-12-01T11:00:00Z","verdict":"No-TN-Validation","outcome":"clean","origid":"x"}""")]
    [InlineData("""{"at":"2026-12-01T11:00:00Z","verdict":"No-TN-Validation","outcome":"clean","name":"Ann"}""")]
    [InlineData("17")]
    public void Read_AWrongMember_IsRefused(string observation) =>
        Assert.Equal(ObservationFailure.BatchMalformed, FailureOf(observation));

    [Theory]
    [InlineData("""{"batch":"b","observations":[]}""", ObservationFailure.BatchTooLarge)]
    [InlineData("""{"batch":"a b","observations":[1]}""", ObservationFailure.BatchMalformed)]
    [InlineData("""{"batch":"b"}""", ObservationFailure.BatchMalformed)]
    [InlineData("[]", ObservationFailure.BatchMalformed)]
    public void Read_AWrongBatch_IsRefused(string body, ObservationFailure failure) => Assert.Equal(failure, FailureOfBody(body));

    [Fact]
    public void Read_TooManyObservations_IsRefused()
    {
        var many = string.Join(',', Enumerable.Repeat($"{{{Good}}}", ObservationLimits.PerBatch + 1));
        Assert.Equal(ObservationFailure.BatchTooLarge, FailureOfBody($$"""{"batch":"b","observations":[{{many}}]}"""));
    }

    [Theory]
    [InlineData(Verstat.Passed, "A", 1f, 1f)]
    [InlineData(Verstat.Passed, "B", 0.5f, 0.5f)]
    [InlineData(Verstat.Passed, "C", 0.25f, 0.25f)]
    [InlineData(Verstat.Passed, null, 1f, 0.25f)]
    [InlineData(Verstat.None, "A", 0.25f, 1f)]
    [InlineData(Verstat.Failed, "A", 0f, 0f)]
    public void Weights_OfAnUnwantedCall_FollowWhatWasAsserted(Verstat verdict, string? attest, float caller, float signer)
    {
        var call = new Observation(Now, verdict, ObservedOutcome.Unwanted)
        {
            Attest = attest is null ? null : Enum.Parse<Attestation>(attest),
        };
        Assert.Equal(new ObservedWeight(0, caller), ObservationWeights.OfCaller(call));
        Assert.Equal(new ObservedWeight(0, signer), ObservationWeights.OfSigner(call));
    }

    private static ObservationBatch Read(string observation) =>
        ObservationBatch.Read(Octets($$"""{"batch":"b-1","observations":[{{observation}}]}"""), Now).Value;

    private static ObservationFailure FailureOf(string observation) =>
        FailureOfBody($$"""{"batch":"b-1","observations":[{{observation}}]}""");

    private static ObservationFailure FailureOfBody(string body) => ObservationBatch.Read(Octets(body), Now).Failure.Failure;

    private static byte[] Octets(string text) => Encoding.UTF8.GetBytes(text);
}
