using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Countries;
using Shaken.Core.Trust.Lists;
using Shaken.Local.Blobs;

namespace Shaken.Core.Tests.Trust.Countries;

public sealed class CountryPolicyRefreshTests
{
    private static readonly CountryTrust Lowered = new(TrustMechanism.Merge, AttestationCeiling.C);

    private readonly MemoryBlobs _blobs = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Refresh_GoodPolicy_PutsItInForce()
    {
        var (world, instance) = await NewAsync();
        instance.Served = await world.SignPolicyAsync(Terms(Lowered), sequence: 3);
        Assert.Equal(3, (await instance.RefreshAsync()).Value.Sequence);
        Assert.Equal(Lowered, instance.Canada.Policy);
        Assert.Equal(TimeSpan.FromHours(1), instance.Refresh.UntilNext());
    }

    [Fact]
    public async Task Refresh_BadPolicy_KeepsTheLastGoodOne()
    {
        var (world, instance) = await NewAsync();
        instance.Served = await world.SignPolicyAsync(Terms(Lowered), sequence: 3);
        await instance.RefreshAsync();
        var good = await world.SignPolicyAsync(Terms(CountryTrust.OfListed), sequence: 4);
        var forged = good[..^4] + (good.EndsWith("AAAA", StringComparison.Ordinal) ? "BBBB" : "AAAA");
        (Outcome<string, TrustListRefusal> Served, DocumentFailure Reason)[] refused =
        [
            (await world.SignPolicyAsync(Terms(CountryTrust.OfListed), sequence: 2), DocumentFailure.SequenceWentBack),
            (await world.SignPolicyAsync(Terms(CountryTrust.OfListed), sequence: 3), DocumentFailure.SequenceReused),
            (await world.SignPolicyAsync(Terms(Lowered), sequence: 3, TimeSpan.FromDays(1)), DocumentFailure.SequenceReused),
            (await world.SignPolicyAsync(Terms(CountryTrust.OfListed), sequence: 4, TimeSpan.FromSeconds(-1)), DocumentFailure.Expired),
            (forged, DocumentFailure.SignatureMismatch),
            ("<html>503</html>", DocumentFailure.Malformed),
            (new TrustListRefusal(TrustListFailure.Unreachable, "no connection"), DocumentFailure.Unreachable),
            (new TrustListRefusal(TrustListFailure.LoginRefused, "401"), DocumentFailure.LoginRefused),
        ];
        foreach (var (served, reason) in refused)
        {
            instance.Served = served;
            Assert.Equal(reason, (await instance.RefreshAsync()).Failure.Reason);
            Assert.Equal(Lowered, instance.Canada.Policy);
        }
    }

    [Fact]
    public async Task Refresh_SignerOfAnotherKindOrAdministrator_IsUntrusted()
    {
        var (world, instance) = await NewAsync();
        foreach (var signer in new[]
        {
            world.Own.Administrator.SignerOf(SignedDocumentKind.TrustedCaList),
            world.Other.Administrator.SignerOf(SignedDocumentKind.CountryPolicy),
        })
        {
            world.Certificates.Publish(BorderWorld.PolicyX5u, signer.Chain);
            instance.Served = await CountryPolicySigner.SignAsync(
                Terms(Lowered), 1, world.Time.GetUtcNow().AddDays(1), signer.Key, BorderWorld.PolicyX5u, Token);
            Assert.Equal(DocumentFailure.SignerUntrusted, (await instance.RefreshAsync()).Failure.Reason);
        }
    }

    // Silence of the STI-PA must not let an excluded country in.
    [Fact]
    public async Task Refresh_AfterExp_LeavesThePolicyInForce()
    {
        var (world, instance) = await NewAsync();
        instance.Served = await world.SignPolicyAsync(Terms(Lowered with { IsExcluded = true }), sequence: 3, TimeSpan.FromHours(1));
        await instance.RefreshAsync();
        world.Time.Advance(TimeSpan.FromDays(2));
        Assert.Equal(DocumentFailure.Expired, (await instance.RefreshAsync()).Failure.Reason);
        Assert.True(instance.Canada.Policy.IsExcluded);
        Assert.True(instance.Refresh.ExpiresAt < world.Time.GetUtcNow());
        Assert.Equal(TimeSpan.FromSeconds(30), instance.Refresh.UntilNext());
    }

    [Fact]
    public async Task Restore_AfterRestart_HasThePolicyAndItsSequence()
    {
        var (world, first) = await NewAsync();
        first.Served = await world.SignPolicyAsync(Terms(Lowered), sequence: 3);
        await first.RefreshAsync();
        var second = new Instance(world, _blobs);
        await second.Refresh.RestoreAsync(Token);
        Assert.Equal(Lowered, second.Canada.Policy);
        second.Served = await world.SignPolicyAsync(Terms(CountryTrust.OfListed), sequence: 2);
        Assert.Equal(DocumentFailure.SequenceWentBack, (await second.RefreshAsync()).Failure.Reason);
    }

    [Fact]
    public async Task Refresh_WhatAnotherInstanceTook_CountsHereToo()
    {
        var (world, first) = await NewAsync();
        var second = new Instance(world, _blobs) { Served = await world.SignPolicyAsync(Terms(Lowered), sequence: 5) };
        await second.RefreshAsync();
        first.Served = await world.SignPolicyAsync(Terms(CountryTrust.OfListed), sequence: 4);
        Assert.Equal(DocumentFailure.SequenceWentBack, (await first.RefreshAsync()).Failure.Reason);
        Assert.Equal(Lowered, first.Canada.Policy);
    }

    [Fact]
    public async Task Refresh_StoreAway_TakesThePolicyAndKeepsItLater()
    {
        var world = await BorderWorld.NewAsync();
        var blobs = new FailingBlobs { IsDown = true };
        var instance = new Instance(world, blobs) { Served = await world.SignPolicyAsync(Terms(Lowered), sequence: 3) };
        Assert.True((await instance.RefreshAsync()).IsSuccess);
        Assert.Equal(Lowered, instance.Canada.Policy);
        blobs.IsDown = false;
        await instance.RefreshAsync();
        var restarted = new Instance(world, blobs);
        await restarted.Refresh.RestoreAsync(Token);
        Assert.Equal(3, restarted.Refresh.InForce?.Sequence);
    }

    private static Dictionary<CountryCode, CountryTerms> Terms(CountryTrust trust) => BorderWorld.TermsOf(BorderWorld.Canada, trust);

    private async Task<(BorderWorld World, Instance Instance)> NewAsync()
    {
        var world = await BorderWorld.NewAsync();
        return (world, new Instance(world, _blobs));
    }

    private sealed class Instance : ITrustListOrigin
    {
        private readonly TrustDomains _domains;

        public Instance(BorderWorld world, IBlobs blobs)
        {
            _domains = TrustDomains.Of(new TrustDomain([world.Own.PolicyAdministratorRoot], world.Time), world.Time);
            Refresh = new CountryPolicyRefresh(
                this, new CountryPolicyReader(world.Certificates, _domains.Own, world.Time), _domains, blobs, world.Time,
                NullLogger<CountryPolicyRefresh>.Instance);
        }

        public CountryPolicyRefresh Refresh { get; }

        public Outcome<string, TrustListRefusal> Served { get; set; } = new TrustListRefusal(TrustListFailure.Unreachable, "nothing");

        public TrustDomain Canada => _domains.Find(BorderWorld.Canada)!;

        public Task<Outcome<CountryPolicy, DocumentRefusal>> RefreshAsync() => Refresh.RefreshAsync(Token);

        public ValueTask<Outcome<string, TrustListRefusal>> GetAsync(CancellationToken cancellationToken) => ValueTask.FromResult(Served);
    }
}
