using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Pki.Der;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.Trust.Verdicts;

/// <summary>What a delegate's certificate may vouch for, and who lent it the number.</summary>
public sealed class DelegateVerdictTests
{
    private const string Numbers = "12155550100+100";
    private const string Mixed = "spc:5678 12155550100+100";

    private readonly DelegateWorld _world = new();

    [Theory]
    [InlineData(Numbers, "spc:1234", "")]
    [InlineData(Mixed, "spc:1234 spc:5678", "US/5678")]
    public async Task Find_Delegate_StandsForNoProvider(string list, string above, string originators)
    {
        _world.Publish(DelegateForms.Leaf(list), DelegateForms.ProviderCa(above));
        var certificate = (await _world.FindAsync()).Value;
        Assert.True(certificate.IsDelegate);
        Assert.Empty(certificate.Providers);
        Assert.False(certificate.Authority.HasCode);
        Assert.True(ServiceProviderCode.TryParse("5678", out var code));
        Assert.False(certificate.StandsFor(code));
        Assert.Equal(originators, string.Join(' ', certificate.Originators));
    }

    [Theory]
    [InlineData("spc:1234", "US/1234")]
    [InlineData("spc:1234 spc:5678", null)]
    [InlineData("spc:1234 12155550100+100", "US/1234")]
    [InlineData("12155550100+100", null)]
    public async Task Find_Delegate_IsLentByTheProviderAbove(string above, string? lentBy)
    {
        _world.Publish(DelegateForms.Leaf(Numbers), DelegateForms.ProviderCa(above));
        Assert.Equal(lentBy, (await _world.FindAsync()).Value.LentBy?.ToString());
    }

    [Fact]
    public async Task Find_Provider_IsLentByNobody()
    {
        _world.Publish(DelegateForms.Leaf("spc:1234"), DelegateForms.ProviderCa("spc:1234"));
        var certificate = (await _world.FindAsync()).Value;
        Assert.Equal((false, "US/1234"), (certificate.IsDelegate, certificate.ProvidersText));
        Assert.Null(certificate.LentBy);
    }

    [Theory]
    [InlineData("12155550100", null)]
    [InlineData("12155550199", null)]
    [InlineData("12155550099", VerificationFailure.NotAuthorized)]
    [InlineData("12155550200", VerificationFailure.NotAuthorized)]
    public async Task Verify_NumberBesideTheRange_IsNotAuthorizedWithOrWithoutACode(string orig, VerificationFailure? reason)
    {
        foreach (var list in (string[])[Numbers, Mixed])
        {
            var world = new DelegateWorld();
            world.Publish(DelegateForms.Leaf(list), DelegateForms.ProviderCa("spc:1234 spc:5678"));
            Assert.Equal(reason, ReasonOf(await world.VerifyAsync(orig)));
        }
    }

    [Theory]
    [InlineData("US/1234", null, false, "US/1234")]
    [InlineData("US/5678", VerificationFailure.NotAuthorized, false, null)]
    [InlineData("CA/1234", VerificationFailure.NotAuthorized, false, null)]
    [InlineData(null, null, true, "US/1234")]
    public async Task Verify_NumberBelowACode_MustBeThatProvidersByTheTable(
        string? owner, VerificationFailure? reason, bool isFound, string? lentBy)
    {
        _world.Owner = owner;
        _world.Publish(DelegateForms.Leaf(Numbers), DelegateForms.ProviderCa("spc:1234"));
        var outcome = await _world.VerifyAsync();
        Assert.Equal(reason, ReasonOf(outcome));
        if (reason is not null) return;
        Assert.Equal(isFound, outcome.Value.Findings.Any(finding => finding.Kind == FindingKind.DelegationByCodeNotChecked));
        Assert.Equal(lentBy, outcome.Value.LentBy?.ToString());
    }

    [Fact]
    public async Task Verify_NumberBelowTwoCodes_IsLentByTheOneThatHasIt()
    {
        _world.Owner = "US/5678";
        _world.Publish(DelegateForms.Leaf(Numbers), DelegateForms.ProviderCa("spc:1234 spc:5678"));
        Assert.Equal("US/5678", (await _world.VerifyAsync()).Value.LentBy?.ToString());
    }

    [Fact]
    public async Task Verify_NumberListedAbove_TakesNoNumberTable()
    {
        _world.Owner = "US/9999";
        _world.Publish(DelegateForms.Leaf(Numbers), DelegateForms.ProviderCa("spc:1234 " + Numbers));
        Assert.True((await _world.VerifyAsync()).IsSuccess);
        Assert.Equal(0, _world.LookedUp);
    }

    [Fact]
    public async Task Verify_WhileTheTableIsDown_IsTakenWithAFinding()
    {
        _world.IsTableDown = true;
        _world.Publish(DelegateForms.Leaf(Numbers), DelegateForms.ProviderCa("spc:1234"));
        Assert.Contains(
            (await _world.VerifyAsync()).Value.Findings, finding => finding.Kind == FindingKind.DelegationByCodeNotChecked);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("rcd", false)]
    public async Task Verify_ConstraintsOfTheCaAbove_BindTheDelegate(string excluded, bool isPermitted)
    {
        var parent = DelegateForms.ProviderCa("spc:1234");
        if (excluded.Length > 0) parent = parent.With(Oids.EnhancedJwtClaimConstraints, Constraints([], [excluded]));
        _world.Publish(DelegateForms.Leaf(Numbers), parent);
        var outcome = await _world.VerifyAsync(more: ",\"rcd\":{\"nam\":\"Q\"}");
        Assert.Equal(isPermitted ? null : VerificationFailure.ClaimNotPermitted, ReasonOf(outcome));
    }

    [Theory]
    [InlineData("")]
    [InlineData(",\"crn\":\"x\"")]
    public async Task Verify_ContradictoryConstraints_PermitNothing(string more)
    {
        _world.Publish(
            DelegateForms.Leaf(Numbers).With(Oids.EnhancedJwtClaimConstraints, Constraints(["crn"], [])),
            DelegateForms.ProviderCa("spc:1234").With(Oids.EnhancedJwtClaimConstraints, Constraints([], ["crn"])));
        Assert.Equal(VerificationFailure.ClaimNotPermitted, ReasonOf(await _world.VerifyAsync(more: more)));
    }

    [Fact]
    public async Task Find_ChainInAnotherOrder_HasAFindingForDelegatesOnly()
    {
        foreach (var (list, isFound) in new[] { (Numbers, true), ("spc:1234", false) })
        {
            var world = new DelegateWorld();
            var chain = DelegateForms.Chain(DelegateForms.Leaf(list), DelegateForms.ProviderCa("spc:1234"));
            world.Certificates.Publish(DelegateWorld.X5u, [chain[0], chain[2], chain[1]]);
            var findings = (await world.FindAsync()).Value.Findings;
            Assert.Equal(isFound, findings.Any(finding => finding.Kind == FindingKind.ChainOutOfOrder));
        }
    }

    [Fact]
    public async Task Find_ChainInOrder_HasNoFindingOfIt()
    {
        _world.Publish(DelegateForms.Leaf(Numbers), DelegateForms.ProviderCa("spc:1234"));
        Assert.DoesNotContain((await _world.FindAsync()).Value.Findings, finding => finding.Kind == FindingKind.ChainOutOfOrder);
    }

    private static VerificationFailure? ReasonOf(Outcome<VerifiedPassport, PassportRefusal> outcome) =>
        outcome.TryGet(out _, out var refusal) ? null : refusal.Reason;

    private static string Constraints(string[] mustInclude, string[] mustExclude) =>
        Convert.ToHexString(ClaimConstraintsDer.WriteEnhanced(new ClaimConstraints(mustInclude, [], mustExclude)));
}
