using System.Text;
using Shaken.Core.Passports;
using Shaken.Core.Verification.Verdicts;
using Shaken.Core.Verification.Verdicts.Proofs;
using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.Verification;

/// <summary>Answers with the proof of their verdict.</summary>
public sealed class ProofAnswerTests : IAsyncLifetime
{
    private readonly StirWorld _world = new() { More = new Dictionary<string, string?> { ["Vs:Proof"] = "true" } };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _world.InitializeAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData(false, Verstat.Passed)]
    [InlineData(true, Verstat.None)]
    public async Task Verify_WithProofs_AnswersWithOneThatRepeatsTheVerdict(bool isStale, Verstat verstat)
    {
        var identity = await _world.IdentityAsync();
        if (isStale) _world.Country.Time.SetWallClock(TimeSpan.FromMinutes(5));
        var answer = (await _world.VerifyAsync(_world.AtisRequest(identity))).Verification;
        var proof = VerdictProof.Read(Encoding.UTF8.GetBytes(answer.GetProperty("proof").GetRawText())).Value;
        var again = (await ProofReplay.ReplayAsync(proof, trusted: null, Token)).Value;
        Assert.Equal((verstat, answer.GetProperty("decidedBy").GetString()), (again.Verstat, again.DecidedBy));
    }
}
