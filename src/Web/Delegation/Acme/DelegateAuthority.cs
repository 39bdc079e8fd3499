using Shaken.Core.CertificateRepository;
using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.CertificationAuthority.Issuing;
using Shaken.Core.CertificationAuthority.Revoking;
using Shaken.Core.Delegation.Grants;
using Shaken.Core.Delegation.Ordering;
using Shaken.Core.Foundations;

namespace Shaken.Web.Delegation.Acme;

/// <summary>
/// The CA for customers. It has the same parts as the role ca, over tables of its own; what is revoked stands in the one register of the
/// deployment.
/// </summary>
internal sealed class DelegateAuthority : DelegateParts
{
    private readonly IssuedCertificates _issued;
    private readonly CompromisedKeys _compromised;
    private readonly RevokeIssued _revoke;

    public DelegateAuthority(IServiceProvider services, DelegationAcmeSettings settings)
        : base(services, settings)
    {
        (_issued, _compromised) = (new IssuedCertificates(Records), new CompromisedKeys(Records));
        _revoke = new RevokeIssued(_issued, _compromised, Get<RevocationRegister>(), Get<TimeProvider>());
        var own = new OwnCertificates(_issued, Get<PublishedChains>(), settings.Authority.Authorities);
        Certificates = new OwnAcmeCertificates(_issued, own, _revoke, Get<RevocationRegister>());
    }

    public override IAcmeCertificates Certificates { get; }

    protected override (CustomerEntitlement Entitlement, IAcmeIssuing Issuing, AcmeOptions Options) NewIssuing()
    {
        var authorities = Settings.Authority.Authorities;
        var issuing = Settings.Authority.Issuing! with { AllowsDelegation = true, EndsWithToken = true, Life = Settings.Life };
        var options = Settings.Options with { LongestAhead = issuing.LongestAhead };
        var entitlement = new CustomerEntitlement(Get<NumberGrants>(), authorities[0].Authority.Certificate, Get<TimeProvider>());
        var issuance = new CertificateIssuance(
            issuing, authorities, _issued, _compromised, _revoke, new CustomerAccounts(new AcmeAccounts(Records), entitlement),
            Get<PublishedChains>(), Records, Get<TimeProvider>(), Get<IRandom>(), Get<ILogger<CertificateIssuance>>());
        return (entitlement, new OwnIssuing(issuance, options), options);
    }
}
