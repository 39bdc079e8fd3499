using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.PolicyAdministrator.Authorities;
using Shaken.Core.PolicyAdministrator.Borders;
using Shaken.Core.PolicyAdministrator.Partners;
using Shaken.Core.Tests.Registry;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Registry;

namespace Shaken.Core.Tests.PolicyAdministrator.Borders;

/// <summary>An STI-PA of the United States that follows a registry, in which Canada is registered and serves its list.</summary>
internal sealed class SubscriptionWorld
{
    public const string ListUrl = "https://registry.example/registry/v1/list";

    public static readonly TimeSpan Notice = TimeSpan.FromHours(2);

    private SubscriptionWorld(RegistryWorld registry) => Registry = registry;

    public RegistryWorld Registry { get; }

    public LogLines<RegistryListRefresh> Log { get; } = new();

    public ManualTime Time => Registry.Time;

    public RegistrySubscriptions Subscriptions => Subscribing(needsTwo: false);

    public CountryPolicies Policies => new(
        new CountryPolicyRules(Hierarchy.UnitedStates), Registry.Accounts.Audit, Registry.Accounts.Records, Time, SystemRandom.Instance);

    public SubscribedRegistry Subscribed =>
        new(Subscriptions, Registry.Accounts.Records, Registry.Blobs, Registry.Certificates, Time);

    public PartnerStates States => new(Registry.Accounts.Records, Registry.Blobs, Registry.Certificates, Time);

    public RegistryPartners Partners => new(Notice, Subscribed, Policies, States, Time);

    public MergedRoots Merged
    {
        get
        {
            var (audit, records) = (Registry.Accounts.Audit, Registry.Accounts.Records);
            var known = new KnownPartners(Hierarchy.UnitedStates, audit, records, Time, SystemRandom.Instance);
            var accepted = new AcceptedRoots(false, known, States, audit, records, Time, SystemRandom.Instance);
            return new MergedRoots(new ApprovedAuthorities(records, Time), known, States, accepted, Time, Partners);
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The registry names Canada; nobody is subscribed yet.</summary>
    public static async Task<SubscriptionWorld> NewAsync(FailingBlobs? blobs = null)
    {
        var world = new SubscriptionWorld(await RegistryWorld.NewAsync(blobs: blobs));
        await world.Registry.RegisteredAsync(world.Registry.Canada);
        await world.Registry.ServeListAsync(world.Registry.Canada);
        await world.ServeAsync();
        return world;
    }

    public RegistrySubscriptions Subscribing(bool needsTwo) =>
        new(needsTwo, Registry.Accounts.Audit, Registry.Accounts.Records, Time, SystemRandom.Instance);

    public RegistryTerms Terms(string url = ListUrl) =>
        new("International registry", url, [Registry.Authority.PolicyAdministratorRoot]);

    /// <summary>The registry serves its next list.</summary>
    public async Task ServeAsync()
    {
        await Registry.Publisher.PublishAsync(isForced: false, Token);
        Registry.Served[ListUrl] = (await Registry.Publisher.FindCurrentAsync(Token))!.Jwt;
    }

    public async Task SubscribeAsync() =>
        Assert.True((await Subscriptions.SubscribeAsync(
            (await Subscriptions.GetAsync(Token)).Revision, Terms(), Registry.Accounts.Act(), Token)).IsSuccess);

    public Task FollowAsync() => new FollowRegistry(
        Subscriptions, Subscribed, Registry, Registry.Blobs, Time, SystemRandom.Instance, Log).RunAsync(Token);

    /// <summary>What our own policy says of Canada.</summary>
    public async Task DecideAsync(
        TrustMechanism mechanism, AttestationCeiling ceiling = AttestationCeiling.A, bool isExcluded = false)
    {
        var revision = (await Policies.FindAsync(BorderWorld.Canada, Token))?.Revision ?? 0;
        var terms = new CountryTerms(new CountryTrust(mechanism, ceiling, isExcluded), [], [], []);
        Assert.True((await Policies.SetAsync(BorderWorld.Canada, revision, terms, Registry.Accounts.Act(), Token)).IsSuccess);
    }

    /// <summary>What the timer of partners' lists does.</summary>
    public Task RefreshListsAsync() => new RefreshPartners(
        24, Partners, States, new GuardedPartnerLists(Registry), Time, SystemRandom.Instance,
        NullLogger<RefreshPartners>.Instance).RunAsync(Token);

    /// <summary>The roots on the own list with their origins.</summary>
    public async Task<IReadOnlyList<(string Root, string? Origin)>> OriginsAsync() =>
        [.. (await Merged.GetWithOriginsAsync(Token)).Select(one => (one.Root.Certificate.Fingerprint, one.Origin?.Value))];

    /// <summary>A list that the registry signs, whatever its sequence.</summary>
    public async Task<string> SignAsync(long sequence, TimeSpan? life = null, params IReadOnlyList<RegistryEntry> entries) =>
        await RegistryListSigner.SignAsync(
            entries, sequence, Time.GetUtcNow() + (life ?? TimeSpan.FromDays(7)),
            Registry.Authority.Administrator.SignerOf(SignedDocumentKind.RegistryList).Key, RegistryWorld.X5u, Token);
}
