using Shaken.Core.CertificateRepository;
using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.CertificationAuthority.Issuing;
using Shaken.Core.CertificationAuthority.Revoking;
using Shaken.Core.Delegation.Grants;
using Shaken.Core.Delegation.Ordering;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;
using Shaken.Web.CertificationAuthority.Acme;

namespace Shaken.Web.Delegation.Acme;

/// <summary>
/// The CA for customers and its ACME server. It has the same parts as the role ca, over tables of its own; what is revoked stands in the
/// one register of the deployment.
/// </summary>
internal sealed class DelegateAuthority
{
    /// <summary>What its tables begin with.</summary>
    public const string TablePrefix = "Delegation";

    private readonly IServiceProvider _services;
    private readonly DelegationAcmeSettings _settings;
    private readonly IRecords _records;
    private readonly IssuedCertificates _issued;
    private readonly CompromisedKeys _compromised;
    private readonly RevokeIssued _revoke;

    public DelegateAuthority(IServiceProvider services, DelegationAcmeSettings settings)
    {
        (_services, _settings) = (services, settings);
        _records = new PrefixedRecords(Get<IRecords>(), TablePrefix);
        (_issued, _compromised) = (new IssuedCertificates(_records), new CompromisedKeys(_records));
        _revoke = new RevokeIssued(_issued, _compromised, Get<RevocationRegister>(), Get<TimeProvider>());
        var own = new OwnCertificates(_issued, Get<PublishedChains>(), settings.Authority.Authorities);
        Certificates = new OwnAcmeCertificates(_issued, own, _revoke, Get<RevocationRegister>());
    }

    /// <summary>What it issued. It asks no grants, so that grants may use it to revoke.</summary>
    public IAcmeCertificates Certificates { get; }

    /// <summary>The ACME server: it issues what is granted.</summary>
    public AcmeServer NewServer()
    {
        var issuer = _settings.Authority.Authorities[0].Authority.Certificate;
        var issuing = _settings.Authority.Issuing! with { AllowsDelegation = true, EndsWithToken = true };
        var options = _settings.Options with { LongestAhead = issuing.LongestAhead };
        var entitlement = new CustomerEntitlement(Get<NumberGrants>(), issuer);
        var issuance = new CertificateIssuance(
            issuing, _settings.Authority.Authorities, _issued, _compromised, _revoke,
            new CustomerAccounts(new AcmeAccounts(_records), entitlement, Get<NumberGrants>(), Get<TimeProvider>()), Get<PublishedChains>(),
            _records, Get<TimeProvider>(), Get<IRandom>(), Get<ILogger<CertificateIssuance>>());
        var parts = new AcmeServerParts
        {
            Path = AcmePlaces.Delegation,
            Options = options,
            Records = _records,
            Secrets = Get<DeploymentSecrets>(),
            Entitlement = entitlement,
            Issuing = new DelegateIssuing(new OwnIssuing(issuance, options), Certificates, Get<DelegateCertificates>()),
            Certificates = Certificates,
        };
        return new AcmeServer(parts, Get<TimeProvider>(), Get<IRandom>(), Get<ILogger<FinalizeOrder>>());
    }

    private T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();
}
