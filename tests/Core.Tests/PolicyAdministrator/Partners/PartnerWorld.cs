using System.Collections.Concurrent;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Paths;
using Shaken.Core.PolicyAdministrator.Partners;
using Shaken.Core.Storage;
using Shaken.Core.Tests.PolicyAdministrator.Accounts;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust.Lists;
using Shaken.Local.Authorities;
using Shaken.Local.Blobs;

namespace Shaken.Core.Tests.PolicyAdministrator.Partners;

/// <summary>A policy administrator that reads the list of Canada's, whose server tests script.</summary>
internal sealed class PartnerWorld : IPartnerLists
{
    public const string X5u = "https://sti-pa.ca.example/list.crt";
    public const string Url = "https://sti-pa.ca.example/partner/v1/ca-list";

    private PartnerWorld(AccountWorld accounts, LocalAuthority canada)
    {
        (Accounts, Canada) = (accounts, canada);
        Certificates = new PublishedCertificates(Time);
        Certificates.Publish(X5u, [canada.ListSigner]);
    }

    public AccountWorld Accounts { get; }

    public LocalAuthority Canada { get; }

    public ManualTime Time => Accounts.Time;

    public IBlobs Blobs { get; init; } = new MemoryBlobs();

    public PublishedCertificates Certificates { get; }

    public LogLines<RefreshPartners> Log { get; } = new();

    /// <summary>What the server of each partner answers; a partner that is missing hangs until its time is up.</summary>
    public ConcurrentDictionary<string, Outcome<PartnerAnswer, TrustListRefusal>> Served { get; } = new(StringComparer.Ordinal);

    /// <summary>The requests, each with what it said for a conditional answer.</summary>
    public ConcurrentQueue<(string Partner, string? ETag)> Requests { get; } = new();

    public KnownPartners Partners =>
        new(Hierarchy.UnitedStates, Accounts.Audit, Accounts.Records, Time, SystemRandom.Instance);

    public PartnerStates States => new(Accounts.Records, Blobs, Certificates, Time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<PartnerWorld> NewAsync(IRecords? records = null)
    {
        var accounts = new AccountWorld(records);
        return new PartnerWorld(accounts, await BorderWorld.AuthorityAsync(accounts.Time, "CA"));
    }

    public static PartnerId Id(string text) => PartnerId.TryParse(text, out var id) ? id : throw new ArgumentException(text, nameof(text));

    public RefreshPartners NewRefresh(int atOnce = 24) =>
        new(atOnce, Partners, States, this, Time, SystemRandom.Instance, Log);

    public Task RunAsync() => NewRefresh().RunAsync(Token);

    public PartnerTerms Terms(params string[] countries) => new(
        "CST-GA", [.. (countries.Length == 0 ? ["CA"] : countries).Select(Hierarchy.Country)], Url, [Canada.PolicyAdministratorRoot]);

    public async Task<Partner> AddAsync(string id = "canada", PartnerTerms? terms = null) =>
        (await Partners.AddAsync(Id(id), terms ?? Terms(), Accounts.Act(), Token)).Value;

    public async Task<PartnerStatus> StatusAsync(string id = "canada") => (await States.FindAsync(Id(id), Token))!;

    public async Task<TrustList?> ListAsync(Partner partner) => await States.FindListAsync(partner, Token);

    /// <summary>A list that Canada's STI-PA signs.</summary>
    public Task<string> SignAsync(long sequence = 1, TimeSpan? life = null, ISigningKey? key = null, params TrustedRoot[] roots) =>
        TrustListSigner.SignAsync(
            roots.Length == 0 ? [Canada.Root] : roots, sequence, Time.GetUtcNow() + (life ?? TimeSpan.FromDays(7)),
            key ?? Canada.Administrator.SignerOf(SignedDocumentKind.TrustedCaList).Key, X5u, Token).AsTask();

    /// <summary>The server answers with this list.</summary>
    public void Serve(string? compact, string? etag = null, string id = "canada") =>
        Served[id] = new PartnerAnswer(compact, etag, LastModified: null);

    /// <summary>Nothing can be had.</summary>
    public void Refuse(TrustListFailure reason, string id = "canada") => Served[id] = new TrustListRefusal(reason, "as scripted");

    public async ValueTask<Outcome<PartnerAnswer, TrustListRefusal>> GetAsync(
        Partner partner, PartnerStatus status, CancellationToken cancellationToken)
    {
        Requests.Enqueue((partner.Id.Value, status.ETag));
        if (Served.TryGetValue(partner.Id.Value, out var answer)) return answer;
        await Task.Delay(Timeout.InfiniteTimeSpan, Time, cancellationToken);
        throw new InvalidOperationException("It hangs.");
    }
}
