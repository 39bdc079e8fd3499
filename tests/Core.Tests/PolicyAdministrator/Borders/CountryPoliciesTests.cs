using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Paths;
using Shaken.Core.PolicyAdministrator.Borders;
using Shaken.Core.PolicyAdministrator.Lists;
using Shaken.Core.Tests.PolicyAdministrator.Accounts;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Countries;
using Shaken.Local.Blobs;

namespace Shaken.Core.Tests.PolicyAdministrator.Borders;

public sealed class CountryPoliciesTests
{
    private static readonly CountryTerms Merged = new(CountryTrust.OfListed, [], [], []);
    private static readonly CountryTerms Excluded = Merged with { Trust = CountryTrust.OfListed with { IsExcluded = true } };

    private readonly AccountWorld _accounts = new();
    private readonly MemoryBlobs _blobs = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Set_Terms_AreInForceAndInTheAuditLog()
    {
        var entry = (await SetAsync(Policies(), Merged)).Value;
        Assert.Equal((Merged.Trust, null, 1L), (entry.Terms!.Trust, entry.Proposed, entry.Revision));
        var audited = (await _accounts.Audit.FindAsync(1, Token))!.Act;
        Assert.Equal(("country-terms-set", "country:CA"), (audited.Action, audited.Subject.ToString()));
        Assert.Equal("terms", Assert.Single(audited.Changes).Field);
    }

    [Fact]
    public async Task Set_Revision_MustBeTheOneThatWasRead()
    {
        var policies = Policies();
        await SetAsync(policies, Merged);
        Assert.Equal(CountryPolicyEntryFailure.RevisionDiffers, (await SetAsync(policies, Excluded)).Failure.Failure);
        Assert.Equal(2, (await SetAsync(policies, Excluded, revision: 1)).Value.Revision);
    }

    [Fact]
    public async Task Set_TermsThatDoNotFit_AreRefused()
    {
        var own = new CountryTerms(CountryTrust.OfOwn, [], [], []);
        (CountryCode Country, CountryTerms Terms)[] wrong =
        [
            (BorderWorld.Canada, own),
            (Hierarchy.UnitedStates, Merged),
            (Hierarchy.UnitedStates, own with { Trust = CountryTrust.OfOwn with { IsExcluded = true } }),
            (BorderWorld.Canada, Merged with { Roots = [new string('a', 64)] }),
        ];
        foreach (var (country, terms) in wrong)
        {
            var outcome = await Policies().SetAsync(country, 0, terms, _accounts.Act(), Token);
            Assert.Equal(CountryPolicyEntryFailure.TermsNotAllowed, outcome.Failure.Failure);
        }
    }

    [Fact]
    public async Task Set_WhereTwoOperatorsAreNeeded_WaitsForAnother()
    {
        var policies = Policies(needsTwo: true);
        var proposed = (await SetAsync(policies, Merged)).Value;
        Assert.Equal((null, Merged.Trust), (proposed.Terms, proposed.Proposed!.Trust));
        Assert.Equal(
            CountryPolicyEntryFailure.AnotherOperatorNeeded,
            (await policies.ApproveAsync(BorderWorld.Canada, 1, _accounts.Act(), Token)).Failure.Failure);
        var approved = (await policies.ApproveAsync(BorderWorld.Canada, 1, ActOf("bob"), Token)).Value;
        Assert.Equal((Merged.Trust, null, 2L), (approved.Terms!.Trust, approved.Proposed, approved.Revision));
        Assert.Equal(
            CountryPolicyEntryFailure.NothingProposed,
            (await policies.ApproveAsync(BorderWorld.Canada, 2, _accounts.Act(), Token)).Failure.Failure);
    }

    [Fact]
    public async Task Set_Exclusion_NeedsOneOperatorOnly()
    {
        var policies = Policies(needsTwo: true);
        var entry = (await SetAsync(policies, Excluded)).Value;
        Assert.Equal((true, null), (entry.Terms!.Trust.IsExcluded, entry.Proposed));
    }

    [Fact]
    public async Task Publish_Policy_NamesTheOwnCountryAndThoseWithTerms()
    {
        var world = await BorderWorld.NewAsync();
        var (policies, publisher) = Publisher(world);
        await SetAsync(policies, Excluded with { AdministratorRoots = [world.Other.PolicyAdministratorRoot] });
        var published = (await publisher.PublishAsync(isForced: false, Token)).Value;
        Assert.Equal((1L, 2), (published.Sequence, published.Count));
        var policy = await ReadAsync(world, published.Jwt);
        Assert.Equal(["CA", "US"], policy.Countries.Keys.Select(country => country.Value).Order(StringComparer.Ordinal));

        // Roots are those on the trusted-CA list.
        Assert.Equal([world.Own.Root.Certificate.Fingerprint], policy.Countries[Hierarchy.UnitedStates].Roots);
        Assert.Equal([world.Other.Root.Certificate.Fingerprint], policy.Countries[BorderWorld.Canada].Roots);
        Assert.True(policy.Countries[BorderWorld.Canada].Trust.IsExcluded);
        Assert.Equal(
            world.Other.PolicyAdministratorRoot.Certificate.Fingerprint,
            policy.Countries[BorderWorld.Canada].AdministratorRoots[0].Certificate.Fingerprint);
    }

    [Fact]
    public async Task Publish_AfterTermsChanged_RaisesTheSequenceByOne()
    {
        var world = await BorderWorld.NewAsync();
        var (policies, publisher) = Publisher(world);
        await publisher.PublishAsync(isForced: false, Token);
        Assert.Equal(TrustListPublishFailure.NotDue, (await publisher.PublishAsync(isForced: false, Token)).Failure);
        await SetAsync(policies, Merged);
        Assert.Equal(2, (await publisher.PublishAsync(isForced: false, Token)).Value.Sequence);
        Assert.Equal(1, (await publisher.FindAsync(1, Token))!.Sequence);
        Assert.Equal(2, (await publisher.FindCurrentAsync(Token))!.Sequence);
    }

    [Fact]
    public async Task Publish_ProposalThatWaits_IsNotInThePolicy()
    {
        var world = await BorderWorld.NewAsync();
        var (policies, publisher) = Publisher(world, needsTwo: true);
        await SetAsync(policies, Merged);
        var policy = await ReadAsync(world, (await publisher.PublishAsync(isForced: false, Token)).Value.Jwt);
        Assert.Equal(["US"], policy.Countries.Keys.Select(country => country.Value));
    }

    // Without these roots and CRLs nobody could check a foreign certificate for revocation.
    [Fact]
    public async Task Publish_DocumentsOfListedCountry_AreInThePolicyWithoutTerms()
    {
        const string Crl = "https://sti-pa.example/download/v1/partner-crl/canada/0.crl";
        var world = await BorderWorld.NewAsync();
        var documents = new CountryDocuments([world.Other.PolicyAdministratorRoot], [Crl]);
        var (policies, publisher) = Publisher(world, documents: [new Known(documents)]);
        var policy = await ReadAsync(world, (await publisher.PublishAsync(isForced: false, Token)).Value.Jwt);

        // Neither the own country, nor one without a root on the list.
        Assert.Equal(["CA", "US"], policy.Countries.Keys.Select(country => country.Value).Order(StringComparer.Ordinal));
        var terms = policy.Countries[BorderWorld.Canada];
        Assert.Equal((CountryTrust.OfListed, Crl), (terms.Trust, Assert.Single(terms.CrlUrls)));
        Assert.Equal(IdOf(world.Other.PolicyAdministratorRoot), IdOf(Assert.Single(terms.AdministratorRoots)));
        Assert.Empty(policy.Countries[Hierarchy.UnitedStates].CrlUrls);

        // What operators set comes first, and decides.
        await SetAsync(policies, Excluded with { CrlUrls = ["https://sti-pa.ca.example/crl"] });
        policy = await ReadAsync(world, (await publisher.PublishAsync(isForced: false, Token)).Value.Jwt);
        terms = policy.Countries[BorderWorld.Canada];
        Assert.True(terms.Trust.IsExcluded);
        Assert.Equal(["https://sti-pa.ca.example/crl", Crl], terms.CrlUrls);
    }

    private static string IdOf(TrustedRoot root) => root.Certificate.Fingerprint;

    private CountryPolicies Policies(bool needsTwo = false) => new(
        new CountryPolicyRules(Hierarchy.UnitedStates, needsTwo), _accounts.Audit, _accounts.Records, _accounts.Time,
        SystemRandom.Instance);

    private ValueTask<Outcome<CountryPolicyEntry, CountryPolicyEntryRefusal>> SetAsync(
        CountryPolicies policies, CountryTerms terms, long revision = 0) =>
        policies.SetAsync(BorderWorld.Canada, revision, terms, _accounts.Act(), Token);

    private static ActRequest ActOf(string name) =>
        ActRequest.TryCreate(new AuditParty("operator", name), "192.0.2.1", "as decided", "request", out var act, out var failure)
            ? act
            : throw new ArgumentException(failure, nameof(name));

    private (CountryPolicies Policies, CountryPolicyPublisher Publisher) Publisher(
        BorderWorld world, bool needsTwo = false, ICountryDocuments[]? documents = null)
    {
        var policies = Policies(needsTwo);
        var publication = new CountryPolicyPublication(
            "national", Hierarchy.UnitedStates, world.Own.Administrator.SignerOf(SignedDocumentKind.CountryPolicy).Key,
            BorderWorld.PolicyX5u, TrustListSchedule.Default);
        return (policies, new CountryPolicyPublisher(
            publication, policies, new Listed([world.Own.Root, world.Other.Root]), documents ?? [], _accounts.Records, _blobs,
            _accounts.Time, NullLogger<CountryPolicyPublisher>.Instance));
    }

    private static async Task<CountryPolicy> ReadAsync(BorderWorld world, string jwt) =>
        (await world.PolicyReader.ReadAsync(jwt, last: null, Token)).Value;

    // Of three countries.
    private sealed class Known(CountryDocuments documents) : ICountryDocuments
    {
        public ValueTask<IReadOnlyDictionary<CountryCode, CountryDocuments>> GetAsync(CancellationToken cancellationToken) =>
            ValueTask.FromResult<IReadOnlyDictionary<CountryCode, CountryDocuments>>(new Dictionary<CountryCode, CountryDocuments>
            {
                [Hierarchy.UnitedStates] = documents, [BorderWorld.Canada] = documents, [Hierarchy.Country("FR")] = documents,
            });
    }

    private sealed class Listed(IReadOnlyList<TrustedRoot> roots) : IApprovedRoots
    {
        public ValueTask<IReadOnlyList<TrustedRoot>> GetAsync(CancellationToken cancellationToken) => ValueTask.FromResult(roots);
    }
}
