using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Shaken.Core.CertificationAuthority.Issuing;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Pki.Lint;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.CertificationAuthority.Issuing;

/// <summary>What a CA does not issue, and within which bounds it issues.</summary>
public sealed class IssuanceRuleTests
{
    // An SPC without its [0] tag: read with a finding, never certified.
    private const string Untagged = "300613043633334B";

    // A number beside the block, and an SPC with a number in it.
    private const string Beyond = "300FA20D160B3132303235353530323939";
    private const string Both = "3017A006160431323334A20D160B3132303235353530313031";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static X509Extension CaTrue => new X509BasicConstraintsExtension(true, false, 0, true);

    [Fact]
    public async Task Issue_OfAnotherTnAuthListThanTheTokens_IsRefused()
    {
        var world = await IssuanceWorld.NewAsync();
        await RefusesAsync(world, IssuanceFailure.TnAuthListMismatch, world.Order() with { Authority = world.Token(IssuanceWorld.OtherSpc) });
        await RefusesAsync(world, IssuanceFailure.TnAuthListMismatch, world.Order() with { Request = IssuanceWorld.Csr(null) });
    }

    [Fact]
    public async Task Issue_OfAListThatIsNotEncodedByTheStandard_IsRefused()
    {
        var world = await IssuanceWorld.NewAsync();
        await RefusesAsync(world, IssuanceFailure.TnAuthListNotStandard, world.Order() with { Request = IssuanceWorld.Csr(null, IssuanceWorld.List(Untagged)), Authority = world.Token(Untagged) });
    }

    [Fact]
    public async Task Issue_WhereCsrAndTokenDifferOnCa_IsRefused_BothWays()
    {
        var world = await IssuanceWorld.NewAsync();
        await RefusesAsync(world, IssuanceFailure.CaMismatch, world.Order() with { Request = IssuanceWorld.Csr(null, IssuanceWorld.List(IssuanceWorld.Spc), CaTrue) });
        await RefusesAsync(world, IssuanceFailure.CaMismatch, world.Order() with { Authority = world.Token(isCa: true) });
    }

    [Fact]
    public async Task Issue_OfNumbersOrACa_WhereTheProfileDoesNotDelegate_IsRefused()
    {
        var world = await IssuanceWorld.NewAsync(pathLength: 1);
        await RefusesAsync(world, IssuanceFailure.DelegationNotAllowed, DelegateCa(world));
        await RefusesAsync(world, IssuanceFailure.DelegationNotAllowed, world.Order() with { Request = IssuanceWorld.Csr(null, IssuanceWorld.List(IssuanceWorld.Block)), Authority = world.Token(IssuanceWorld.Block) });
    }

    [Fact]
    public async Task Issue_OfADelegateCa_WhereTheProfileAllowsIt_LimitsWhatIsBelow()
    {
        var world = await IssuanceWorld.NewAsync(pathLength: 1);
        world.Options = world.Options with { AllowsDelegation = true };
        var issued = (await world.NewIssuance().IssueAsync(DelegateCa(world), Token)).Value.Certificate;
        Assert.True(issued is { IsCa: true, Extensions.BasicConstraints.PathLength: 0 });
        Assert.True(issued.Extensions.TnAuthList!.Holds(Hierarchy.Provider.Code));
        Assert.Empty(CertificateLinter.Lint(issued, LintProfile.DelegateCa));
    }

    [Theory]
    [InlineData(IssuanceWorld.Block, IssuanceWorld.Block, null)]
    [InlineData(IssuanceWorld.Spc, IssuanceWorld.Block, null)]
    [InlineData(IssuanceWorld.Block, Beyond, IssuanceFailure.BeyondTheIssuer)]
    [InlineData(null, IssuanceWorld.Block, IssuanceFailure.DelegationNotAllowed)]
    [InlineData(null, Both, IssuanceFailure.DelegationNotAllowed)]
    public async Task Issue_OfNumbers_IsWithinTheTnAuthListOfTheCaItself(string? own, string wanted, IssuanceFailure? failure)
    {
        var world = await IssuanceWorld.NewAsync(pathLength: 2);
        if (own is not null) await world.DelegateAsync(own);
        world.Options = world.Options with { AllowsDelegation = true };
        foreach (var isCa in (bool[])[false, true])
        {
            var request = isCa ? IssuanceWorld.Csr(null, IssuanceWorld.List(wanted), CaTrue) : IssuanceWorld.Csr(null, IssuanceWorld.List(wanted));
            var order = world.Order(id: $"order-{isCa}") with { Request = request, Authority = world.Token(wanted, isCa) };
            if (failure is { } refused)
            {
                await RefusesAsync(world, refused, order);
                continue;
            }

            var issued = (await world.NewIssuance().IssueAsync(order, Token)).Value.Certificate;
            Assert.Equal(isCa, issued.IsCa);
            Assert.Equal(Hierarchy.Numbers(wanted).Entries, issued.Extensions.TnAuthList!.Entries);
            Assert.DoesNotContain(world.Log.All, line => line.Text.Contains("1202555", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Issue_OfACa_BelowOneThatMayHaveNone_IsRefused_AndSettlesNothing()
    {
        var world = await IssuanceWorld.NewAsync(pathLength: 0);
        world.Options = world.Options with { AllowsDelegation = true };
        await RefusesAsync(world, IssuanceFailure.BeyondTheIssuer, DelegateCa(world));
        Assert.Null(await world.Issued.FindAsync("order-1", Token));
    }

    [Fact]
    public async Task Issue_WithATokenOfAnotherCountry_IsRefused()
    {
        var world = await IssuanceWorld.NewAsync();
        await RefusesAsync(world, IssuanceFailure.CountryMismatch, world.Order() with { Authority = world.Token(country: "CA") });
    }

    [Fact]
    public async Task Issue_OfAnExtensionThatTheProfileDoesNotHave_IsRefused()
    {
        var world = await IssuanceWorld.NewAsync();
        X509Extension[] extensions =
        [
            new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false),
            new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyCertSign, true),
            new(Oids.CertificatePolicies, Convert.FromHexString("300C300A06082A864886F70D0101"), false),
        ];
        foreach (var extension in extensions)
            await RefusesAsync(world, IssuanceFailure.ExtensionNotAllowed, world.Order() with { Request = IssuanceWorld.Csr(null, IssuanceWorld.List(IssuanceWorld.Spc), extension) });
    }

    [Theory]
    [InlineData("https://pa.example/crl", true)]
    [InlineData("https://elsewhere.example/crl", false)]
    public async Task Issue_OfACsrThatNamesACrl_TakesTheProfilesOnly_AndIssuesOurs(string url, bool isTaken)
    {
        var world = await IssuanceWorld.NewAsync();
        var point = CertificateRevocationListBuilder.BuildCrlDistributionPointExtension([url]);
        var order = world.Order() with { Request = IssuanceWorld.Csr(null, IssuanceWorld.List(IssuanceWorld.Spc), point) };
        if (!isTaken)
        {
            await RefusesAsync(world, IssuanceFailure.CrlMismatch, order);
            return;
        }

        var issued = (await world.NewIssuance().IssueAsync(order, Token)).Value.Certificate;
        Assert.Single(Assert.Single(issued.Extensions.CrlDistributionPoints!).CrlIssuers);
    }

    [Fact]
    public async Task Issue_OfAKeyThatAnotherAccountHas_IsRefused()
    {
        var world = await IssuanceWorld.NewAsync();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.True((await world.NewIssuance().IssueAsync(world.Order(key), Token)).IsSuccess);
        await RefusesAsync(world, IssuanceFailure.KeyIsAnothers, world.Order(key, "order-2", "account-2"));
        Assert.True((await world.NewIssuance().IssueAsync(world.Order(key, "order-3"), Token)).IsSuccess);
    }

    [Fact]
    public async Task Issue_OfAnAccountsKey_IsRefused_UnlessTheSwitchAllowsIt()
    {
        var world = await IssuanceWorld.NewAsync();
        var order = world.Order();
        world.AccountKeys.Add(order.Request.Jwk);
        await RefusesAsync(world, IssuanceFailure.KeyIsAnAccounts, order);
        world.Options = world.Options with { AllowsAccountKeys = true };
        Assert.True((await world.NewIssuance().IssueAsync(order, Token)).IsSuccess);
    }

    [Fact]
    public async Task Validity_IsBoundByOrder_Issuer_AndByTheTokenWhereTheProfileSaysSo()
    {
        var world = await IssuanceWorld.NewAsync();
        var now = world.Time.GetUtcNow();
        Assert.Equal(now.AddDays(7), (await ValidityAsync(world, world.Order() with { NotAfter = now.AddDays(7) })).NotAfter);
        Assert.Equal(now.AddDays(1), (await ValidityAsync(world, world.Order() with { NotBefore = now.AddDays(1) })).NotBefore);
        Assert.Equal(now.AddMinutes(-5), (await ValidityAsync(world, world.Order() with { NotBefore = now.AddDays(-2) })).NotBefore);
        world.Options = world.Options with { EndsWithToken = true };
        Assert.Equal(now.AddHours(2), (await ValidityAsync(world, world.Order())).NotAfter);
        world.Options = world.Options with { EndsWithToken = false, Life = TimeSpan.FromDays(36500) };
        Assert.Equal(Hierarchy.End, (await ValidityAsync(world, world.Order())).NotAfter);
        await RefusesAsync(world, IssuanceFailure.ValidityNotPossible, world.Order() with { NotAfter = now.AddSeconds(-1) });
    }

    [Theory]
    [InlineData("2026-12-02T12:00:01Z")]
    [InlineData("2031-12-01T12:00:00Z")]
    [InlineData("9999-12-31T23:59:59Z")]
    public async Task Validity_BeginningMoreThanADayAhead_IsRefused(string notBefore)
    {
        var world = await IssuanceWorld.NewAsync(now: new DateTimeOffset(2026, 12, 1, 12, 0, 0, TimeSpan.Zero));
        await RefusesAsync(world, IssuanceFailure.ValidityNotPossible,
            world.Order() with { NotBefore = DateTimeOffset.Parse(notBefore, CultureInfo.InvariantCulture) });
    }

    [Fact]
    public async Task Validity_WishesAtTheEndsOfTime_AreBoundByTheProfile()
    {
        var world = await IssuanceWorld.NewAsync();
        var terms = await ValidityAsync(world,
            world.Order() with { NotBefore = DateTimeOffset.MinValue, NotAfter = DateTimeOffset.MaxValue });
        Assert.Equal(world.Options.Life - TimeSpan.FromSeconds(1), terms.NotAfter - terms.NotBefore);
        await RefusesAsync(world, IssuanceFailure.ValidityNotPossible, world.Order() with { NotAfter = DateTimeOffset.MinValue });
    }

    [Fact]
    public async Task Issue_ForANameThatBreaksTheProfile_NamesTheRule()
    {
        var world = await IssuanceWorld.NewAsync();
        var refusal = await RefusesAsync(world, IssuanceFailure.ProfileBroken, world.Order() with { Organization = new string('x', 65) });
        Assert.Contains("e_rfc5280_name_length", refusal.Detail, StringComparison.Ordinal);
    }

    private static IssuanceOrder DelegateCa(IssuanceWorld world) =>
        world.Order() with { Request = IssuanceWorld.Csr(null, IssuanceWorld.List(IssuanceWorld.Spc), CaTrue), Authority = world.Token(isCa: true) };

    private static async Task<IssuanceRefusal> RefusesAsync(IssuanceWorld world, IssuanceFailure expected, IssuanceOrder order)
    {
        var outcome = await world.NewIssuance().IssueAsync(order, Token);
        Assert.False(outcome.IsSuccess);
        Assert.Equal(expected, outcome.Failure.Failure);
        Assert.Equal(expected, (await world.NewIssuance().PreviewAsync(order, Token)).Failure.Failure);
        return outcome.Failure;
    }

    private static async Task<DraftTerms> ValidityAsync(IssuanceWorld world, IssuanceOrder order) => (await world.NewIssuance().PreviewAsync(order, Token)).Value.Draft.Terms;
}
