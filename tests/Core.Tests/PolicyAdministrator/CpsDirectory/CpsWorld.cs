using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Core.Auditing;
using Shaken.Core.CallPlacement.Directory;
using Shaken.Core.CertificationAuthority.Revoking;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.PolicyAdministrator.Accounts;
using Shaken.Core.PolicyAdministrator.Authorities;
using Shaken.Core.PolicyAdministrator.CpsDirectory;
using Shaken.Core.PolicyAdministrator.Lists;
using Shaken.Core.PolicyAdministrator.Publishing;
using Shaken.Core.Storage;
using Shaken.Core.Tests.PolicyAdministrator.Accounts;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust;
using Shaken.Local.Authorities;
using Shaken.Local.Blobs;

namespace Shaken.Core.Tests.PolicyAdministrator.CpsDirectory;

/// <summary>A policy administrator with a directory, an approved CA, and hosts without a network.</summary>
internal sealed class CpsWorld : IUrlFetcher, IAddressResolver
{
    public const string Url = "https://cps.example/cps/company/1234";

    private const string X5u = "https://pa.example/cps-mapping.crt";

    private CpsWorld(AccountWorld accounts, IBlobs blobs, LocalAuthority authority)
    {
        (Accounts, Blobs, Authority) = (accounts, blobs, authority);
        Certificates = new PublishedCertificates(Time);
        Certificates.Publish(X5u, authority.Administrator.SignerOf(SignedDocumentKind.CpsMapping).Chain);
        Names["cps.example"] = [IPAddress.Parse("198.41.0.4")];
    }

    public AccountWorld Accounts { get; }

    public LocalAuthority Authority { get; }

    public ManualTime Time => Accounts.Time;

    public IRecords Records => Accounts.Records;

    public IBlobs Blobs { get; }

    public PublishedCertificates Certificates { get; }

    /// <summary>What hosts serve, by URL.</summary>
    public Dictionary<string, string> Served { get; } = [];

    public Dictionary<string, IPAddress[]> Names { get; } = [];

    public RevocationRegister Register => new(Records, Time);

    public CpsEntries Entries => new(Accounts.Accounts, Accounts.Audit, Records, Time, SystemRandom.Instance);

    public ProvisionCps Provision
    {
        get
        {
            var judge = new ProviderCertificates(new ApprovedAuthorities(Records, Time), Register, Time);
            return new ProvisionCps(
                Hierarchy.UnitedStates, Accounts.Accounts, Entries, new CpsUrlRules(new FetchingOptions(), this),
                new CpsChallenges(Records, this, Time, SystemRandom.Instance), new CpsAdvertisements(Certificates, judge));
        }
    }

    public CpsMappingReader Reader => new(Certificates, new TrustDomain([Authority.PolicyAdministratorRoot], Time), Time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The account "one" has the code 1234 and is open; "two" has 5678.</summary>
    public static async Task<CpsWorld> NewAsync(IRecords? records = null)
    {
        var accounts = new AccountWorld(records);
        var authority = await LocalAuthority.NewAsync(Hierarchy.UnitedStates, "Test", accounts.Time, SystemRandom.Instance, Token);
        var world = new CpsWorld(accounts, new MemoryBlobs(), authority);
        await accounts.AccountAsync("one", "1234", AccountState.Open);
        await accounts.AccountAsync("two", "5678", AccountState.Open);
        await world.ApproveAsync(authority, AuthorityState.Approved);
        return world;
    }

    public static ServiceProviderCode Code(string text) =>
        ServiceProviderCode.TryParse(text, out var code) ? code : throw new ArgumentException(text, nameof(text));

    public async Task ApproveAsync(LocalAuthority authority, AuthorityState state)
    {
        var (now, operatorOf) = (Time.GetUtcNow(), new AuditParty("operator", "alice"));
        var approved = new ApprovedAuthority(authority.Root, "CA", "https://ca.example/cps", state, 1, now, now, operatorOf);
        await new ApprovedAuthorities(Records, Time).TryWriteAsync(approved, [], pending: null, expected: null, Token);
    }

    public async Task<Outcome<CpsProvision, CpsDirectoryRefusal>> PutAsync(
        string url = Url, string account = "one", string code = "1234", string? advertisement = null) =>
        await Provision.ProvisionAsync(account, Code(code), url, advertisement, Accounts.Act(), Token);

    /// <summary>Provisions a URL whose host answers.</summary>
    public async Task<CpsEntry> ProvenAsync(string url = Url, string account = "one", string code = "1234")
    {
        var challenge = (await PutAsync(url, account, code)).Value.Challenge!;
        Served[challenge.Url] = challenge.Answer;
        return (await PutAsync(url, account, code)).Value.Entry!;
    }

    public CpsListPublisher Publisher() => new(
        new CpsListPublication(
            "national", Hierarchy.UnitedStates, Authority.Administrator.SignerOf(SignedDocumentKind.CpsMapping).Key, X5u,
            TrustListSchedule.Default),
        Entries, Records, Blobs, Time, NullLogger<CpsListPublisher>.Instance);

    public async Task<PublishedJwt> PublishAsync(bool isForced = false) => (await Publisher().PublishAsync(isForced, Token)).Value;

    public async Task<CpsMapping> ReadAsync(PublishedJwt list, CpsMapping? last = null) =>
        (await Reader.ReadAsync(list.Jwt, last, Token)).Value;

    public Task<Outcome<FetchedDocument, FetchRefusal>> FetchAsync(
        string url, FetchProfile profile, CancellationToken cancellationToken) =>
        Task.FromResult<Outcome<FetchedDocument, FetchRefusal>>(Served.TryGetValue(url, out var text)
            ? new FetchedDocument(Encoding.UTF8.GetBytes(text), "text/plain", MaxAge: null)
            : new FetchRefusal(FetchFailure.StatusNotOk, "the host answered 404"));

    public Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<IPAddress>>(Names.GetValueOrDefault(host) ?? []);
}
