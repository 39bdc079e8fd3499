using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Operators.Access;

/// <summary>The settings of <see cref="AccessSettings"/>.</summary>
internal static class AccessSetting
{
    public static NumberSetting TokenMinutes { get; } = new("Access:TokenMinutes", 30, 1, 1440,
        "How long an access token lasts; a refresh token gives the next",
        "15");

    public static NumberSetting SessionHours { get; } = new("Access:SessionHours", 12, 1, 168,
        "How long a session lasts from signing in, whatever is refreshed",
        "8");

    public static FlagSetting ClientCertificates { get; } = new("Access:ClientCertificates", Otherwise: false,
        "Ask for client certificates on the TLS port, alone. They count by their SHA-256, as `/operator/v1/principals` has it; "
        + "who issued them does not matter",
        "true");

    public static Setting CertificateHeader { get; } = new("Access:CertificateHeader",
        "The header in which the platform passes a client certificate on, base64 of DER. It counts from loopback under the "
        + "Functions host, and from `Limits:TrustedProxies`. Set it only where the platform overwrites what a client sends "
        + "(`clientCertEnabled` with the mode Optional)",
        "None: the header is dropped",
        "X-ARR-ClientCert");

    public static IReadOnlyList<Setting> All { get; } = [TokenMinutes, SessionHours, ClientCertificates, CertificateHeader];
}
