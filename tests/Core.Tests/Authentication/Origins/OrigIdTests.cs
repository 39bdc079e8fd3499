using System.Globalization;
using Shaken.Core.Authentication;
using Shaken.Core.Authentication.Certificates;
using Shaken.Core.Authentication.Origins;
using Shaken.Core.Authentication.Policies;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.Authentication.Origins;

/// <summary>Origids by policy, and who can resolve them.</summary>
public sealed class OrigIdTests
{
    private const string Policy =
        """
        {'customers':[{'name':'acme'},{'name':'bank','origId':'4aec94e2-508c-4c1c-907b-3737bac0a80e'}],
         'trunks':[{'name':'gw-1'},{'name':'gw-2','origId':'123e4567-e89b-12d3-a456-426655440000'}],'origIds':FORMS}
        """;

    private static readonly CallToSign Acme = SigningWorld.Call() with { Customer = "acme", Trunk = "gw-1" };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // Computed by an implementation of FF1 for any radix, which gives the NIST samples for AES-256.
    [Theory]
    [InlineData("0", "2FF7627B2125D5A4E32DE2E01FDDD8")]
    [InlineData("1", "2D3A9CA14FD82E70476B0C1EFB1858")]
    [InlineData("3FFFFFFFFFFFFFFFFFFFFFFFFFFFFF", "3988D269DAC462BEDC25FAD8FA9276")]
    [InlineData("123456789ABCDEF0123456789ABC", "37A1E87FDE06F3B5F72F709C573216")]
    public void Encrypt_OfKnownPlains_GivesFf1(string plain, string encrypted)
    {
        var cipher = new OrigIdCipher(Convert.FromHexString("2B7E151628AED2A6ABF7158809CF4F3CEF4359D8D580AA4F7F036D6F04FC6A94"));
        var number = UInt128.Parse(plain, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        Assert.Equal(encrypted, cipher.Encrypt(number).ToString("X", CultureInfo.InvariantCulture));
        Assert.Equal(number, cipher.Decrypt(cipher.Encrypt(number)));
    }

    [Fact]
    public async Task Sign_WithUniqueOrigIds_GivesEachCallAnotherThatIsTraced()
    {
        var world = await SigningWorld.NewAsync(PolicyOf("{}"));
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var call = 0; call < 200; call++) seen.Add(await OrigIdAsync(world, Acme));
        Assert.Equal(200, seen.Count);
        Assert.All(seen, origId => Assert.True(OrigIdText.Is(origId)));
        Assert.All(seen, origId => Assert.Equal('4', origId[14]));
        world.Time.Advance(TimeSpan.FromHours(3.5));
        foreach (var origId in seen.Take(10))
        {
            Assert.Equal(
                new OrigIdTrace(TracedForm.Call, SigningWorld.Id, "acme", "gw-1", new DateTimeOffset(2025, 6, 1, 12, 0, 0, TimeSpan.Zero)),
                await TraceAsync(world, origId));
        }
    }

    [Theory]
    [InlineData("{'B':'per-customer'}", "acme", "gw-1", "acme", null, TracedForm.Source)]
    [InlineData("{'C':'per-trunk'}", null, "gw-1", null, "gw-1", TracedForm.Source)]
    [InlineData("{'B':'per-customer'}", "bank", null, "bank", null, TracedForm.Policy)]
    [InlineData("{'C':'per-trunk'}", null, "gw-2", null, "gw-2", TracedForm.Policy)]
    [InlineData("{'C':'pool','pool':['00000000-0000-4000-8000-000000000001']}", null, "gw-1", null, null, TracedForm.Policy)]
    public async Task Sign_WithAFixedOrigId_GivesTheSameOnEveryInstance(
        string forms, string? customer, string? trunk, string? tracedCustomer, string? tracedTrunk, TracedForm form)
    {
        var world = await SigningWorld.NewAsync(PolicyOf(forms));
        var call = SigningWorld.Call() with { Customer = customer, Trunk = trunk };
        var origId = await OrigIdAsync(world, call);
        world.Time.Advance(TimeSpan.FromDays(100));
        Restart(world);
        Assert.Equal(origId, await OrigIdAsync(world, call));
        Assert.Equal(new OrigIdTrace(form, SigningWorld.Id, tracedCustomer, tracedTrunk, Hour: null), await TraceAsync(world, origId));
    }

    [Fact]
    public async Task Sign_AfterAYear_UsesANewKeyAndKeepsFixedOrigIds()
    {
        var world = await SigningWorld.NewAsync(PolicyOf("{'B':'per-customer'}"));
        var (fixedOne, unique) = (await OrigIdAsync(world, Acme), await OrigIdAsync(world, SigningWorld.Call()));
        world.Certificates = Unending(world);
        await world.Certificates.RefreshAsync(Token);
        world.Time.Advance(TimeSpan.FromDays(366));
        Restart(world);
        Assert.Equal(fixedOne, await OrigIdAsync(world, Acme));
        var later = await OrigIdAsync(world, SigningWorld.Call());
        Assert.Equal((0, 1), (VersionOf(unique), VersionOf(later)));
        Assert.Equal(TracedForm.Call, (await TraceAsync(world, unique))!.Form);
        Assert.Equal(TracedForm.Call, (await TraceAsync(world, later))!.Form);
    }

    // The store alone resolves nothing: its keys are sealed.
    [Fact]
    public async Task Trace_WithAnotherDeploymentSecret_FindsNothing()
    {
        var world = await SigningWorld.NewAsync(PolicyOf("{}"));
        var origId = await OrigIdAsync(world, Acme);
        Restart(world, DeploymentSecret.New("two", SystemRandom.Instance));
        Assert.Null(await TraceAsync(world, origId));
        Restart(world);
        Assert.NotNull(await TraceAsync(world, origId));
    }

    [Fact]
    public async Task Trace_AfterTheSecretChanged_StillResolves()
    {
        var world = await SigningWorld.NewAsync(PolicyOf("{}"));
        var origId = await OrigIdAsync(world, Acme);
        var second = DeploymentSecret.New("two", SystemRandom.Instance);
        Restart(world, second, SigningWorld.Secret);
        Assert.NotNull(await TraceAsync(world, origId));
        Restart(world, second);
        Assert.NotNull(await TraceAsync(world, origId));
    }

    // What each instance does at its start, whether it signs or not.
    [Fact]
    public async Task SealAnew_UnderANewSecret_LetsTheOldOneGo()
    {
        var world = await SigningWorld.NewAsync(PolicyOf("{}"));
        var second = DeploymentSecret.New("two", SystemRandom.Instance);
        await world.NewKeys().SealAnewAsync(Token);
        Assert.Empty((await world.Records.ListAsync("signing-origids", "keys", null, 10, Token)).Records);
        var origId = await OrigIdAsync(world, Acme);
        await world.NewKeys(second, SigningWorld.Secret).SealAnewAsync(Token);
        Restart(world, second);
        Assert.NotNull(await TraceAsync(world, origId));
    }

    [Theory]
    [InlineData("4aec94e2-508c-4c1c-907b-3737bac0a80e")]
    [InlineData("123e4567-e89b-12d3-a456-426655440000")]
    public async Task Trace_OfAnothersOrigId_FindsNothingAndIsAudited(string origId)
    {
        var world = await SigningWorld.NewAsync();
        await world.SignAsync(SigningWorld.Call());
        Assert.Null(await TraceAsync(world, origId));
        var act = Assert.Single(await world.AuditedAsync("origid", origId)).Act;
        Assert.Equal(("origid-traced", "as decided"), (act.Action, act.Reason));
    }

    [Theory]
    [InlineData("replaced", null, false)]
    [InlineData("kept", null, true)]
    [InlineData("refused", SigningFailure.OrigIdNotAllowed, false)]
    public async Task Sign_CallThatAsksForAnOrigId_FollowsThePolicy(string mode, SigningFailure? failure, bool isKept)
    {
        var world = await SigningWorld.NewAsync($"{{'askedOrigId':'{mode}'}}");
        var call = SigningWorld.Call() with { OrigId = SigningWorld.OrigId.ToUpperInvariant() };
        Assert.Equal(failure, await world.FailureAsync(call));
        if (failure is null) Assert.Equal(isKept, await OrigIdAsync(world, call) == SigningWorld.OrigId);
        Assert.Null(await world.FailureAsync(call with { OrigId = null }));
        if (isKept) Assert.Equal(SigningFailure.ClaimInvalid, await world.FailureAsync(call with { OrigId = "trunk 7" }));
    }

    // Instances that meet a source at once give it one number; a crash between the two writes costs a number and no call.
    [Fact]
    public async Task Sign_NewSourceOnManyInstances_GivesOneOrigId()
    {
        var world = await SigningWorld.NewAsync(PolicyOf("{'B':'per-customer'}"));
        var instances = Enumerable.Range(0, 8).Select(_ => new OrigIds(world.Hooked, world.NewKeys(), world.Time, SystemRandom.Instance));
        var made = await Task.WhenAll(instances.Select(instance => Task.Run(async () =>
        {
            var rules = await world.Rules.GetAsync(SigningWorld.Id, Token);
            var origin = rules.OriginOf("acme", trunk: null);
            return await instance.GetAsync(SigningWorld.Id, rules.Policy, rules.FindPartial(origin)!, origin, Token);
        })));
        Assert.Single(made.Distinct());
    }

    private static string PolicyOf(string forms) => Policy.Replace("FORMS", forms, StringComparison.Ordinal);

    private static int? VersionOf(string origId) => OrigIdContent.VersionOf(Guid.ParseExact(origId, "D"));

    private static void Restart(SigningWorld world, params DeploymentSecret[] secrets)
    {
        world.Keys = world.NewKeys(secrets);
        world.OrigIds = new OrigIds(world.Hooked, world.Keys, world.Time, SystemRandom.Instance);
    }

    private static SigningCertificates Unending(SigningWorld world)
    {
        var end = world.Time.GetUtcNow().AddYears(5);
        var (leaf, intermediate) = (CertificateForm.Leaf() with { NotAfter = end }, CertificateForm.Intermediate() with { NotAfter = end });
        return new SigningCertificates(
            [SigningWorld.New([leaf.Sign(), intermediate.Sign()])], revocation: null, world.Time, new LogLines<SigningCertificates>());
    }

    private static async Task<string> OrigIdAsync(SigningWorld world, CallToSign call)
    {
        var signed = await world.SignAsync(call);
        Assert.True(UntrustedPassport.TryParse(signed.Token, out var passport, out _));
        return passport.Claims.Shaken!.OrigId;
    }

    private static ValueTask<OrigIdTrace?> TraceAsync(SigningWorld world, string origId) =>
        new TraceOrigIds(world.OrigIds, world.Policies, world.Audit, world.Time).TraceAsync(origId, world.Act(), Token);
}
