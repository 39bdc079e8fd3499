using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.Pki.Certificates;
using Shaken.Web.Authentication.Renewal;
using Shaken.Web.CertificationAuthority;
using Shaken.Web.CertificationAuthority.Acme;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Delegation.Acme;

/// <summary>The provider's account at the STI-CA that signs customers' certificates.</summary>
/// <param name="Repository">What the URLs of our STI-CR start with.</param>
internal sealed record UpstreamSettings(AccountSettings Account, Uri Repository);

/// <summary>The settings of the ACME server at which customers order certificates for lent numbers.</summary>
/// <param name="Issuer">None also where what it takes could not be read.</param>
/// <param name="Authority">The CA that signs; it has one exactly where <paramref name="Issuer"/> is Own.</param>
/// <param name="Upstream">Null unless <paramref name="Issuer"/> is Upstream.</param>
/// <param name="Life">The longest that a customer's certificate is good.</param>
internal sealed record DelegationAcmeSettings(
    DelegateIssuer Issuer, AuthoritySettings Authority, UpstreamSettings? Upstream, AcmeOptions Options, TimeSpan Life)
    : ISettings<DelegationAcmeSettings>
{
    public static IReadOnlyList<Setting> Declared => DelegationAcmeSetting.All;

    public static DelegationAcmeSettings Read(SettingsReader reader)
    {
        var issuer = reader.Member(DelegationAcmeSetting.Issuer);
        var life = TimeSpan.FromHours(reader.Number(DelegationAcmeSetting.LifeHours));
        var options = new AcmeOptions
        {
            BaseUrl = reader.HttpUrl(DelegationAcmeSetting.BaseUrl),
            TermsOfService = reader.HttpUrl(DelegationAcmeSetting.TermsOfService),
            RequiresExternalAccount = true,
            AllowsDelegation = true,

            // An STI-CA is asked for numbers and no more.
            AllowsClaimConstraints = issuer == DelegateIssuer.Own,
            OrderLife = reader.Seconds(DelegationAcmeSetting.OrderLifeSeconds),
            OrdersPerMinute = reader.Number(DelegationAcmeSetting.OrdersPerMinute),
            Profiles = ProfileSettings.Read(reader, DelegationAcmeSetting.Profiles),
        };
        var authority = issuer == DelegateIssuer.Own ? ReadAuthority(reader) : new AuthoritySettings([], Issuing: null);
        var upstream = issuer == DelegateIssuer.Upstream ? ReadUpstream(reader, options) : null;
        if (issuer != DelegateIssuer.None && reader.Get<RoleSettings>().IsDeployed(Role.Delegation)) CheckDeployment(reader, options);

        // What could not be read has its error; without it there is nobody to sign.
        var isReady = issuer switch
        {
            DelegateIssuer.None => false,
            DelegateIssuer.Own => authority.Issuing is not null,
            DelegateIssuer.Upstream => upstream is not null,
        };
        return new DelegationAcmeSettings(isReady ? issuer : DelegateIssuer.None, authority, upstream, options, life);
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
        if (reader.Texts(setting.Certificates).Count == 0 && reader.Text(setting.Folder) is null)
            reader.Refuse(setting.Certificates, "the CA that signs customers' certificates: its certificate chain, and in Keys its key");
        foreach (var one in authority.Authorities)
        {
            if (FindFault(one.Authority.Certificate) is { } fault) reader.Refuse(setting.Certificates, fault);
        }

        return authority;
    }

    // RFC 9060 section 4, and no CA of a customer's below it.
    private static string? FindFault(StiCertificate certificate) =>
        certificate.Extensions.TnAuthList is null
            ? "the certificate has no TNAuthList, and numbers are certified only below one (RFC 9060 section 4)"
        : certificate.Extensions.BasicConstraints is not { PathLength: 0 }
            ? "the certificate must have the path length 0, so that no customer's certificate can be a CA's"
        : null;

    private static UpstreamSettings? ReadUpstream(SettingsReader reader, AcmeOptions options)
    {
        var account = AccountSettings.Read(reader, DelegationAcmeSetting.Upstream);
        var repository = reader.HttpUrl(DelegationAcmeSetting.UpstreamRepository);
        if (repository is null)
        {
            reader.Refuse(
                DelegationAcmeSetting.UpstreamRepository,
                "what the URLs of published certificates start with, as https://cr.numbers.example/certificates");
        }

        if (account is null || repository is null) return null;
        if (!IsOwn(account.Directory, options.BaseUrl)) return new UpstreamSettings(account, repository);
        reader.Refuse(
            DelegationAcmeSetting.Upstream.Directory,
            "the directory is this server's own, and orders would go round for ever: name that of the STI-CA");
        return null;
    }

    // Alone without a base URL the server answers at every address of this machine.
    private static bool IsOwn(Uri directory, Uri? baseUrl) => baseUrl is not null
        ? Uri.Compare(
            directory, new Uri(new AcmeUrls(baseUrl.AbsoluteUri.TrimEnd('/')).Directory), UriComponents.HttpRequestUrl, UriFormat.Unescaped,
            StringComparison.OrdinalIgnoreCase) == 0
        : directory.IsLoopback && directory.AbsolutePath == $"{AcmePlaces.Delegation}/directory";
}
