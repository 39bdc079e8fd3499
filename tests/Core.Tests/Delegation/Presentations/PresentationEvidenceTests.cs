using Shaken.Core.Authentication;
using Shaken.Core.Authentication.Policies;
using Shaken.Core.Delegation.Presentations;
using Shaken.Core.Passports;
using Shaken.Core.Passports.Extensions;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Authentication;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.Delegation.Presentations;

/// <summary>Which attestation calls get on the strength of a presentation, and when they get it no more.</summary>
public sealed class PresentationEvidenceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("12155550100", "acme", null, "A", SigningRules.Presentation)]
    [InlineData("12155550199", "acme", null, "A", SigningRules.Presentation)]
    [InlineData("12155550199", null, "pbx", "A", SigningRules.Presentation)]
    [InlineData("12155550099", "acme", null, "B", "customers/acme")]
    [InlineData("12155550200", "acme", null, "B", "customers/acme")]
    [InlineData("2155550100", "acme", null, "B", "customers/acme")]
    [InlineData("12155550100", "other", null, "B", "customers/other")]
    [InlineData("12155550100", null, null, "C", SigningRules.OtherCalls)]
    public async Task Sign_AfterAPresentation_GivesAToItsNumbersAndCustomerOnly(
        string orig, string? customer, string? trunk, string attest, string rule)
    {
        var world = await PresentationWorld.NewAsync();
        await world.TakeAsync();
        Assert.Equal((attest, rule), await world.DecideAsync(orig, customer, trunk));
    }

    [Fact]
    public async Task Sign_AfterAPresentation_RecordsItsCertificateAndEnd()
    {
        var world = await PresentationWorld.NewAsync();
        var taken = await world.TakeAsync();
        var call = SigningWorld.Call(orig: "12155550100") with { Customer = "acme" };
        var evidence = (await world.Signer.SignAsync(world.Signing.Tenant, call, Token)).Value.Decision!.Evidence!;
        Assert.Equal(
            (EvidenceKind.Presentation, $"sha256:{taken.Fingerprint}", taken.Until),
            (evidence.Kind, evidence.Reference, evidence.ExpiresAt));
    }

    [Fact]
    public async Task Sign_AtTheEndOfTheCertificate_GivesNoAMore()
    {
        var world = await PresentationWorld.NewAsync();
        var taken = await world.TakeAsync();
        var customer = PresentationWorld.Acme;
        world.Signing.Time.Advance(taken.Until - world.Signing.Time.GetUtcNow() - TimeSpan.FromSeconds(1));
        Assert.NotNull(await world.Taken.FindAsync(customer, CallWorld.Number("12155550100"), Token));
        world.Signing.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await world.Taken.FindAsync(customer, CallWorld.Number("12155550100"), Token));
    }

    [Fact]
    public async Task Sign_AfterTheRevocation_GivesNoAMoreThoughNothingIsStored()
    {
        var world = await PresentationWorld.NewAsync();
        var taken = await world.TakeAsync();
        Assert.Equal("A", (await world.DecideAsync("12155550100")).Attest);
        world.Revoked.Revoke(taken.Fingerprint);
        Assert.Equal("B", (await world.DecideAsync("12155550100")).Attest);
    }

    [Fact]
    public async Task Sign_AfterTheRevocationOfTheLender_GivesNoAMore()
    {
        var world = await PresentationWorld.NewAsync();
        await world.TakeAsync();
        world.Revoked.Revoke(PresentationWorld.Pbx[1].Fingerprint);
        Assert.Equal("B", (await world.DecideAsync("12155550100")).Attest);
    }

    [Fact]
    public async Task Sign_AfterAnOperatorRemovedIt_GivesNoAMore()
    {
        var world = await PresentationWorld.NewAsync();
        var taken = await world.TakeAsync();
        await world.Taken.RemoveAsync(taken.Id, world.Signing.Act(), Token);
        Assert.Equal("B", (await world.DecideAsync("12155550100")).Attest);
        var act = (await world.Signing.AuditedAsync("presentation", "north~acme"))[^1].Act;
        Assert.Equal(("presentation-removed", "operator:olga"), (act.Action, act.Actor.ToString()));
    }

    // Another instance has read it a moment ago.
    [Fact]
    public async Task Find_AfterARemovalElsewhere_EndsWithTheNextRead()
    {
        var world = await PresentationWorld.NewAsync();
        var taken = await world.TakeAsync();
        var other = world.NewTaken();
        Assert.NotNull(await other.FindAsync(PresentationWorld.Acme, CallWorld.Number("12155550100"), Token));
        await world.Taken.RemoveAsync(taken.Id, world.Signing.Act(), Token);
        world.Signing.Time.Advance(BriefReads<CustomerRef, string>.Fresh);
        Assert.Null(await other.FindAsync(PresentationWorld.Acme, CallWorld.Number("12155550100"), Token));
    }

    // A presentation says who may call from a number, not whose calls to it may be diverted.
    [Fact]
    public async Task Sign_OfADiversion_NeedsMoreThanAPresentation()
    {
        var world = await PresentationWorld.NewAsync();
        await world.TakeAsync();
        var diversion = new Diversion(SigningWorld.Party("12155550100"), HistoryIndex: null);
        var call = SigningWorld.Call(PassportType.Div, orig: "12025550100") with { Customer = "acme", Extension = diversion };
        Assert.False((await world.Signer.SignAsync(world.Signing.Tenant, call, Token)).IsSuccess);
    }

    [Fact]
    public async Task Read_OfAPolicy_KeepsWhichCustomersTakePresentations()
    {
        var world = await PresentationWorld.NewAsync();
        var policy = (await world.Signing.Policies.GetAsync(SigningWorld.Id, Token)).Policy;
        Assert.Equal((true, false), (policy.Customers["acme"].TakesPresentations, policy.Customers["other"].TakesPresentations));
        var json = SigningPolicyReader.Write(policy).GetProperty("customers");
        Assert.True(json[0].GetProperty("takesPresentations").GetBoolean());
        Assert.False(json[1].TryGetProperty("takesPresentations", out _));
    }
}
