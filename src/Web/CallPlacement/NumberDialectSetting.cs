using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.CallPlacement;

/// <summary>The settings of the role cps for RFC 9888, and of what it tells others.</summary>
internal static class NumberDialectSetting
{
    public static FlagSetting ReadByCalledNumber { get; } = new("Cps:ReadByCalledNumber", Otherwise: false,
        "`GET /cps/{number}/ppts` (RFC 9888) may lack `?orig=` and then gives what waits for every call to the number. One more "
        + "write for each PASSporT of every dialect; what was posted before it was turned on is found with `?orig=` only",
        "true",
        "`false`: 400 without `?orig=`");

    public static FlagSetting NumberTable { get; } = new("Cps:NumberTable", Otherwise: false,
        "This store's number table says whose a called number is: by RFC 9888 a PASSporT is taken only for a served provider's "
        + "number, and waits for that provider alone",
        "true",
        "`false`: any called number, for any provider that is served");

    public static FlagSetting DemandClientCertificate { get; } = new("Cps:DemandClientCertificate", Otherwise: false,
        "Who posts by RFC 9888 must show an STI certificate in TLS. Needs `Access:ClientCertificates` or "
        + "`Access:CertificateHeader`",
        "true",
        "`false`: the PASSporT's own signature is enough");

    public static Setting PushUrl { get; } = new("Cps:PushUrl",
        "A verification service (STI-VS) to which each stored PASSporT is posted as a verification request "
        + "(`orig`, `dest`, `iat`, `identity`), in the background. https, or an address of this machine",
        "None: nothing is pushed",
        "https://vs.example.net/stir/v1/verification");

    public static SecretFileSetting PushAuthorizationFile { get; } = new("Cps:PushAuthorizationFile",
        "A file, or a secret of a vault, with the whole value of the header Authorization of those requests",
        "None: no header",
        "/run/secrets/push");

    public static Setting AdvertisementUrl { get; } = new("Cps:Advertisement:Url",
        "The base URL of this CPS in its advertisement (RFC 9888), served at `/cps/advertisement`: others post to "
        + "`/cps/{number}/ppts` below it. The key file and the certificate URL are needed with it, and refused without",
        "None: nothing is advertised",
        "https://cps.example.net");

    public static Setting AdvertisementFor { get; } = new("Cps:Advertisement:For",
        "What it is advertised for: `0-CODE`, `1-FIRST-COUNT` or `2-NUMBER`. The certificate must cover each, or readers refuse "
        + "the whole advertisement",
        "The codes of `Cps:ServedSpcs`",
        "0-1234,1-15714341000-99");

    public static KeyFileSetting AdvertisementKeyFile { get; } = new("Cps:Advertisement:KeyFile",
        "PEM file with the private key of the STI certificate that signs the advertisement (P-256, not encrypted), and the URL "
        + "where that certificate is published (`x5u`)",
        "None",
        "/etc/shaken/sti.key") { MayBeSecret = true };

    public static Setting AdvertisementCertificateUrl { get; } = new(
        "Cps:Advertisement:CertificateUrl", AdvertisementKeyFile.Meaning, AdvertisementKeyFile.Without,
        "https://cr.example.net/certificates/9f86….pem");

    public static IReadOnlyList<Setting> All { get; } =
    [
        ReadByCalledNumber, NumberTable, DemandClientCertificate, PushUrl, PushAuthorizationFile, AdvertisementUrl, AdvertisementFor,
        AdvertisementKeyFile, AdvertisementCertificateUrl,
    ];
}
