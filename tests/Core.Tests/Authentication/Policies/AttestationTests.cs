using System.Globalization;
using Shaken.Core.Authentication;
using Shaken.Core.Authentication.Policies;
using Shaken.Core.Passports;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust;

namespace Shaken.Core.Tests.Authentication.Policies;

/// <summary>Which rule decides the attestation of a call, and on which evidence.</summary>
public sealed class AttestationTests
{
    // The caller, and those of a delegate certificate.
    private const string CallersNumber = "300FA20D160B3132313535353530313231";
    private const string OtherNumber = "300FA20D160B3132303235353530313030";

    // The caller's number, and another, each beside the code 1234.
    private const string CallersNumberAndCode = "3017A006160431323334A20D160B3132313535353530313231";
    private const string OtherNumberAndCode = "3017A006160431323334A20D160B3132303235353530313030";

    private const string Policy =
        """
        {'customers':[
          {'name':'acme'},
          {'name':'bank','evidence':{'kind':'authorized','reference':'contract 7','expiresAt':'2025-12-01T00:00:00Z'}},
          {'name':'old','evidence':{'kind':'authorized','reference':'contract 3','expiresAt':'2025-06-01T12:00:00Z'}}],
         'trunks':[{'name':'gw-1'},{'name':'acme-pbx','customer':'acme'}]}
        """;

    private const string Numbers =
        """
        numbers,rule,kind,customer,reference,expires
        1215555*,block,assigned-by-us
        12155550100-12155550199,acme-range,in-customers-range,acme
        12155550150,lent,authorized,bank,letter 12,2025-07-01T00:00:00Z
        12155550160,gone,authorized,bank,letter 13,2025-05-01T00:00:00Z
        """;

    private static SigningRules Rules { get; } = new(SigningWorld.Policy(Policy), SigningWorld.Numbers(Numbers));

    private static DateTimeOffset Now { get; } = new(2025, 6, 1, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("12155551234", null, null, "A", "numbers/block")]
    [InlineData("12155550121", "acme", null, "A", "numbers/acme-range")]
    [InlineData("12155550121", null, "acme-pbx", "A", "numbers/acme-range")]
    [InlineData("12155550121", null, null, "C", "other-calls")]
    [InlineData("12155550121", "bank", null, "A", "customers/bank")]
    [InlineData("12155550121", "acme", "gw-1", "A", "numbers/acme-range")]
    [InlineData("12155550150", "bank", null, "A", "numbers/lent")]
    [InlineData("12155550150", "acme", null, "B", "customers/acme")]
    [InlineData("12155550160", "old", null, "B", "customers/old")]
    [InlineData("12025550100", "acme", null, "B", "customers/acme")]
    [InlineData("12025550100", "bank", null, "A", "customers/bank")]
    [InlineData("12025550100", "old", null, "B", "customers/old")]
    [InlineData("12025550100", "nobody", "gw-1", "C", "trunks/gw-1")]
    [InlineData("12025550100", "nobody", "nowhere", "C", "other-calls")]
    [InlineData("12025550100", "bank", "acme-pbx", "C", "trunks/acme-pbx")]
    public void Decide_OfACall_NamesTheRule(string orig, string? customer, string? trunk, string attest, string rule)
    {
        var origin = Rules.OriginOf(customer, trunk);
        var decision = Rules.FindFull(SigningWorld.Party(orig), origin, Now) ?? Rules.FindPartial(origin);
        Assert.Equal((attest, rule), (decision!.Attest.ToString(), decision.Rule));
        Assert.Equal(decision.Attest == Attestation.A, decision.Evidence is not null);
    }

    [Theory]
    [InlineData("12155550150", "bank", "2025-07-01T00:00:00Z")]
    [InlineData("12025550100", "bank", "2025-12-01T00:00:00Z")]
    public void FindFull_AtTheEndOfTheEvidence_FindsNoneOfIt(string orig, string customer, string end)
    {
        var (at, origin) = (DateTimeOffset.Parse(end, CultureInfo.InvariantCulture), Rules.OriginOf(customer, null));
        Assert.Equal(at, Rules.FindFull(SigningWorld.Party(orig), origin, at.AddTicks(-1))!.Evidence!.ExpiresAt);
        Assert.NotEqual(at, Rules.FindFull(SigningWorld.Party(orig), origin, at)?.Evidence?.ExpiresAt);
    }

    [Fact]
    public void FindPartial_WherePolicySignsNoOtherCalls_IsNull()
    {
        var rules = Rules with { Policy = SigningWorld.Policy("{'otherCalls':'refused'}") };
        Assert.Null(rules.FindPartial(rules.OriginOf(null, null)));
    }

    [Theory]
    [InlineData("ignored", "B", "A", "B", "rule")]
    [InlineData("ignored", "B", "C", "B", "rule")]
    [InlineData("at-most", "B", null, "B", "rule")]
    [InlineData("at-most", "B", "B", "B", "rule")]
    [InlineData("at-most", "B", "C", "C", "rule")]
    [InlineData("at-most", "B", "A", null, null)]
    [InlineData("at-most", "A", "B", "B", "rule")]
    [InlineData("at-most", null, "C", null, null)]
    [InlineData("trusted", "B", "A", "A", "asked")]
    [InlineData("trusted", "B", "C", "C", "rule")]
    [InlineData("trusted", null, "C", "C", "asked")]
    public void Under_WhatTheCallerAsks_FollowsThePolicy(string mode, string? decided, string? asked, string? attest, string? rule)
    {
        var rules = Rules with { Policy = SigningWorld.Policy($"{{'askedAttestation':'{mode}'}}") };
        var evidence = decided == "A" ? new AttestationEvidence(EvidenceKind.AssignedByUs, null, null) : null;
        var before = decided is null ? null : new AttestationDecision(Enum.Parse<Attestation>(decided), "rule", evidence);
        var after = rules.Under(before, asked is null ? null : Enum.Parse<Attestation>(asked));
        Assert.Equal((attest, rule), (after?.Attest.ToString(), after?.Rule));
        Assert.Equal(after is { Attest: Attestation.A, Rule: "rule" }, after?.Evidence is not null);
    }

    [Theory]
    [InlineData(true, CallersNumber, "12155550121", false, "A")]
    [InlineData(true, CallersNumberAndCode, "12155550121", false, "A")]
    [InlineData(true, OtherNumberAndCode, "12155550121", false, "C")]
    [InlineData(false, CallersNumber, "12155550121", false, "C")]
    [InlineData(true, OtherNumber, "12155550121", false, "C")]
    [InlineData(true, CallersNumber, "12155550122", false, "C")]
    [InlineData(true, CallersNumber, "12155550121", true, "C")]
    public async Task Sign_WithADelegatesPassport_GivesAToItsNumbersOnly(
        bool isTaken, string numbers, string orig, bool isOfAnotherCall, string attest)
    {
        var world = await SigningWorld.NewAsync($"{{'takesDelegates':{(isTaken ? "true" : "false")}}}");
        var dest = isOfAnotherCall ? CallWorld.Number("12155550199") : CallWorld.Called;
        var claims = new PassportClaims(
            SigningWorld.Party(orig), [new NumberParty(dest)], world.Time.GetUtcNow(), Shaken: null);
        var presented = await world.PresentAsync(numbers, claims);
        var signed = await world.SignAsync(SigningWorld.Call(orig: orig) with { Presented = ["no header", presented] });
        Assert.Equal(attest, signed.Decision!.Attest.ToString());
        if (attest != "A") return;
        Assert.Equal((SigningRules.Delegate, EvidenceKind.DelegateCertificate), (signed.Decision.Rule, signed.Decision.Evidence!.Kind));
        Assert.StartsWith("sha256:", signed.Decision.Evidence.Reference, StringComparison.Ordinal);
        Assert.Equal("tenant north", world.Published.Client.Value);
    }

    // What we sign counts as our own A everywhere, so it must not rest on a certificate that we would not believe ourselves.
    [Theory]
    [InlineData(TrustMechanism.None, AttestationCeiling.A, false)]
    [InlineData(TrustMechanism.Merge, AttestationCeiling.B, false)]
    [InlineData(TrustMechanism.Merge, AttestationCeiling.None, false)]
    [InlineData(TrustMechanism.Merge, AttestationCeiling.A, true)]
    public async Task Sign_WithADelegatesPassportOfACountryNotBelieved_GivesNoEvidence(
        TrustMechanism mechanism, AttestationCeiling ceiling, bool isExcluded)
    {
        var world = await SigningWorld.NewAsync("{'takesDelegates':true}");
        var claims = new PassportClaims(
            SigningWorld.Party("12155550121"), [SigningWorld.Party("12155550131")], world.Time.GetUtcNow(), Shaken: null);
        var call = SigningWorld.Call() with { Presented = [await world.PresentAsync(CallersNumber, claims)] };
        Assert.Equal(Attestation.A, (await world.SignAsync(call)).Decision!.Attest);
        world.Domain.Take(new CountryTerms(new CountryTrust(mechanism, ceiling, isExcluded), [], [], []));
        Assert.Equal(Attestation.C, (await world.SignAsync(call)).Decision!.Attest);
    }

    // Another provider's own PASSporT says that it vouches, and not that our customer may use the number.
    [Fact]
    public async Task Sign_WithAProvidersPassport_GivesNoEvidence()
    {
        var world = await SigningWorld.NewAsync("{'takesDelegates':true}");
        var claims = new PassportClaims(
            SigningWorld.Party("12155550121"), [SigningWorld.Party("12155550131")], world.Time.GetUtcNow(), Shaken: null);
        var presented = await new PassportSigner(SigningWorld.Key, SigningWorld.X5u).SignIdentityAsync(claims, Token);
        Assert.Equal(Attestation.C, (await world.SignAsync(SigningWorld.Call() with { Presented = [presented] })).Decision!.Attest);
    }
}
