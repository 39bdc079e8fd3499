using System.Security.Cryptography.X509Certificates;
using Shaken.Core.Fetching;

namespace Shaken.Web.Shared.Configuration;

/// <summary>How URLs of strangers are fetched.</summary>
internal sealed record FetchingSettings(FetchingOptions Options) : ISettings<FetchingSettings>
{
    private const string Section = "Fetching";

    public static IReadOnlyList<Setting> Declared => FetchingSetting.All;

    public static FetchingSettings Read(SettingsReader reader)
    {
        var origins = reader.Texts(FetchingSetting.ExemptOrigins);
        var roots = new X509Certificate2Collection();
        foreach (var path in reader.Texts(FetchingSetting.TlsRoots))
        {
            if (reader.FileOctets(FetchingSetting.TlsRoots, path) is not { } pem) continue;
            if (TlsCertificate.TryReadCertificates(pem, out var certificates, out var failure)) roots.AddRange(certificates);
            else reader.Refuse(FetchingSetting.TlsRoots, $"\"{path}\" {failure}");
        }

        if (reader.Get<ListenSettings>().IsUnderFunctionsHost && !IsOnADesk(reader) && (origins.Count > 0 || roots.Count > 0))
        {
            reader.Refuse(
                Section,
                "ExemptOrigins and TlsRoots are for a laptop and for tests; under the Functions host they are refused, but for the local "
                + "one");
        }

        var options = new FetchingOptions { ExemptOrigins = origins, TlsRoots = roots };
        foreach (var error in options.Errors()) reader.Refuse(Section, error);
        return new FetchingSettings(options);
    }

    // The local Functions tools set the first; every app on Azure has the second, and an operator cannot take it away.
    private static bool IsOnADesk(SettingsReader reader) =>
        reader.OfPlatform("AZURE_FUNCTIONS_ENVIRONMENT") == "Development" && reader.OfPlatform("WEBSITE_SITE_NAME") is null;
}
