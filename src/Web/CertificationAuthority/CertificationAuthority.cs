using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.CertificationAuthority.Issuing;
using Shaken.Core.Storage;
using Shaken.Core.Tokens;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.CertificationAuthority;

/// <summary>Puts the STI-CA together: tokens, issuing, revocation, the ACME server and the manual flow.</summary>
internal static class CertificationAuthority
{
    /// <summary>Whether its functions are there: the role is on, and a CA is configured.</summary>
    public static bool IsOn(Settings settings) => settings.Roles.Contains(Role.Ca) && settings.Ca.IsConfigured;

    public static void Add(IServiceCollection services, Settings settings)
    {
        if (!IsOn(settings)) return;
        services.AddSingleton(AuthorityTokenProfile.Default with { SignerCommonName = settings.Ca.TokenSignerName });
        services.AddSingleton<AuthorityTokenVerifier>();
        services.AddSingleton(provider => new AuthorityTokenUses(provider.GetRequiredService<IRecords>(), settings.Ca.TokenReuse));
        AddIssuing(services, settings);
        AddAcme(services, settings);
    }

    private static void AddIssuing(IServiceCollection services, Settings settings)
    {
        services.AddSingleton(settings.Ca.Issuing!);
        services.AddSingleton(settings.Ca.Authorities);
        services.AddSingleton<IssuedCertificates>();
        services.AddSingleton<OwnCertificates>();
        services.AddSingleton<CompromisedKeys>();
        services.AddSingleton<RevokeIssued>();
        services.AddSingleton<ManualSubscribers>();
        services.AddSingleton<RebuildLedger>();
        services.AddSingleton<ISubscriberAccounts, AcmeSubscribers>();
        services.AddSingleton<CertificateIssuance>();
        services.AddSingleton<IssueManually>();
    }

    private static void AddAcme(IServiceCollection services, Settings settings)
    {
        services.AddSingleton(settings.Acme.Options with
        {
            OwnAuthority = settings.Ca.Authorities[0].Authority.Certificate.Extensions.TnAuthList,
            LongestAhead = settings.Ca.Issuing!.LongestAhead,
        });
        services.AddSingleton(new AlternateChains(settings.Acme.AlternateChains));
        services.AddSingleton<AcmeNonces>();
        services.AddSingleton<AcmeAccounts>();
        services.AddSingleton<AcmeOrders>();
        services.AddSingleton<AcmeRequests>();
        services.AddSingleton<ExternalAccountKeys>();
        services.AddSingleton<NewAccountRate>();
        services.AddSingleton<RegisterAccount>();
        services.AddSingleton<UpdateAccount>();
        services.AddSingleton<ChangeKey>();
        services.AddSingleton<PlaceOrder>();
        services.AddSingleton<AnswerChallenge>();
        services.AddSingleton<DeactivateAuthorization>();
        services.AddSingleton<FinalizeOrder>();
        services.AddSingleton<RevokeCertificate>();
        services.AddSingleton<SuspendAccount>();
    }
}
