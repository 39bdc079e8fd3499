using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Authentication.Signing;

/// <summary>The settings of <see cref="SigningSettings"/>.</summary>
internal static class SigningSetting
{
    // One text for all three, so that they share a row of the table.
    private const string Fixed =
        "A certificate that signs calls and that you renew yourself, under a name that you choose; it stands beside the one of "
        + "`Renewal:Provider`. The PEM file of its chain, leaf first; the PEM file of its key, or with `Shaken:Keys=KeyVault` the secret "
        + "in a vault; the URL at which the chain is published. Its providers are its country with each code of its TNAuthList";

    public static Setting CertificateFile { get; } = new(
        $"Signing:Certificates:{Setting.Named}:CertificateFile", Fixed, "None", "/etc/shaken/as.pem");

    public static KeyFileSetting KeyFile { get; } = new(
        $"Signing:Certificates:{Setting.Named}:KeyFile", Fixed, "None", "/etc/shaken/as.key") { MayBeSecret = true };

    public static Setting X5u { get; } = new(
        $"Signing:Certificates:{Setting.Named}:X5u", Fixed, "None", "https://cr.example/certificates/1.pem");

    public static NumberSetting FreshnessSeconds { get; } = new("Signing:FreshnessSeconds", 60, 1, 60,
        "How old the iat of a signing request may be. Verifiers take 60 seconds, the time that the call needs to reach them included",
        "30");

    public static IReadOnlyList<Setting> All { get; } = [CertificateFile, KeyFile, X5u, FreshnessSeconds];
}
