using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Shaken.Core.CertificateRepository;
using Shaken.Core.CertificationAuthority.Issuing;
using Shaken.Core.CertificationAuthority.Revoking;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Tests.Support;
using Shaken.Core.Tokens;
using Shaken.Local.Blobs;
using Shaken.Local.Records;

namespace Shaken.Core.Tests.CertificationAuthority.Issuing;

/// <summary>A CA with a store that a test can break, and orders for it.</summary>
internal sealed class IssuanceWorld : ISubscriberAccounts, IRandom
{
    public const string Spc = "3008A006160431323334";
    public const string OtherSpc = "3008A006160435363738";
    public const string Block = "3014A1123010160B3132303235353530313030020132";

    private IssuanceWorld(Hierarchy hierarchy, ManualTime time)
    {
        (Hierarchy, Time) = (hierarchy, time);
        Store = new FailingStore(new MemoryRecords(), new MemoryBlobs());
        Repository = new PublishedChains(Store.Blobs);
        Index = new IssuedIndex(Store);
        Issued = new IssuedCertificates(Store, Index);
        Compromised = new CompromisedKeys(Store);
        Register = new RevocationRegister(Store, time);
        Revoke = new RevokeIssued(Issued, Compromised, Register, time);
        Authority = hierarchy.Intermediate;
    }

    public Hierarchy Hierarchy { get; }

    public ManualTime Time { get; }

    public FailingStore Store { get; }

    public PublishedChains Repository { get; }

    public IssuedIndex Index { get; }

    public IssuedCertificates Issued { get; }

    public CompromisedKeys Compromised { get; }

    public RevocationRegister Register { get; }

    public RevokeIssued Revoke { get; }

    public CertificateAuthority Authority { get; set; }

    public IssuingOptions Options { get; set; } = new() { Policy = Hierarchy.Policy, CertificateBaseUrl = new Uri("https://cr.example/certificates") };

    public LogLines<CertificateIssuance> Log { get; } = new();

    /// <summary>Keys of ACME accounts.</summary>
    public HashSet<JsonWebKey> AccountKeys { get; } = [];

    /// <summary>Accounts that the operator suspended.</summary>
    public HashSet<string> Suspended { get; } = [];

    /// <summary>A generator that gives the same octets again and again.</summary>
    public bool IsStuck { get; set; }

    public static async Task<IssuanceWorld> NewAsync(int? pathLength = 0, DateTimeOffset? now = null) =>
        new(await Hierarchy.NewAsync(pathLength), new ManualTime(now ?? Hierarchy.Start.AddDays(30)));

    /// <summary>Puts a provider's CA in the issuing CA's place, below it and with a TNAuthList.</summary>
    public async Task DelegateAsync(string hex)
    {
        var key = Core.Keys.Software.SoftwareKey.New();
        var draft = CertificateDraft.DelegateCa(Hierarchy.Intermediate.Certificate, Hierarchy.Policy, "Provider", "SHAKEN Provider", Hierarchy.Numbers(hex), Hierarchy.Terms(), key.PublicKey, pathLength: 1);
        var outcome = await Hierarchy.Intermediate.IssueAsync(Hierarchy.Linted(draft), TestContext.Current.CancellationToken);
        Authority = new CertificateAuthority(outcome.Value, key);
    }

    /// <summary>Another instance over the same store.</summary>
    public CertificateIssuance NewIssuance() =>
        new(Options, [new IssuingAuthority(Authority, [Hierarchy.Intermediate.Certificate])], Issued, Compromised, Revoke, this,
            Repository, Store, Time, this, Log);

    public ValueTask<bool> HasKeyAsync(JsonWebKey key, CancellationToken cancellationToken) => ValueTask.FromResult(AccountKeys.Contains(key));

    public ValueTask<bool> IsSuspendedAsync(string accountId, CancellationToken cancellationToken) => ValueTask.FromResult(Suspended.Contains(accountId));

    public void Fill(Span<byte> octets)
    {
        if (IsStuck) octets.Fill(0x42);
        else SystemRandom.Instance.Fill(octets);
    }

    public VerifiedAuthorityToken Token(string hex = Spc, bool isCa = false, string country = "US", DateTimeOffset? expiresAt = null) =>
        VerifiedAuthorityToken.Restore(Hierarchy.Numbers(hex), Convert.FromHexString(hex), isCa, expiresAt ?? Time.GetUtcNow().AddHours(2), "token-1", Hierarchy.Country(country));

    public IssuanceOrder Order(ECDsa? key = null, string id = "order-1", string account = "account-1") =>
        new(id, account, "Example Telephone", Csr(key, List(Spc)), Token(), NotBefore: null, NotAfter: null);

    public static X509Extension List(string hex) => new(Oids.TnAuthList, Convert.FromHexString(hex), critical: false);

    /// <summary>A CSR as .NET writes it, with any extensions.</summary>
    public static SigningRequest Csr(ECDsa? key, params X509Extension[] extensions)
    {
        using var fresh = key is null ? ECDsa.Create(ECCurve.NamedCurves.nistP256) : null;
        var request = new CertificateRequest("", key ?? fresh!, HashAlgorithmName.SHA256);
        foreach (var extension in extensions) request.CertificateExtensions.Add(extension);
        Assert.True(SigningRequest.TryRead(request.CreateSigningRequest(), out var read, out var refusal), refusal?.Detail);
        return read;
    }

    /// <summary>The fingerprints of everything that the STI-CR publishes.</summary>
    public async Task<IReadOnlyList<string>> PublishedAsync() => (await Repository.ListAsync(continuation: null, 100, TestContext.Current.CancellationToken)).Ids;
}
