using Shaken.Core.Certificates;
using Shaken.Core.Foundations;
using Shaken.Core.Issuing;
using Shaken.Core.Tests.Support;
using Shaken.Local.Keys;

namespace Shaken.Core.Tests.Issuing;

/// <summary>From an order to its draft, or to the rule that forbids it.</summary>
public sealed class IssuanceRulesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static TnAuthList Spc { get; } = TnAuthList.Of(new SpcEntry(Hierarchy.Provider.Code));

    private static TnAuthList Numbers { get; } = Hierarchy.Numbers("300FA20D160B3132303235353530313030");

    [Fact]
    public async Task Preview_HasWhatTheProfileWants_AndStoresNothing()
    {
        var world = await IssuanceWorld.NewAsync();
        var order = await world.OrderAsync("order");
        var draft = (await PreviewAsync(world, order)).Draft;
        Assert.Equal("C=US, O=Example Telephone, CN=SHAKEN 1234", draft.Subject.ToString());
        Assert.Equal((Oids.UnitedStatesPolicy14, false, KeyUsages.DigitalSignature), (draft.PolicyOid, draft.IsCa, draft.KeyUsage));
        Assert.Equal(Hierarchy.Policy.Crl, draft.Crl);
        Assert.Equal(world.Hierarchy.Intermediate.Certificate.Extensions.SubjectKeyIdentifier!.Value.ToArray(), draft.AuthorityKeyIdentifier.ToArray());
        Assert.Equal(order.Request.PublicKey.Q.X, draft.PublicKey.Q.X);
        Assert.Empty(world.Records.Written);
    }

    [Fact]
    public async Task Subject_HasASerialNumberOfItsOwn_WhereTheProfileWantsOne()
    {
        var world = await IssuanceWorld.NewAsync(options => options with { HasSubjectSerialNumber = true });
        var order = await world.OrderAsync("order");
        var (one, other) = ((await PreviewAsync(world, order)).Draft, (await PreviewAsync(world, order)).Draft);
        Assert.Matches("^[0-9A-F]{16}$", one.Subject.Values(Oids.NameSerialNumber).Single());
        Assert.NotEqual(one.Subject.ToString(), other.Subject.ToString());
    }

    [Fact]
    public async Task Validity_BeginsFiveMinutesAgo_AndLastsAsLongAsTheProfileHasIt()
    {
        var world = await IssuanceWorld.NewAsync();
        var terms = (await PreviewAsync(world, await world.OrderAsync("order"))).Draft.Terms;
        Assert.Equal((world.Time.GetUtcNow().AddMinutes(-5), world.Time.GetUtcNow().AddMinutes(-5).AddDays(90)), (terms.NotBefore, terms.NotAfter));
    }

    [Fact]
    public async Task Validity_IsAsWished_ButNeverBeyondTheProfile()
    {
        var world = await IssuanceWorld.NewAsync();
        var now = world.Time.GetUtcNow();
        var order = await world.OrderAsync("order");
        var wished = (await PreviewAsync(world, order with { NotBefore = now.AddDays(2), NotAfter = now.AddDays(4) })).Draft.Terms;
        Assert.Equal((now.AddDays(2), now.AddDays(4)), (wished.NotBefore, wished.NotAfter));
        var tooLong = (await PreviewAsync(world, order with { NotBefore = now.AddDays(2), NotAfter = now.AddDays(400) })).Draft.Terms;
        Assert.Equal(now.AddDays(92), tooLong.NotAfter);
        Assert.Equal(IssuanceFailure.ValidityNotPossible, await RefusalAsync(world, order with { NotAfter = now }));
        Assert.Equal(IssuanceFailure.ValidityNotPossible, await RefusalAsync(world, order with { NotBefore = now.AddDays(4), NotAfter = now.AddDays(2) }));
    }

    [Fact]
    public async Task Validity_LiesWithinTheIssuers()
    {
        var world = await IssuanceWorld.NewAsync(options => options with { Life = TimeSpan.FromDays(365) });
        var order = await world.OrderAsync("order");
        Assert.Equal(Hierarchy.Start, (await PreviewAsync(world, order with { NotBefore = Hierarchy.Start.AddYears(-1), NotAfter = Hierarchy.End })).Draft.Terms.NotBefore);
        world.Time.Advance(Hierarchy.End.AddDays(-10) - world.Time.GetUtcNow());
        Assert.Equal(Hierarchy.End, (await PreviewAsync(world, order)).Draft.Terms.NotAfter);
        world.Time.Advance(TimeSpan.FromDays(10));
        Assert.Equal(IssuanceFailure.ValidityNotPossible, await RefusalAsync(world, order));
    }

    [Fact]
    public async Task Validity_EndsWithTheToken_WhereTheProfileReadsItSo()
    {
        var world = await IssuanceWorld.NewAsync(options => options with { EndsWithToken = true });
        var order = await world.OrderAsync("order");
        Assert.Equal(order.Authority.ExpiresAt, (await PreviewAsync(world, order)).Draft.Terms.NotAfter);
        Assert.Equal(IssuanceFailure.ValidityNotPossible, await RefusalAsync(world, order with { Authority = world.Grant(Spc, life: TimeSpan.Zero) }));
        var other = await IssuanceWorld.NewAsync();
        Assert.True(other.Time.GetUtcNow().AddDays(80) < (await PreviewAsync(other, order)).Draft.Terms.NotAfter);
    }

    [Fact]
    public async Task Order_ThatTheTokenDoesNotGrant_IsRefused()
    {
        var world = await IssuanceWorld.NewAsync(options => options with { AllowsDelegation = true });
        var order = await world.OrderAsync("order");
        Assert.Equal(IssuanceFailure.TnAuthListMismatch, await RefusalAsync(world, order with { Authority = world.Grant(Numbers) }));
        Assert.Equal(IssuanceFailure.CaMismatch, await RefusalAsync(world, order with { Authority = world.Grant(Spc, isCa: true) }));
        Assert.Equal(IssuanceFailure.CaMismatch, await RefusalAsync(world, await world.OrderAsync("ca", isCa: true) with { Authority = world.Grant(Spc) }));
        Assert.Equal(IssuanceFailure.CountryMismatch, await RefusalAsync(world, order with { Authority = world.Grant(Spc, country: "CA") }));
    }

    [Fact]
    public async Task Delegation_IsRefused_UnlessAllowed()
    {
        var world = await IssuanceWorld.NewAsync();
        Assert.Equal(IssuanceFailure.DelegationNotAllowed, await RefusalAsync(world, await world.OrderAsync("numbers", list: Numbers)));
        Assert.Equal(IssuanceFailure.DelegationNotAllowed, await RefusalAsync(world, await world.OrderAsync("ca", isCa: true)));
        var delegating = await IssuanceWorld.NewAsync(options => options with { AllowsDelegation = true });
        var draft = (await PreviewAsync(delegating, await delegating.OrderAsync("numbers", list: Numbers))).Draft;
        Assert.Equal((LintProfile.DelegateLeaf, false), (draft.Profile, draft.IsCa));
        Assert.NotNull(draft.ClaimConstraints);
    }

    [Fact]
    public async Task SubordinateCa_BelowAnIntermediateThatAllowsNone_IsRefusedWithoutASignature()
    {
        var world = await IssuanceWorld.NewAsync(options => options with { AllowsDelegation = true });
        var outcome = await world.Healthy.IssueAsync(await world.OrderAsync("ca", isCa: true), Token);
        Assert.False(outcome.TryGet(out _, out var refusal));
        Assert.Equal(IssuanceFailure.BeyondTheIssuer, refusal.Failure);
    }

    [Fact]
    public async Task Key_OfAnAccount_IsRefused_UnlessAllowed()
    {
        var key = SoftwareKey.New();
        var world = await IssuanceWorld.NewAsync();
        var order = await world.OrderAsync("order", key);
        world.AccountKeys.Add(order.Request.Jwk);
        Assert.Equal(IssuanceFailure.KeyIsAnAccounts, await RefusalAsync(world, order));
        Assert.Equal(IssuanceFailure.KeyIsAnAccounts, Failure(await world.Healthy.IssueAsync(order, Token)));

        var tolerant = await IssuanceWorld.NewAsync(options => options with { AllowsAccountKeys = true });
        tolerant.AccountKeys.Add(order.Request.Jwk);
        Assert.True((await tolerant.Healthy.IssueAsync(order, Token)).IsSuccess);
    }

    [Fact]
    public async Task Key_CertifiedForAnotherAccount_IsRefused_AlsoWhenBothCameAtOnce()
    {
        var key = SoftwareKey.New();
        var world = await IssuanceWorld.NewAsync();
        var orders = new List<IssuanceOrder>();
        for (var count = 0; count < 6; count++) orders.Add(await world.OrderAsync($"order-{count}", key, account: $"account-{count}"));
        var outcomes = await Task.WhenAll(orders.Select(order => Task.Run(() => world.Healthy.IssueAsync(order, Token).AsTask())));
        Assert.Single(outcomes, outcome => outcome.IsSuccess);
        Assert.All(outcomes.Where(outcome => !outcome.IsSuccess), outcome => Assert.Equal(IssuanceFailure.KeyIsAnothers, Failure(outcome)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("65")]
    public async Task Organization_ThatBreaksTheProfile_IsRefused(string organization)
    {
        var world = await IssuanceWorld.NewAsync();
        var order = await world.OrderAsync("order") with { Organization = organization == "65" ? new string('x', 65) : organization };
        Assert.Equal(IssuanceFailure.ProfileBroken, await RefusalAsync(world, order));
        Assert.Equal(IssuanceFailure.ProfileBroken, Failure(await world.Healthy.IssueAsync(order, Token)));
        Assert.Empty(world.Records.Written);
    }

    private static async Task<LintedDraft> PreviewAsync(IssuanceWorld world, IssuanceOrder order)
    {
        Assert.True((await world.Healthy.PreviewAsync(order, Token)).TryGet(out var draft, out var refusal), refusal?.Detail);
        return draft;
    }

    private static async Task<IssuanceFailure> RefusalAsync(IssuanceWorld world, IssuanceOrder order)
    {
        Assert.False((await world.Healthy.PreviewAsync(order, Token)).TryGet(out _, out var refusal), "it is not refused");
        Assert.NotEmpty(refusal.Detail);
        return refusal.Failure;
    }

    private static IssuanceFailure Failure(Outcome<IssuedCertificate, IssuanceRefusal> outcome) =>
        outcome.TryGet(out _, out var refusal) ? throw new InvalidOperationException("It is not refused.") : refusal.Failure;
}
