using Shaken.Core.Accounts;
using Shaken.Core.Certificates;
using Shaken.Core.Foundations;
using Shaken.Core.Issuing;
using Shaken.Core.Repository;
using Shaken.Core.Signing;
using Shaken.Core.Storage;
using Shaken.Core.Tests.CallPlacement;
using Shaken.Core.Tests.Support;
using Shaken.Local.Blobs;
using Shaken.Local.Keys;
using Shaken.Local.Records;

namespace Shaken.Core.Tests.Issuing;

/// <summary>A CA with its store, seen by an instance whose store fails when a test says so and by one whose store does not.</summary>
internal sealed class IssuanceWorld : IKnownAccountKeys
{
    public const string Account = "account";

    private readonly MemoryRecords _memory = new();
    private readonly MemoryBlobs _blobs = new();

    private IssuanceWorld(Hierarchy hierarchy, IssuingOptions options)
    {
        (Hierarchy, Options) = (hierarchy, options);
        Records = new WatchedRecords(_memory);
        Repository = new CertificateRepository(_blobs);
        Issued = new IssuedCertificates(_memory);
        Failing = NewIssuance(new FaultyRecords(Records, Outage), new FaultyBlobs(_blobs, Outage), [Current]);
        Healthy = NewIssuance([Current]);
    }

    public Hierarchy Hierarchy { get; }

    public IssuingOptions Options { get; }

    public ManualTime Time { get; } = new();

    public Outage Outage { get; } = new();

    public WatchedRecords Records { get; }

    public CertificateRepository Repository { get; }

    public IssuedCertificates Issued { get; }

    public CertificateIssuance Failing { get; }

    public CertificateIssuance Healthy { get; }

    public HashSet<JsonWebKey> AccountKeys { get; } = [];

    public IssuingAuthority Current => AuthorityOf(Hierarchy);

    public static async Task<IssuanceWorld> NewAsync(Func<IssuingOptions, IssuingOptions>? change = null)
    {
        var options = new IssuingOptions { Policy = Hierarchy.Policy, CertificateBaseUrl = new Uri("https://cr.example/certificates") };
        return new IssuanceWorld(await Hierarchy.NewAsync(), change?.Invoke(options) ?? options);
    }

    public static IssuingAuthority AuthorityOf(Hierarchy hierarchy) => new(hierarchy.Intermediate, [hierarchy.Intermediate.Certificate]);

    public CertificateIssuance NewIssuance(IReadOnlyList<IssuingAuthority> authorities) => NewIssuance(Records, _blobs, authorities);

    public async Task<IssuanceOrder> OrderAsync(string id, SoftwareKey? key = null, string account = Account, TnAuthList? list = null, bool isCa = false)
    {
        list ??= TnAuthList.Of(new SpcEntry(Hierarchy.Provider.Code));
        var csr = await SigningRequestWriter.WriteAsync(key ?? SoftwareKey.New(), list, subject: null, isCa, TestContext.Current.CancellationToken);
        return new IssuanceOrder(id, account, "Example Telephone", csr, Grant(list, isCa), NotBefore: null, NotAfter: null);
    }

    public VerifiedAuthorityToken Grant(TnAuthList list, bool isCa = false, string country = "US", TimeSpan? life = null) =>
        VerifiedAuthorityToken.Restore(list, TnAuthListDer.Write(list), isCa, Time.GetUtcNow() + (life ?? TimeSpan.FromDays(7)), "id", Hierarchy.Country(country));

    /// <summary>Serial numbers that were ever stored for an order.</summary>
    public IEnumerable<string> SerialsOf(string orderId) => Records.Written
        .Where(record => record.Key is { Table: "Issuances" } key && key.Partition == orderId)
        .Select(record => IssuanceDocument.Read(record.Document).Terms.SerialNumber.ToString()).Distinct();

    public async ValueTask<bool> IsKnownAsync(JsonWebKey key, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return AccountKeys.Contains(key);
    }

    private CertificateIssuance NewIssuance(IRecords records, IBlobs blobs, IReadOnlyList<IssuingAuthority> authorities) =>
        new(Options, authorities, new IssuedCertificates(records), this, new CertificateRepository(blobs), records, Time, SystemRandom.Instance);
}
