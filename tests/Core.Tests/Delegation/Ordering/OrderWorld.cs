using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Core.CertificateRepository;
using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.CertificationAuthority.Issuing;
using Shaken.Core.CertificationAuthority.Revoking;
using Shaken.Core.Delegation.Ordering;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Support;
using Shaken.Local.Blobs;

namespace Shaken.Core.Tests.Delegation.Ordering;

/// <summary>A provider's CA for its customers, with the parts that an ACME server has below its HTTP, over the grants of a <see
/// cref="GrantWorld"/>.</summary>
internal sealed class OrderWorld
{
    private OrderWorld(GrantWorld grants, IssuingAuthority authority)
    {
        var (records, time) = (new PrefixedRecords(grants.Memory, "Delegation"), grants.Time);
        Grants = grants;
        Register = new RevocationRegister(grants.Memory, time);
        var (issued, compromised) = (new IssuedCertificates(records), new CompromisedKeys(records));
        var revoke = new RevokeIssued(issued, compromised, Register, time);
        var repository = new PublishedChains(new MemoryBlobs());
        Certificates = new OwnAcmeCertificates(issued, new OwnCertificates(issued, repository, [authority]), revoke, Register);
        Ledger = new DelegateCertificates(grants.Memory, Certificates, time);

        // Known before an instance is made: it asks those that are known then.
        grants.Issued.Add(Ledger);
        Instance = grants.NewInstance();
        Accounts = new AcmeAccounts(records);
        Entitlement = new CustomerEntitlement(Instance.Grants, authority.Authority.Certificate, time);
        var options = new IssuingOptions
        {
            Policy = Hierarchy.Policy, CertificateBaseUrl = new Uri("https://cr.example/certificates"),
            AllowsDelegation = true, EndsWithToken = true,
        };
        var issuance = new CertificateIssuance(
            options, [authority], issued, compromised, revoke, new CustomerAccounts(Accounts, Entitlement), repository, records, time,
            SystemRandom.Instance, NullLogger<CertificateIssuance>.Instance);
        Issuing = new DelegateIssuing(new OwnIssuing(issuance, new AcmeOptions()), Certificates, Ledger, "own");
    }

    public GrantWorld Grants { get; }

    public GrantInstance Instance { get; }

    public AcmeAccounts Accounts { get; }

    public CustomerEntitlement Entitlement { get; }

    public RevocationRegister Register { get; }

    public IAcmeCertificates Certificates { get; }

    public DelegateCertificates Ledger { get; }

    public IAcmeIssuing Issuing { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <param name="scope">DER in hexadecimal of the TNAuthList of the CA.</param>
    public static async Task<OrderWorld> StartAsync(string scope = "3008A006160431323334")
    {
        var hierarchy = await Hierarchy.NewAsync(pathLength: 1);
        var key = SoftwareKey.New();
        var draft = CertificateDraft.DelegateCa(
            hierarchy.Intermediate.Certificate, Hierarchy.Policy, "Provider", "SHAKEN Provider", Hierarchy.Numbers(scope),
            Hierarchy.Terms(), key.PublicKey,
            pathLength: 0);
        var certificate = (await hierarchy.Intermediate.IssueAsync(Hierarchy.Linted(draft), Token)).Value;
        return new OrderWorld(
            await GrantWorld.StartAsync(), new IssuingAuthority(
                new CertificateAuthority(certificate, key), [certificate, hierarchy.Intermediate.Certificate]));
    }

    /// <summary>An account that is bound to a customer; null: to none.</summary>
    public async Task<AcmeAccount> AccountAsync(string? customer)
    {
        var key = JsonWebKey.From(SoftwareKey.New().PublicKey);
        var id = await Accounts.ReserveAsync(key, AcmeId.New(SystemRandom.Instance), keptUntil: null, Token);
        var account = new AcmeAccount(
            id, key, AcmeAccountStatus.Valid, [], TermsAgreed: true, ExternalKeyId: null, ExternalBinding: null, "Customer", Grants.Now,
            Customer: customer);
        Assert.True(await Accounts.TryAddAsync(account, Token));
        return account;
    }

    public static TnAuthList List(NumberSet numbers) =>
        numbers.TryToTnAuthList(out var list) ? list : throw new ArgumentException("No list.", nameof(numbers));

    /// <summary>An order that was finalized just now.</summary>
    public AcmeOrder Order(AcmeAccount account, TnAuthList list, AcmeGrant grant) => new(
        AcmeId.New(SystemRandom.Instance), account.Id, AcmeIdentifier.Of(list), TnAuthListDer.Write(list), Grants.Now,
        Grants.Now.AddDays(1), NotBefore: null,
        NotAfter: null, AcmeOrderStatus.Processing,
        new AcmeAuthorization(AcmeAuthorizationStatus.Valid, grant.TokenExpiresAt, "token", Grants.Now, grant));

    public async Task<Outcome<AcmeIssuance, AcmeProblem>> IssueAsync(AcmeOrder order, AcmeAccount account)
    {
        Assert.True(TnAuthListDer.TryRead(order.Authority, out var list));
        var csr = await SigningRequestWriter.WriteAsync(SoftwareKey.New(), list, subject: null, isCa: false, Token);
        return await Issuing.IssueAsync(order, account, csr, Token);
    }
}
