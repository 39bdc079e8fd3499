using System.Net;
using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.Pki.Certificates;
using Shaken.Web.CertificationAuthority.Acme;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.CertificationAuthority;

/// <summary>The settings of the ACME server of the role ca.</summary>
/// <param name="Options">What its rules are.</param>
/// <param name="AlternateChains">Other certificates of the issuing key, each with what stands above it but the root.</param>
internal sealed record AcmeSettings(
    AcmeOptions Options, IReadOnlyList<IReadOnlyList<StiCertificate>> AlternateChains) : ISettings<AcmeSettings>
{
    private enum Quirk
    {
        PaddedIdentifiers,
        UndottedEmptyPayload,
        EmptyNewAccount,
    }

    public static IReadOnlyList<Setting> Declared => AcmeSetting.All;

    public static AcmeSettings Read(SettingsReader reader)
    {
        var listen = reader.Get<ListenSettings>();
        var baseUrl = reader.HttpUrl(AcmeSetting.BaseUrl);
        var perHour = reader.Number(AcmeSetting.NewAccountsPerHour);
        var quirks = reader.Members<Quirk>(AcmeSetting.Quirks);
        var options = new AcmeOptions
        {
            BaseUrl = baseUrl,
            TermsOfService = reader.HttpUrl(AcmeSetting.TermsOfService),
            Website = reader.HttpUrl(AcmeSetting.Website),
            TokenAuthority = reader.HttpUrl(AcmeSetting.TokenAuthority),
            RequiresExternalAccount = reader.Flag(AcmeSetting.RequireExternalAccount, otherwise: IsPublic(listen, baseUrl)),
            AllowsDelegation = reader.Flag(AcmeSetting.AllowDelegation),
            OrderLife = reader.Seconds(AcmeSetting.OrderLifeSeconds),
            OrdersPerMinute = reader.Number(AcmeSetting.OrdersPerMinute),
            Profiles = ProfileSettings.Read(reader, AcmeSetting.Profiles),
            NewAccountsPerHour = perHour,

            // Under a host the front end may be the one address of all.
            NewAccountsPerAddressPerHour =
                reader.Number(
                    AcmeSetting.NewAccountsPerAddressPerHour,
                    otherwise: listen.IsUnderFunctionsHost ? perHour : AcmeSetting.NewAccountsPerAddressPerHour.Otherwise),
            UnusedAccountLife = TimeSpan.FromDays(reader.Number(AcmeSetting.UnusedAccountDays)),
            Quirks = new AcmeQuirks(quirks.Contains(Quirk.PaddedIdentifiers), quirks.Contains(Quirk.UndottedEmptyPayload), quirks.Contains(Quirk.EmptyNewAccount)),
        };
        if (reader.Get<RoleSettings>().IsDeployed(Role.Ca) && baseUrl is null)
        {
            reader.Refuse(
                AcmeSetting.BaseUrl,
                "a deployment with the role ca names the URL of its ACME server, as https://ca.example/acme");
        }

        return new AcmeSettings(options, ReadAlternateChains(reader));
    }

    // A laptop listens on loopback and names no other host: there a stranger cannot register.
    private static bool IsPublic(ListenSettings listen, Uri? baseUrl) =>
        listen.IsUnderFunctionsHost || !IPAddress.IsLoopback(listen.Address) || baseUrl is { IsLoopback: false };

    private static List<IReadOnlyList<StiCertificate>> ReadAlternateChains(SettingsReader reader)
    {
        var chains = new List<IReadOnlyList<StiCertificate>>();
        foreach (var path in reader.Texts(AcmeSetting.AlternateChains))
        {
            if (reader.Certificates(AcmeSetting.AlternateChains, path) is { Count: > 0 } chain) chains.Add(chain);
        }

        return chains;
    }
}
