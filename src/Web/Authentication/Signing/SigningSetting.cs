using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Authentication.Signing;

/// <summary>The settings of <see cref="SigningSettings"/>.</summary>
internal static class SigningSetting
{
    // One text for all four, so that they share a row of the table.
    private const string Fixed =
        "Certificates that sign calls and that you renew yourself, beside the one of `Renewal:Provider`: lists of one length, whose first "
        + "entries belong together, and so on. The provider; the PEM file of its chain, leaf first; the PEM file of its key, or with "
        + "`Shaken:Keys=KeyVault` the secret in a vault; the URL at which the chain is published, its x5u";

    public static Setting Providers { get; } = new("Signing:Providers", Fixed, "None", "US/1234");

    public static Setting CertificateFiles { get; } = new("Signing:CertificateFiles", Fixed, "None", "/etc/shaken/as.pem");

    public static KeyFileSetting KeyFiles { get; } = new("Signing:KeyFiles", Fixed, "None", "/etc/shaken/as.key") { MayBeSecret = true };

    public static Setting CertificateUrls { get; } = new("Signing:CertificateUrls", Fixed, "None", "https://cr.example/certificates/1.pem");

    public static NumberSetting FreshnessSeconds { get; } = new("Signing:FreshnessSeconds", 60, 1, 60,
        "How old the iat of a signing request may be. Verifiers take 60 seconds, the time that the call needs to reach them included",
        "30");

    public static IReadOnlyList<Setting> All { get; } = [Providers, CertificateFiles, KeyFiles, CertificateUrls, FreshnessSeconds];
}
