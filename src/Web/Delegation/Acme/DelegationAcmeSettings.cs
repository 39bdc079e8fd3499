using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.Pki.Certificates;
using Shaken.Web.CertificationAuthority;
using Shaken.Web.CertificationAuthority.Acme;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Delegation.Acme;

/// <summary>The settings of the ACME server at which customers order certificates for lent numbers.</summary>
/// <param name="Authority">The CA that signs; it has one exactly where <paramref name="Issuer"/> is Own.</param>
internal sealed record DelegationAcmeSettings(DelegateIssuer Issuer, AuthoritySettings Authority, AcmeOptions Options)
    : ISettings<DelegationAcmeSettings>
{
    public static IReadOnlyList<Setting> Declared => DelegationAcmeSetting.All;

    public static DelegationAcmeSettings Read(SettingsReader reader)
    {
        var issuer = reader.Member(DelegationAcmeSetting.Issuer);
        var authority = issuer == DelegateIssuer.Own ? ReadAuthority(reader) : new AuthoritySettings([], Issuing: null);
        var options = new AcmeOptions
        {
            BaseUrl = reader.HttpUrl(DelegationAcmeSetting.BaseUrl),
            TermsOfService = reader.HttpUrl(DelegationAcmeSetting.TermsOfService),
            RequiresExternalAccount = true,
            AllowsDelegation = true,
            AllowsClaimConstraints = true,
            OrderLife = reader.Seconds(DelegationAcmeSetting.OrderLifeSeconds),
            OrdersPerMinute = reader.Number(DelegationAcmeSetting.OrdersPerMinute),
            Profiles = ProfileSettings.Read(reader, DelegationAcmeSetting.Profiles),
        };
        if (issuer != DelegateIssuer.None && reader.Get<RoleSettings>().IsDeployed(Role.Delegation)) CheckDeployment(reader, options);

        // What could not be read has its error; without a CA there is nothing to sign with.
        return new DelegationAcmeSettings(authority.Issuing is null ? DelegateIssuer.None : issuer, authority, options);
    }

    private static void CheckDeployment(SettingsReader reader, AcmeOptions options)
    {
        StorageSettings.DemandSecrets(reader, Role.Delegation);
        if (options.BaseUrl is not null) return;
        reader.Refuse(
            DelegationAcmeSetting.BaseUrl,
            "a deployment whose customers order certificates names the URL of its ACME server, as https://numbers.example/delegation/acme");
    }

    private static AuthoritySettings ReadAuthority(SettingsReader reader)
    {
        var setting = DelegationAcmeSetting.Authority;
        var authority = AuthoritySettings.Read(reader, setting);
        if (reader.Text(setting.Certificates) is null && reader.Texts(setting.Certificates).Count == 0 && reader.Text(setting.Folder) is null)
            reader.Refuse(setting.Certificates, "the CA that signs customers' certificates: its certificate chain, and in Keys its key");
        foreach (var one in authority.Authorities)
        {
            if (FindFault(one.Authority.Certificate) is { } fault) reader.Refuse(setting.Certificates, fault);
        }

        var life = TimeSpan.FromHours(reader.Number(DelegationAcmeSetting.LifeHours));
        return authority with { Issuing = authority.Issuing is { } issuing ? issuing with { Life = life } : null };
    }

    // RFC 9060 section 4, and no CA of a customer's below it.
    private static string? FindFault(StiCertificate certificate) =>
        certificate.Extensions.TnAuthList is null
            ? "the certificate has no TNAuthList, and numbers are certified only below one (RFC 9060 section 4)"
        : certificate.Extensions.BasicConstraints is not { PathLength: 0 }
            ? "the certificate must have the path length 0, so that no customer's certificate can be a CA's"
        : null;
}
