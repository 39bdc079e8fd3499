using Shaken.Core.Delegation.Presentations;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Der;
using Shaken.Core.Tests.Authentication;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust;

namespace Shaken.Core.Tests.Delegation.Presentations;

/// <summary>Which presentations are taken, and which are refused with which reason.</summary>
public sealed class PresentNumbersTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Present_ByTheHolder_IsStoredWithWhoLent()
    {
        var world = await PresentationWorld.NewAsync();
        var taken = await world.TakeAsync();
        Assert.Equal(
            (PresentationState.InForce, "US/1234", PresentationWorld.Acme), (taken.State, taken.LentBy?.ToString(), taken.Customer));
        Assert.Equal(PresentationWorld.Set(PresentationWorld.Numbers), taken.Numbers);
        Assert.Equal(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), taken.Until);
        var stored = await world.Taken.GetAsync(PresentationWorld.Acme, Token);
        Assert.Equal(taken.Id, Assert.Single(stored!.Presentations).Id);
        var act = Assert.Single(await world.Signing.AuditedAsync("presentation", "north~acme")).Act;
        Assert.Equal(("presentation-taken", $"delegate:{taken.Fingerprint}"), (act.Action, act.Actor.ToString()));
    }

    [Fact]
    public async Task Present_ByX5u_FetchesTheChainOnBehalfOfTheClient()
    {
        var world = await PresentationWorld.NewAsync();
        world.Signing.Published.Publish(SigningWorld.DelegateX5u, PresentationWorld.Chain(PresentationWorld.Numbers));
        var token = await PresentationSigner.SignAsync(world.Claims(), SigningWorld.DelegateX5u, PresentationWorld.Key, Token);
        Assert.Null(await world.FailureAsync(token));
        Assert.Equal("192.0.2.7", world.Signing.Published.Client.Value);
    }

    [Theory]
    [InlineData("12155550100", null)]
    [InlineData("12155550100-12155550199", null)]
    [InlineData("12155550150-12155550169", null)]
    [InlineData("12155550099", PresentationFailure.NumbersNotHeld)]
    [InlineData("12155550200", PresentationFailure.NumbersNotHeld)]
    [InlineData("12155550099-12155550199", PresentationFailure.NumbersNotHeld)]
    [InlineData("12155550100-12155550200", PresentationFailure.NumbersNotHeld)]
    public async Task Present_OfSomeNumbers_TakesOnlyThoseOfTheCertificate(string numbers, PresentationFailure? failure)
    {
        var world = await PresentationWorld.NewAsync();
        Assert.Equal(failure, await world.FailureAsync(await PresentationWorld.SignAsync(world.Claims(numbers))));
    }

    [Fact]
    public async Task Present_Replayed_ChangesNothing()
    {
        var world = await PresentationWorld.NewAsync();
        var token = await PresentationWorld.SignAsync(world.Claims());
        Assert.Null(await world.FailureAsync(token));
        Assert.Null(await world.FailureAsync(token));
        Assert.Equal(1, (await world.Taken.GetAsync(PresentationWorld.Acme, Token))!.Revision);
    }

    [Fact]
    public async Task Present_WithTheNonceOfAnother_IsRefused()
    {
        var world = await PresentationWorld.NewAsync();
        var claims = world.Claims();
        Assert.Null(await world.FailureAsync(await PresentationWorld.SignAsync(claims)));
        var again = claims with { Numbers = PresentationWorld.Set("12155550100") };
        Assert.Equal(PresentationFailure.NonceNotGood, await world.FailureAsync(await PresentationWorld.SignAsync(again)));
    }

    [Fact]
    public async Task Present_WithAnOldNonce_IsRefusedBeforeAnyFetch()
    {
        var world = await PresentationWorld.NewAsync();
        var token = await PresentationSigner.SignAsync(world.Claims(), SigningWorld.DelegateX5u, PresentationWorld.Key, Token);
        world.Signing.Time.Advance(PresentationOptions.NonceLife);
        var asked = world.Signing.Published.Asked;
        Assert.Equal(PresentationFailure.NonceNotGood, await world.FailureAsync(token));
        Assert.Equal(asked, world.Signing.Published.Asked);
    }

    [Fact]
    public async Task Present_ByAnotherKey_IsRefusedAndLeavesTheNonce()
    {
        var world = await PresentationWorld.NewAsync();
        var claims = world.Claims();
        var forged = await PresentationWorld.SignAsync(claims, key: SoftwareKey.New());
        Assert.Equal(PresentationFailure.SignatureMismatch, await world.FailureAsync(forged));
        Assert.Null(await world.FailureAsync(await PresentationWorld.SignAsync(claims)));
    }

    // Its certificate is revoked, which only a judge of the chain would tell.
    [Fact]
    public async Task Present_ByAnotherKey_IsRefusedBeforeTheChainIsJudged()
    {
        var world = await PresentationWorld.NewAsync();
        world.Revoked.Revoke(PresentationWorld.Pbx[0].Fingerprint);
        var forged = await PresentationWorld.SignAsync(world.Claims(), key: SoftwareKey.New());
        Assert.Equal(PresentationFailure.SignatureMismatch, await world.FailureAsync(forged));
    }

    [Fact]
    public async Task Present_ForAnotherProvider_IsRefused()
    {
        var world = await PresentationWorld.NewAsync();
        var token = await PresentationWorld.SignAsync(world.Claims() with { Audience = "https://other.example" });
        Assert.Equal(PresentationFailure.AudienceNotOurs, await world.FailureAsync(token));
    }

    [Theory]
    [InlineData("north", "other")]
    [InlineData("north", "nobody")]
    [InlineData("south", "acme")]
    public async Task Present_ForACustomerThatTakesNone_IsRefused(string tenant, string customer)
    {
        var world = await PresentationWorld.NewAsync();
        var token = await PresentationWorld.SignAsync(world.Claims() with { Customer = CustomerRef.Of(tenant, customer)! });
        Assert.Equal(PresentationFailure.CustomerTakesNone, await world.FailureAsync(token));
    }

    [Fact]
    public async Task Present_ByAProvidersOwnCertificate_IsRefused()
    {
        var world = await PresentationWorld.NewAsync();
        var token = await PresentationWorld.SignAsync(world.Claims(), SigningWorld.Chain);
        Assert.Equal(PresentationFailure.NotADelegate, await world.FailureAsync(token));
    }

    // Nobody would hold calls that it does not sign to what the certificate demands.
    [Fact]
    public async Task Present_ByACertificateWhoseConstraintsLimitCalls_IsRefused()
    {
        var world = await PresentationWorld.NewAsync();
        var constraints = ClaimConstraintsDer.WriteEnhanced(new ClaimConstraints(["rcd"], [], ["attest", "origid"]));
        var leaf = CertificateForm.DelegateLeaf().With(Oids.EnhancedJwtClaimConstraints, Convert.ToHexString(constraints)).Sign();
        var token = await PresentationWorld.SignAsync(world.Claims(), [leaf, PresentationWorld.Pbx[1]]);
        Assert.Equal(PresentationFailure.ConstraintsLimitCalls, await world.FailureAsync(token));
    }

    [Fact]
    public async Task Present_OfARevokedCertificate_IsRefused()
    {
        var world = await PresentationWorld.NewAsync();
        var chain = PresentationWorld.Pbx;
        world.Revoked.Revoke(chain[0].Fingerprint);
        Assert.Equal(
            PresentationFailure.CertificateRefused, await world.FailureAsync(await PresentationWorld.SignAsync(world.Claims(), chain)));
    }

    [Theory]
    [InlineData(TrustMechanism.None, AttestationCeiling.A)]
    [InlineData(TrustMechanism.Merge, AttestationCeiling.B)]
    public async Task Present_OfACountryThatIsNotBelieved_IsRefused(TrustMechanism mechanism, AttestationCeiling ceiling)
    {
        var world = await PresentationWorld.NewAsync();
        world.Signing.Domain.Take(new CountryTerms(new CountryTrust(mechanism, ceiling), [], [], []));
        Assert.Equal(PresentationFailure.CountryNotTrusted, await world.FailureAsync(await PresentationWorld.SignAsync(world.Claims())));
    }

    [Fact]
    public async Task Present_AfterAnOperatorRemovedIt_IsRefusedForGood()
    {
        var world = await PresentationWorld.NewAsync();
        var token = await PresentationWorld.SignAsync(world.Claims());
        var taken = (await world.PresentAsync(token)).Value;
        Assert.True((await world.Taken.RemoveAsync(taken.Id, world.Signing.Act(), Token)).IsSuccess);
        Assert.Equal(PresentationFailure.Removed, await world.FailureAsync(token));
        Assert.Equal(PresentationFailure.Removed, await world.FailureAsync(await PresentationWorld.SignAsync(world.Claims())));
    }

    [Fact]
    public async Task Present_MoreThanMayBe_IsRefused()
    {
        var world = await PresentationWorld.NewAsync();
        for (var place = 0; place < TakenPresentations.MaxPerCustomer; place++)
        {
            var chain = PresentationWorld.Chain($"121555501{place:00}");
            Assert.Null(await world.FailureAsync(await PresentationWorld.SignAsync(world.Claims(), chain)));
        }

        var more = PresentationWorld.Chain("12155550199");
        Assert.Equal(PresentationFailure.TooMany, await world.FailureAsync(await PresentationWorld.SignAsync(world.Claims(), more)));
    }

    [Fact]
    public async Task Present_AfterAnOperatorRemovedSome_TakesOthers()
    {
        var world = await PresentationWorld.NewAsync();
        for (var place = 0; place < TakenPresentations.MaxPerCustomer; place++)
        {
            var chain = PresentationWorld.Chain($"121555501{place:00}");
            Assert.Null(await world.FailureAsync(await PresentationWorld.SignAsync(world.Claims(), chain)));
        }

        var first = (await world.Taken.GetAsync(PresentationWorld.Acme, Token))!.Presentations[0];
        var removed = (await world.Taken.RemoveAsync(first.Id, world.Signing.Act(), Token)).Value;
        Assert.Equal((PresentationState.Removed, true), (removed.State, removed.Numbers.IsEmpty));
        foreach (var (number, failure) in ((string, PresentationFailure?)[])
            [("12155550198", null), ("12155550199", PresentationFailure.TooMany)])
        {
            var token = await PresentationWorld.SignAsync(world.Claims(), PresentationWorld.Chain(number));
            Assert.Equal(failure, await world.FailureAsync(token));
        }
    }

    [Fact]
    public async Task Present_AfterAsManyRemovalsAsAreRemembered_IsRefused()
    {
        var world = await PresentationWorld.NewAsync();
        for (var place = 0; place <= TakenPresentations.MaxRemembered; place++)
        {
            var chain = PresentationWorld.Chain($"1215555{place:0000}");
            var outcome = await world.PresentAsync(await PresentationWorld.SignAsync(world.Claims(), chain));
            Assert.Equal(place < TakenPresentations.MaxRemembered, outcome.IsSuccess);
            if (!outcome.TryGet(out var taken, out var refusal)) Assert.Equal(PresentationFailure.TooMany, refusal.Failure);
            else Assert.True((await world.Taken.RemoveAsync(taken.Id, world.Signing.Act(), Token)).IsSuccess);
        }
    }

    [Fact]
    public async Task Present_OnTwoInstancesAtOnce_LosesNeither()
    {
        var world = await PresentationWorld.NewAsync();
        var tokens = await Task.WhenAll(Enumerable.Range(0, 8).Select(place =>
            PresentationWorld.SignAsync(world.Claims(), PresentationWorld.Chain($"1215555010{place}"))));
        await Task.WhenAll(tokens.Select(token => Task.Run(async () => Assert.Null(await world.FailureAsync(token)), Token)));
        Assert.Equal(8, (await world.NewTaken().GetAsync(PresentationWorld.Acme, Token))!.Presentations.Count);
    }
}
