using System.Net;
using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.Pki.Certificates;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.CertificationAuthority;

/// <summary>The settings of the ACME server of the role ca.</summary>
/// <param name="Options">What its rules are.</param>
/// <param name="AlternateChains">Other certificates of the issuing key, each with what stands above it but the root.</param>
internal sealed record AcmeSettings(AcmeOptions Options, IReadOnlyList<IReadOnlyList<StiCertificate>> AlternateChains) : ISettings<AcmeSettings>
{
    private enum Quirk
    {
        PaddedIdentifiers,
        UndottedEmptyPayload,
        EmptyNewAccount,
    }

    public static AcmeSettings Read(SettingsReader reader)
    {
        var listen = reader.Get<ListenSettings>();
        var baseUrl = reader.HttpUrl("Acme:BaseUrl");
        var perHour = reader.Number("Acme:NewAccountsPerHour", 300, 1, 1_000_000);
        var quirks = reader.Members<Quirk>("Acme:Quirks");
        var options = new AcmeOptions
        {
            BaseUrl = baseUrl,
            TermsOfService = reader.HttpUrl("Acme:TermsOfService"),
            Website = reader.HttpUrl("Acme:Website"),
            TokenAuthority = reader.HttpUrl("Acme:TokenAuthority"),
            RequiresExternalAccount = reader.Flag("Acme:RequireExternalAccount", otherwise: IsPublic(listen, baseUrl)),
            AllowsDelegation = reader.Flag("Acme:AllowDelegation", otherwise: false),
            OrderLife = reader.Seconds("Acme:OrderLifeSeconds", 86_400, 60, 2_592_000),
            OrdersPerMinute = reader.Number("Acme:OrdersPerMinute", 60, 1, 1_000_000),
            NewAccountsPerHour = perHour,

            // Under a host the front end may be the one address of all.
            NewAccountsPerAddressPerHour =
                reader.Number("Acme:NewAccountsPerAddressPerHour", listen.IsUnderFunctionsHost ? perHour : 10, 1, 1_000_000),
            UnusedAccountLife = TimeSpan.FromDays(reader.Number("Acme:UnusedAccountDays", 30, 1, 3650)),
            Quirks = new AcmeQuirks(quirks.Contains(Quirk.PaddedIdentifiers), quirks.Contains(Quirk.UndottedEmptyPayload), quirks.Contains(Quirk.EmptyNewAccount)),
        };
        if (reader.Get<RoleSettings>().IsDeployed(Role.Ca) && baseUrl is null)
            reader.Refuse("Acme:BaseUrl", "a deployment with the role ca names the URL of its ACME server, as https://ca.example/acme");
        return new AcmeSettings(options, ReadAlternateChains(reader));
    }

    // A laptop listens on loopback and names no other host: there a stranger cannot register.
    private static bool IsPublic(ListenSettings listen, Uri? baseUrl) =>
        listen.IsUnderFunctionsHost || !IPAddress.IsLoopback(listen.Address) || baseUrl is { IsLoopback: false };

    private static List<IReadOnlyList<StiCertificate>> ReadAlternateChains(SettingsReader reader)
    {
        const string Name = "Acme:AlternateChains";
        var chains = new List<IReadOnlyList<StiCertificate>>();
        foreach (var path in reader.Texts(Name))
        {
            if (reader.Certificates(Name, path) is { Count: > 0 } chain) chains.Add(chain);
        }

        return chains;
    }
}
