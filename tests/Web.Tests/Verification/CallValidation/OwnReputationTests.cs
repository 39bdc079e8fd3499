using Microsoft.Extensions.DependencyInjection;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Reputation;
using Shaken.Core.Reputation.Folding;
using Shaken.Core.Verification.CallValidation;
using Shaken.Core.Verification.Verdicts;
using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.Verification.CallValidation;

/// <summary>A deployment that verifies calls and keeps reputation: its call validation reports to itself.</summary>
public sealed class OwnReputationTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ask_InOneDeployment_IsReportedAndFolded()
    {
        await using var program = await LoneProgram.StartAsync(
            ("Shaken:Roles", "pa,vs"), ("CallValidation:Reputation", "InProcess"), ("CallValidation:ReportObservations", "true"));
        Assert.True(TelephoneNumber.TryParse("12155550121", out var caller));
        Assert.True(TelephoneNumber.TryParse("12155550131", out var called));
        Assert.True(ProviderId.TryParse("CA/1234", out var signer));
        var verdict = new CallVerdict(Verstat.Passed, [])
        {
            Attest = Attestation.A, Signer = signer, Country = signer.Country, DecidedBy = "test",
        };
        var validation = program.Services.GetRequiredService<ICallValidation>();
        var result = await validation.AskAsync(new CallToVerify(new NumberParty(caller), new NumberParty(called)), verdict, Token);
        Assert.Equal(CallValidationConclusion.Clean, result.Conclusion);

        // One reporter alone makes no score, but its country is known of.
        var (fold, scores) = (
            program.Services.GetRequiredService<FoldObservations>(), program.Services.GetRequiredService<ReputationScores>());
        while ((await scores.ListCountriesAsync(continuation: null, 10, Token)).Subjects is [])
        {
            program.Time.Advance(TimeSpan.FromSeconds(10));
            await Task.Yield();
            await fold.RunAsync(Token);
        }

        var country = Assert.Single((await scores.ListCountriesAsync(continuation: null, 10, Token)).Subjects);
        Assert.Equal(("CA", null), (country.Country.Value, country.Score));
    }
}
