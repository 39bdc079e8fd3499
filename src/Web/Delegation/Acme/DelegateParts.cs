using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.Delegation.Ordering;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;
using Shaken.Web.CertificationAuthority.Acme;

namespace Shaken.Web.Delegation.Acme;

/// <summary>What the ACME server for customers is made of, by who signs. Its tables are its own.</summary>
internal abstract class DelegateParts
{
    /// <summary>What its tables begin with.</summary>
    public const string TablePrefix = "Delegation";

    private readonly IServiceProvider _services;

    protected DelegateParts(IServiceProvider services, DelegationAcmeSettings settings)
    {
        (_services, Settings) = (services, settings);
        Records = new PrefixedRecords(Get<IRecords>(), TablePrefix);
    }

    /// <summary>What was issued. It asks no grants, so that grants may use it to revoke.</summary>
    public abstract IAcmeCertificates Certificates { get; }

    protected DelegationAcmeSettings Settings { get; }

    protected IRecords Records { get; }

    public static DelegateParts New(IServiceProvider services, DelegationAcmeSettings settings) => settings.Issuer switch
    {
        DelegateIssuer.Own => new DelegateAuthority(services, settings),
        DelegateIssuer.Upstream => new DelegateUpstream(services, settings),
        DelegateIssuer.None => throw new InvalidOperationException("Nobody signs the certificates of customers."),
    };

    /// <summary>The ACME server: it issues what is granted.</summary>
    public AcmeServer NewServer()
    {
        var (entitlement, issuing, options) = NewIssuing();
        var parts = new AcmeServerParts
        {
            Path = AcmePlaces.Delegation,
            Options = options,
            Records = Records,
            Secrets = Get<DeploymentSecrets>(),
            Entitlement = entitlement,
            Issuing = new DelegateIssuing(issuing, Certificates, Get<DelegateCertificates>(), KebabCase.Of(Settings.Issuer)),
            Certificates = Certificates,
        };
        return new AcmeServer(parts, Get<TimeProvider>(), Get<IRandom>(), Get<ILogger<FinalizeOrder>>());
    }

    protected abstract (CustomerEntitlement Entitlement, IAcmeIssuing Issuing, AcmeOptions Options) NewIssuing();

    protected T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();
}
