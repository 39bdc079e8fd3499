using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Registry.Countries;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.Registry;

public sealed class RegisterCountryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ask_FirstRequest_WaitsWithAChallengeAndIsNotPublished()
    {
        var world = await RegistryWorld.NewAsync();
        var status = (await world.AskAsync(world.Canada)).Value;
        Assert.Equal((RegistrationState.Pending, 1L), (status.Country.State, status.Country.Revision));
        Assert.StartsWith(
            "https://sti-pa.ca.example/.well-known/shaken-registry/", status.Challenge!.Url, StringComparison.Ordinal);
        Assert.Empty(await world.Countries.GetPublishedAsync(Token));
        var act = (await world.Accounts.Audit.FindAsync(1, Token))!.Act;
        Assert.Equal(("country-asked", "country:CA", "registered-country:CA"), (act.Action, act.Actor.ToString(), act.Subject.ToString()));
    }

    [Fact]
    public async Task Ask_SameRequestAgain_ChangesNothing()
    {
        var world = await RegistryWorld.NewAsync();
        var compact = await world.SignAsync(RegistryWorld.RegistrationOf(world.Canada));
        var first = (await world.SendAsync(BorderWorld.Canada, compact)).Value;
        var second = (await world.SendAsync(BorderWorld.Canada, compact)).Value;
        Assert.Equal((first.Country.Revision, first.Challenge), (second.Country.Revision, second.Challenge));
        Assert.Null(await world.Accounts.Audit.FindAsync(2, Token));
    }

    [Fact]
    public async Task Ask_ByTheRootItself_IsTaken()
    {
        var world = await RegistryWorld.NewAsync();
        Assert.True((await world.AskAsync(world.Canada, by: world.Canada.Administrator.Root)).IsSuccess);
    }

    [Fact]
    public async Task Ask_ByAnotherKey_IsRefused()
    {
        var world = await RegistryWorld.NewAsync();
        foreach (var signer in new[]
        {
            RegistryWorld.RequestSignerOf(world.Authority),
            RegistryWorld.RequestSignerOf(world.Canada) with { Key = SoftwareKey.New() },
            world.Canada.Administrator.SignerOf(SignedDocumentKind.TrustedCaList),
        })
        {
            Assert.Equal(RegistryFailure.SignerNotAllowed, (await world.AskAsync(world.Canada, by: signer)).Failure.Failure);
        }

        Assert.Null(await world.Countries.FindAsync(BorderWorld.Canada, Token));
    }

    [Fact]
    public async Task Prove_SameEntryAfterARefusal_CountsAgain()
    {
        var world = await RegistryWorld.NewAsync();
        await world.AskAsync(world.Canada);
        await world.ProveAsync(BorderWorld.Canada);
        await world.Decide().RefuseAsync(BorderWorld.Canada, 2, world.Accounts.Act(), Token);
        Assert.True((await world.AskAsync(world.Canada, revision: 3)).Value.Country.NeedsProof);
        Assert.False((await world.ProveAsync(BorderWorld.Canada)).NeedsProof);
    }

    [Fact]
    public async Task Ask_RequestThatIsNotForHereAndNow_IsRefused()
    {
        var world = await RegistryWorld.NewAsync();
        var registration = RegistryWorld.RegistrationOf(world.Canada);
        string[] wrong =
        [
            await world.SignAsync(registration, audience: "https://other.example"),
            await world.SignAsync(registration, life: TimeSpan.FromSeconds(-1)),
            await world.SignAsync(registration, life: TimeSpan.FromDays(60)),
            await world.SignAsync(registration, reason: "two\nlines"),
            "a.b.c",
            "",
        ];
        foreach (var compact in wrong)
            Assert.Equal(RegistryFailure.RequestNotValid, (await world.SendAsync(BorderWorld.Canada, compact)).Failure.Failure);
        var elsewhere = await world.SendAsync(Hierarchy.UnitedStates, await world.SignAsync(registration));
        Assert.Equal(RegistryFailure.RequestNotValid, elsewhere.Failure.Failure);
    }

    [Theory]
    [InlineData("AB")]
    [InlineData("ca")]
    public async Task Ask_CodeThatIsNone_IsRefused(string code)
    {
        var world = await RegistryWorld.NewAsync();
        var signer = RegistryWorld.RequestSignerOf(world.Canada);
        var chain = string.Join("\",\"", signer.Chain.Select(one => Convert.ToBase64String(one.Der.Span)));
        var compact = await TestTokens.SignAsync(
            signer.Key, $$"""{"alg":"ES256","typ":"JWT","x5c":["{{chain}}"]}""",
            $$"""
            {"aud":"{{RegistryWorld.Url}}","exp":4000000000,"revision":0,"reason":"x","registration":{"entry":{"country":"{{code}}"},
            "contact":{"regulator":"R","name":"N","email":"n@r.example"} } }
            """);
        Assert.Equal(RegistryFailure.TermsNotAllowed, (await world.SendAsync(BorderWorld.Canada, compact)).Failure.Failure);
    }

    [Fact]
    public async Task Ask_UrlOfAPrivateAddress_IsRefused()
    {
        var world = await RegistryWorld.NewAsync();
        var entry = RegistryWorld.EntryOf(world.Canada.PolicyAdministratorRoot, url: "https://10.0.0.1/ca-list");
        var outcome = await world.AskAsync(world.Canada, registration: new Registration(entry, RegistryWorld.Contact));
        Assert.Equal(RegistryFailure.TermsNotAllowed, outcome.Failure.Failure);
    }

    // Whoever asked first keeps the place until the registry has decided.
    [Fact]
    public async Task Ask_WhileAnothersRequestWaits_IsRefused()
    {
        var world = await RegistryWorld.NewAsync();
        await world.AskAsync(world.Canada);
        var other = await BorderWorld.AuthorityAsync(world.Time, "CA");
        Assert.Equal(RegistryFailure.RequestOfAnother, (await world.AskAsync(other, revision: 1)).Failure.Failure);
        Assert.Equal(2, (await world.AskAsync(world.Canada, revision: 1)).Value.Country.Revision);
        await world.Decide().RefuseAsync(BorderWorld.Canada, 2, world.Accounts.Act(), Token);
        Assert.Equal(RegistrationState.Pending, (await world.AskAsync(other, revision: 3)).Value.Country.State);
    }

    [Fact]
    public async Task Ask_ChangeUnderTheOldKey_WaitsWhileTheOldEntryIsPublished()
    {
        var world = await RegistryWorld.NewAsync();
        var registered = await world.RegisteredAsync(world.Canada);
        var next = await BorderWorld.AuthorityAsync(world.Time, "CA");
        var registration = RegistryWorld.RegistrationOf(next, "Canada anew");
        var asked = (await world.AskAsync(
            next, registered.Revision, registration, RegistryWorld.RequestSignerOf(world.Canada))).Value;
        Assert.Equal((RegistrationState.Registered, true), (asked.Country.State, asked.Country.NeedsProof));
        Assert.Equal("Example", Assert.Single(await world.Countries.GetPublishedAsync(Token)).Name);
        var proven = await world.ProveAsync(BorderWorld.Canada);
        var approved = (await world.Decide().ApproveAsync(proven.Country, proven.Revision, world.Accounts.Act(), Token)).Value;
        Assert.Equal("Canada anew", approved.Published!.Name);
        Assert.Equal(
            RegistryFailure.SignerNotAllowed,
            (await world.AskAsync(world.Canada, approved.Revision)).Failure.Failure);
    }

    [Fact]
    public async Task Ask_ChangeUnderANewKey_IsRefused()
    {
        var world = await RegistryWorld.NewAsync();
        var registered = await world.RegisteredAsync(world.Canada);
        var thief = await BorderWorld.AuthorityAsync(world.Time, "CA");
        Assert.Equal(RegistryFailure.SignerNotAllowed, (await world.AskAsync(thief, registered.Revision)).Failure.Failure);
    }

    [Fact]
    public async Task Ask_SameUrlAndRoots_NeedsNoSecondProof()
    {
        var world = await RegistryWorld.NewAsync();
        var registered = await world.RegisteredAsync(world.Canada);
        var asked = (await world.AskAsync(
            world.Canada, registered.Revision, RegistryWorld.RegistrationOf(world.Canada, "Canada"))).Value;
        Assert.Null(asked.Challenge);
        Assert.False(asked.Country.NeedsProof);
    }

    [Fact]
    public async Task Ask_OldRequestSentAgain_IsRefusedByItsRevision()
    {
        var world = await RegistryWorld.NewAsync();
        var compact = await world.SignAsync(RegistryWorld.RegistrationOf(world.Canada));
        await world.SendAsync(BorderWorld.Canada, compact);
        for (var revision = 1; revision < 10; revision++) await world.AskAsync(world.Canada, revision);
        Assert.Equal(RegistryFailure.RevisionDiffers, (await world.SendAsync(BorderWorld.Canada, compact)).Failure.Failure);
    }

    [Fact]
    public async Task Ask_TwoChangesAtOnce_OneIsRefused()
    {
        var world = await RegistryWorld.NewAsync();
        var registered = await world.RegisteredAsync(world.Canada);
        var outcomes = await Task.WhenAll(new[] { "One", "Two" }.Select(name => world.AskAsync(
            world.Canada, registered.Revision, RegistryWorld.RegistrationOf(world.Canada, name))));
        Assert.Single(outcomes, outcome => outcome.IsSuccess);
        Assert.Equal(RegistryFailure.RevisionDiffers, outcomes.Single(outcome => !outcome.IsSuccess).Failure.Failure);
    }

    [Fact]
    public async Task Prove_HostThatDoesNotAnswer_LeavesTheProofOpen()
    {
        var world = await RegistryWorld.NewAsync();
        var challenge = (await world.AskAsync(world.Canada)).Value.Challenge!;
        Assert.NotNull((await world.Register.ProveAsync(BorderWorld.Canada, address: null, Token)).Value.Fault);

        // A host that repeats what it is asked for proves nothing.
        world.Served[challenge.Url] = challenge.Token;
        var status = (await world.Register.ProveAsync(BorderWorld.Canada, address: null, Token)).Value;
        Assert.Equal(("the host serves something else than the answer", true), (status.Fault, status.Country.NeedsProof));
        var refused = await world.Decide().ApproveAsync(BorderWorld.Canada, 1, world.Accounts.Act(), Token);
        Assert.Equal(RegistryFailure.NotProven, refused.Failure.Failure);
    }

    [Fact]
    public async Task Prove_AnswerForOtherRoots_ProvesNothing()
    {
        var world = await RegistryWorld.NewAsync();
        var challenge = (await world.AskAsync(world.Canada)).Value.Challenge!;
        world.Served[challenge.Url] = challenge.Answer;
        Assert.False((await world.ProveAsync(BorderWorld.Canada)).NeedsProof);
        var other = await BorderWorld.AuthorityAsync(world.Time, "CA");
        await world.Decide().RefuseAsync(BorderWorld.Canada, 2, world.Accounts.Act(), Token);
        var asked = (await world.AskAsync(other, revision: 3)).Value;
        Assert.True(asked.Country.NeedsProof);
        Assert.NotEqual(challenge.Url, asked.Challenge!.Url);
    }

    [Fact]
    public async Task Prove_NothingThatWaits_IsRefused()
    {
        var world = await RegistryWorld.NewAsync();
        Assert.Equal(
            RegistryFailure.NotFound, (await world.Register.ProveAsync(BorderWorld.Canada, address: null, Token)).Failure.Failure);
        await world.RegisteredAsync(world.Canada);
        Assert.Equal(
            RegistryFailure.NothingProposed, (await world.Register.ProveAsync(BorderWorld.Canada, address: null, Token)).Failure.Failure);
    }
}
