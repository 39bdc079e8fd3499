using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust.Sources;
using Shaken.Core.Trust.Verdicts;
using Shaken.Core.Verification.Verdicts;
using Shaken.Core.Verification.Verdicts.Proofs;

namespace Shaken.Core.Tests.Trust.Verdicts;

/// <summary>TNAuthLists by reference (RFC 8226 section 10.1): fetched for trusted paths alone, and not while a call is warm.</summary>
public sealed class ReferencedListTests
{
    private const string Numbers = "12155550100+100";

    private readonly DelegateWorld _world = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static CertificateForm ByReference => DelegateForms.Leaf("1").ByReference(DelegateWorld.ListUrl);

    [Fact]
    public async Task Find_LeafWithItsListAtAUrl_HasTheNumbersOfTheList()
    {
        _world.Publish(ByReference, DelegateForms.ProviderCa("spc:1234"));
        _world.PublishList("spc:1234 " + Numbers);
        var certificate = (await _world.FindAsync()).Value;
        Assert.Equal((true, 100L, "US/1234"), (certificate.IsDelegate, certificate.Numbers.Count, certificate.LentBy?.ToString()));
        Assert.True((await _world.VerifyAsync()).IsSuccess);
        Assert.Equal(VerificationFailure.NotAuthorized, (await _world.VerifyAsync("12155550200")).Failure.Reason);
    }

    [Fact]
    public async Task Find_WarmOrAfterTheCopysTime_WaitsForNoList()
    {
        _world.Publish(ByReference, DelegateForms.ProviderCa("spc:1234"));
        _world.PublishList(Numbers);
        for (var hour = 0; hour < 3; hour++)
        {
            Assert.True((await _world.FindAsync()).IsSuccess);
            Assert.True((await _world.FindAsync()).IsSuccess);
            _world.Time.Advance(TimeSpan.FromHours(2));
        }

        Assert.Equal(1, _world.Fetched);
    }

    [Theory]
    [InlineData("12155550100+100", true)]
    [InlineData("12155550101+99", false)]
    [InlineData("12155550100+99", false)]
    [InlineData("spc:1234", true)]
    [InlineData("spc:5678 12155550100+100", true)]
    public async Task Find_IssuerWithItsListAtAUrl_LimitsWhatIsBelow(string list, bool isWithin)
    {
        _world.Publish(DelegateForms.Leaf(Numbers), DelegateForms.ProviderCa("1").ByReference(DelegateWorld.ListUrl));
        _world.PublishList(list);
        var outcome = await _world.FindAsync();
        Assert.Equal(isWithin ? null : CertificateFailure.Invalid, ReasonOf(outcome));
        if (isWithin)
            Assert.DoesNotContain(outcome.Value.Findings, finding => finding.Kind == FindingKind.ListByReferenceNotChecked);
    }

    [Theory]
    [InlineData(SourceFailure.Unreachable, CertificateFailure.Unreachable)]
    [InlineData(SourceFailure.NotACertificate, CertificateFailure.Invalid)]
    [InlineData(SourceFailure.UrlNotAllowed, CertificateFailure.Invalid)]
    public async Task Find_ListThatCannotBeHad_GivesNoAuthority(SourceFailure failure, CertificateFailure expected)
    {
        _world.Publish(ByReference, DelegateForms.ProviderCa("spc:1234"));
        _world.RefuseList(failure);
        Assert.Equal(expected, (await _world.FindAsync()).Failure.Reason);

        // The refusal is kept for a while, so that a broken host is not asked with each call.
        Assert.Equal(expected, (await _world.FindAsync()).Failure.Reason);
        Assert.Equal(1, _world.Fetched);
        _world.PublishList(Numbers);
        _world.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.True((await _world.FindAsync()).IsSuccess);
    }

    [Fact]
    public async Task Find_UntrustedPath_AsksForNoList()
    {
        _world.Certificates.Publish(DelegateWorld.X5u, [ByReference.Sign()]);
        _world.PublishList(Numbers);
        Assert.Equal(CertificateFailure.Untrusted, (await _world.FindAsync()).Failure.Reason);
        Assert.Equal((0, 0), (_world.Fetched, _world.Asked));
    }

    [Fact]
    public async Task Find_ListInTheCertificateToo_LooksAtNoOther()
    {
        var both = DelegateForms.Leaf("12155550100+10");
        var access = ByReference.Extensions.Single(extension => extension.Oid == "1.3.6.1.5.5.7.1.1");
        _world.Publish(both with { Extensions = [.. both.Extensions, access] }, DelegateForms.ProviderCa("spc:1234"));
        _world.PublishList(Numbers);
        Assert.Equal(10, (await _world.FindAsync()).Value.Numbers.Count);
        Assert.Equal(0, _world.Fetched);
    }

    [Fact]
    public void Judge_CarriedChain_AsksInTheBackground()
    {
        var chain = DelegateForms.Chain(ByReference, DelegateForms.ProviderCa("spc:1234"));
        _world.PublishList(Numbers);
        Assert.Equal(CertificateFailure.Unreachable, _world.Verdicts.Judge(chain).Failure.Reason);
        Assert.Equal((0, 1), (_world.Fetched, _world.Asked));
        Assert.True(_world.Verdicts.Judge(chain).IsSuccess);
    }

    [Fact]
    public async Task Find_OldCopyOfAList_HasAFinding()
    {
        _world.Publish(ByReference, DelegateForms.ProviderCa("spc:1234"));
        _world.PublishList(Numbers);
        Assert.True((await _world.FindAsync()).IsSuccess);
        _world.Age();
        _world.Time.Advance(TimeSpan.FromHours(2));
        Assert.Contains((await _world.FindAsync()).Value.Findings, finding => finding.Kind == FindingKind.StaleTnAuthList);
    }

    [Fact]
    public async Task Find_WithoutASourceOfLists_GivesNoAuthority()
    {
        _world.Publish(ByReference, DelegateForms.ProviderCa("spc:1234"));
        var verdicts = new CertificateVerdicts(_world.Certificates, _world.Domains, _world.Time);
        Assert.Equal(CertificateFailure.Invalid, (await verdicts.FindAsync(DelegateWorld.X5u, Token)).Failure.Reason);
    }

    [Theory]
    [InlineData("US/1234", Verstat.Passed)]
    [InlineData("US/5678", Verstat.Failed)]
    [InlineData(null, Verstat.Passed)]
    public async Task Replay_CallOfADelegate_GivesTheSameVerdict(string? owner, Verstat verstat)
    {
        _world.Publish(ByReference, DelegateForms.ProviderCa("spc:1234"));
        _world.PublishList(Numbers);
        await ReplaysAsync(owner, verstat);
    }

    [Theory]
    [InlineData(SourceFailure.Unreachable, Verstat.None)]
    [InlineData(SourceFailure.NotACertificate, Verstat.Failed)]
    public async Task Replay_CallWhoseListCouldNotBeHad_GivesTheSameVerdict(SourceFailure failure, Verstat verstat)
    {
        _world.Publish(ByReference, DelegateForms.ProviderCa("spc:1234"));
        _world.RefuseList(failure);
        await ReplaysAsync(owner: null, verstat);
    }

    private async Task ReplaysAsync(string? owner, Verstat verstat)
    {
        _world.Owner = owner;
        var evidence = new ProofEvidence(_world.Certificates, _world.Domains, revocation: null, _world.Evidence);
        var verifier = new CallVerifier(_world.Verdicts, _world.Time, CallFreshness.Default, evidence: evidence);
        var call = new CallToVerify(new NumberParty(CallWorld.Caller), new NumberParty(CallWorld.Called))
        {
            Identities = [$"{await _world.SignAsync()};info=<{DelegateWorld.X5u}>"],
        };
        var rules = VerificationRules.Default with { WantsProof = true };
        var verdict = await verifier.VerifyAsync(call, rules, client: default, Token);
        Assert.Equal(verstat, verdict.Verstat);
        var replayed = await ProofReplay.ReplayAsync(VerdictProof.Read(verdict.Proof!.Utf8).Value, trusted: null, Token);
        Assert.True(replayed.TryGet(out var again, out var refusal), refusal?.Detail);
        Assert.Equal((verdict.Verstat, verdict.LentBy), (again.Verstat, again.LentBy));
    }

    private static CertificateFailure? ReasonOf(Outcome<TrustedCertificate, CertificateRefusal> outcome) =>
        outcome.TryGet(out _, out var refusal) ? null : refusal.Reason;
}
