using Shaken.Core.CertificateRepository;
using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.Delegation.Grants;
using Shaken.Core.Delegation.Ordering;
using Shaken.Core.Delegation.Ordering.Upstream;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.ServiceProvider.AcmeClient;
using Shaken.Core.ServiceProvider.Renewal;
using Shaken.Core.Storage;
using Shaken.Core.Tests.ServiceProvider.AcmeClient;
using Shaken.Core.Tests.Support;
using Shaken.Core.Tokens;
using Shaken.Local.Authorities;
using Shaken.Local.Blobs;

namespace Shaken.Core.Tests.Delegation.Ordering;

/// <summary>Customers' orders that a scripted STI-CA answers, over the grants of a <see cref="GrantWorld"/>.</summary>
internal sealed class UpstreamWorld
{
    private readonly CertificateAuthority _authority;
    private readonly Hierarchy _hierarchy;

    private UpstreamWorld(GrantWorld grants, Hierarchy hierarchy, CertificateAuthority authority, LocalAuthority local)
    {
        (Grants, _hierarchy, _authority) = (grants, hierarchy, authority);
        var time = grants.Time;
        Ca = new ScriptedCa(local, time) { Issue = IssueAtCaAsync };
        Tokens = new ScriptedTokens(new SpcTokenIssuer(
            SoftwareKey.New(), "https://sti-pa.example/token-signer.pem", TkvalueForm.Base64, time, SystemRandom.Instance));
        var key = SoftwareKey.New();
        var account = new AccountAtCa(
            new HttpMessageInvoker(Ca), ScriptedCa.Directory, _ => ValueTask.FromResult<ISigningKey>(key),
            new AcmeRegistration([], AgreesToTerms: true), Tokens, FingerprintForm.Jwk, time);
        var records = new PrefixedRecords(grants.Memory, "Delegation");
        Accounts = new AcmeAccounts(records);
        Orders = new UpstreamOrders(records);
        Certificates = new UpstreamCertificates(Orders, account, time);
        Ledger = new DelegateCertificates(grants.Memory, Certificates, time);

        // Known before an instance is made: it asks those that are known then.
        grants.Issued.Add(Ledger);
        Instance = grants.NewInstance();
        Entitlement = new CustomerEntitlement(Instance.Grants, issuer: null, time);
        var options = new UpstreamOptions(new Uri("https://cr.example/certificates"), TimeSpan.FromDays(90))
        {
            // The clock stands still, so nothing is waited for within a request.
            Patience = new OrderPatience(TimeSpan.FromMilliseconds(2), TimeSpan.FromSeconds(2), TimeSpan.FromMilliseconds(1)),
        };
        Issuing = new DelegateIssuing(
            new UpstreamIssuing(
                options, AcmeProfiles.None, Orders, Certificates, account, Accounts, Entitlement, Repository, domain: null, time, Log),
            Certificates, Ledger, "upstream");
    }

    public GrantWorld Grants { get; }

    public GrantInstance Instance { get; }

    public ScriptedCa Ca { get; }

    public ScriptedTokens Tokens { get; }

    public AcmeAccounts Accounts { get; }

    public UpstreamOrders Orders { get; }

    public IAcmeCertificates Certificates { get; }

    public CustomerEntitlement Entitlement { get; }

    public DelegateCertificates Ledger { get; }

    public IAcmeIssuing Issuing { get; }

    public PublishedChains Repository { get; } = new(new MemoryBlobs());

    public LogLines<UpstreamIssuing> Log { get; } = new();

    /// <summary>What the STI-CA makes of its certificates.</summary>
    public Func<CertificateDraft, CertificateDraft> Edit { get; set; } = draft => draft;

    /// <summary>The end of the STI-CA's certificates; null: as ordered.</summary>
    public DateTimeOffset? End { get; set; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<UpstreamWorld> StartAsync()
    {
        var grants = await GrantWorld.StartAsync();
        var hierarchy = await Hierarchy.NewAsync(pathLength: 1);
        var key = SoftwareKey.New();
        var draft = CertificateDraft.DelegateCa(
            hierarchy.Intermediate.Certificate, Hierarchy.Policy, "Provider", "SHAKEN Provider", Hierarchy.Numbers("3008A006160431323334"),
            Hierarchy.Terms(),
            key.PublicKey, pathLength: 0);
        var certificate = (await hierarchy.Intermediate.IssueAsync(Hierarchy.Linted(draft), Token)).Value;
        var local = await LocalAuthority.NewAsync(Hierarchy.UnitedStates, "Example", grants.Time, SystemRandom.Instance, Token);
        return new UpstreamWorld(grants, hierarchy, new CertificateAuthority(certificate, key), local);
    }

    /// <summary>A customer's order that was finalized just now, with the grant that it rests on.</summary>
    public async Task<CustomerOrder> OrderAsync(string numbers = "14155550100-14155550109")
    {
        var terms = Grants.Terms("a", GrantWorld.Numbers(numbers), until: TimeSpan.FromDays(10));
        var grant = (await Instance.Grants.GrantAsync(terms, Grants.Act(), Token)).Value;
        var key = JsonWebKey.From(SoftwareKey.New().PublicKey);
        var id = await Accounts.ReserveAsync(key, AcmeId.New(SystemRandom.Instance), keptUntil: null, Token);
        var account = new AcmeAccount(
            id, key, AcmeAccountStatus.Valid, [], TermsAgreed: true, ExternalKeyId: null, ExternalBinding: null, "Customer", Grants.Now,
            Customer: "a");
        Assert.True(await Accounts.TryAddAsync(account, Token));
        var list = OrderWorld.List(GrantWorld.Numbers(numbers));
        var entitled = (await Entitlement.FindAsync(account, list, Token)).Value;
        var order = new AcmeOrder(
            AcmeId.New(SystemRandom.Instance), account.Id, AcmeIdentifier.Of(list), TnAuthListDer.Write(list), Grants.Now,
            Grants.Now.AddDays(1),
            NotBefore: null, NotAfter: null, AcmeOrderStatus.Processing,
            new AcmeAuthorization(AcmeAuthorizationStatus.Valid, entitled.TokenExpiresAt, "token", Grants.Now, entitled));
        var csr = await SigningRequestWriter.WriteAsync(SoftwareKey.New(), list, subject: null, isCa: false, Token);
        return new CustomerOrder(grant, account, order, csr);
    }

    public async Task<Outcome<AcmeIssuance, AcmeProblem>> IssueAsync(CustomerOrder order) =>
        await Issuing.IssueAsync(order.Order, order.Account, order.Request, Token);

    public async Task WithdrawAsync(NumberGrant grant) =>
        Assert.True((await Instance.Grants.WithdrawAsync(grant.Id, Grants.Act(), Token)).IsSuccess);

    private async Task<IReadOnlyList<StiCertificate>> IssueAtCaAsync(SigningRequest request)
    {
        var terms = new DraftTerms(
            CertificateSerial.New(SystemRandom.Instance), Grants.Now - TimeSpan.FromMinutes(3), End ?? Grants.Now + TimeSpan.FromDays(9));
        var draft = CertificateDraft.DelegateLeaf(
            _authority.Certificate, Hierarchy.Policy, "Customer", "SHAKEN Customer", request.TnAuthList!, terms, request.PublicKey);
        var linted = Edit(draft).Lint();
        Assert.True(
            linted.TryGet(out var good, out var refusal), string.Join("; ", refusal?.Findings.Select(finding => finding.ToString()) ?? []));
        var issued = await _authority.IssueAsync(good, Token);
        return [issued.Value, _authority.Certificate, _hierarchy.Intermediate.Certificate];
    }
}

/// <summary>An order of a customer, and what it takes to issue.</summary>
internal sealed record CustomerOrder(NumberGrant Grant, AcmeAccount Account, AcmeOrder Order, SigningRequest Request);
