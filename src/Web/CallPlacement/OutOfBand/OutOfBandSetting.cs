using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.CallPlacement.OutOfBand;

/// <summary>From where a verification takes what was sent out of band.</summary>
internal enum ReadFrom
{
    /// <summary>From nowhere.</summary>
    None,

    /// <summary>From the CPS of this deployment.</summary>
    InProcess,

    /// <summary>From another program, in the form of the out-of-band SHAKEN draft.</summary>
    Open,

    /// <summary>From another program, by ATIS-1000096.</summary>
    Shared,

    /// <summary>From another program, by ATIS-1000105.</summary>
    Agreed,
}

/// <summary>The settings of <see cref="OutOfBandSettings"/>.</summary>
internal static class OutOfBandSetting
{
    public static FlagSetting Post { get; } = new("OutOfBand:Post", Otherwise: false,
        "What is signed is also posted to the CPS of the called number's provider, in the background. The provider is that of this "
        + "store's number table; its CPS is that of the settings below, the first that names one: advertised for the number, "
        + "`OutOfBand:Peers`, the cpsMapping, advertised for the provider",
        "true",
        "`false`: nothing is posted");

    public static Setting MappingUrl { get; } = new("OutOfBand:MappingUrl",
        "Where the STI-PA publishes the cpsMapping, or a file with the JWT. It is verified by `TrustList:PolicyAdministratorRoots`. A "
        + "URL on the host of `TrustList:Url` is read with the credentials of that list",
        "None: no cpsMapping is followed",
        "https://sti-pa.example/api/v1/cps-list");

    public static Setting MappingFile { get; } = new("OutOfBand:MappingFile", MappingUrl.Meaning, MappingUrl.Without,
        "/etc/shaken/cps-list.jwt");

    public static Setting Advertisements { get; } = new("OutOfBand:Advertisements",
        "URLs of other providers' signed CPS advertisements (RFC 9888), 64 at most, read every ten minutes. Of two that name one "
        + "code or number the first counts",
        "None",
        "https://cps.partner.example/cps/advertisement");

    public static Setting Peers { get; } = new("OutOfBand:Peers",
        "Providers whose CPS you name yourself, 1024 at most: `US/1234 Agreed https://cps.example`, and after it the name for `aud` "
        + "where that is not the host. The dialects are `Open` (the URL is posted to as it stands), `Shared` (ATIS-1000096), "
        + "`Agreed` (ATIS-1000105) and `ByNumber` (RFC 9888), each with a base URL",
        "None",
        "US/1234 Agreed https://cps.partner.example");

    public static Setting Provider { get; } = new("OutOfBand:Provider",
        "Who posts and reads with bearers, and whose mailbox is read",
        "None; needed for a dialect with bearers, and to read from another program",
        "US/5678");

    public static KeyFileSetting KeyFile { get; } = new("OutOfBand:KeyFile",
        "PEM file with the private key of that provider's STI certificate (P-256, not encrypted), and the URL where the certificate is "
        + "published (`x5u`). Read once, at the start",
        "None; needed for a dialect with bearers",
        "/etc/shaken/sti.key") { MayBeSecret = true };

    public static Setting CertificateUrl { get; } = new("OutOfBand:CertificateUrl", KeyFile.Meaning, KeyFile.Without,
        "https://cr.example.net/certificates/9f86….pem");

    public static Setting ClientCertificate { get; } = new("OutOfBand:ClientCertificate",
        "PEM files with the STI certificate that is shown in TLS to a CPS that asks for one (RFC 9888), intermediates after it, and "
        + "its key. Read once, at the start",
        "None: no certificate is shown",
        "/etc/shaken/sti.pem");

    public static SecretFileSetting ClientKey { get; } = new("OutOfBand:ClientKey", ClientCertificate.Meaning, ClientCertificate.Without,
        "/run/secrets/sti.key");

    public static NumberSetting FreshnessSeconds { get; } = new("OutOfBand:FreshnessSeconds", 60, 1, 600,
        "How long after its `iat` a PASSporT is still posted",
        "30");

    public static ChoiceSetting<ReadFrom> ReadFrom { get; } = new("OutOfBand:ReadFrom", OutOfBand.ReadFrom.None,
        "From which CPS a verification takes what waits for the call: that of this deployment, or another program in one of three "
        + "dialects. It is asked for every call, also when an Identity header came",
        "Agreed",
        "`InProcess` where the deployment has the role `cps` and serves a provider; else `None`");

    public static Setting ReadUrl { get; } = new("OutOfBand:ReadUrl",
        "The CPS that is another program: with `Open` the URL that others post to, else its base URL",
        "None; needed with `Open`, `Shared`, `Agreed`",
        "https://cps.example.net");

    public static SecretFileSetting ReadKeyFile { get; } = new("OutOfBand:ReadKeyFile",
        "A file, or a secret of a vault, with the reader key that the operator of that CPS issued",
        "None; needed with `Open`",
        "/run/secrets/reader-key");

    public static Setting ReadAudience { get; } = new("OutOfBand:ReadAudience",
        "The name that the CPS expects in `aud`",
        "The host of `OutOfBand:ReadUrl`",
        "cps.example.net");

    public static Setting ReadPublishers { get; } = new("OutOfBand:ReadPublishers",
        "The codes of the providers with which the CPS was agreed, 16 at most; what each published is asked for",
        "None; needed with `Agreed`",
        "1234,818H");

    public static NumberSetting ReadMilliseconds { get; } = new("OutOfBand:ReadMilliseconds", 1000, 50, 10_000,
        "How long a verification waits for the CPS; then it goes on without, and says so",
        "500");

    public static IReadOnlyList<Setting> All { get; } =
    [
        Post, MappingUrl, MappingFile, Advertisements, Peers, Provider, KeyFile, CertificateUrl, ClientCertificate, ClientKey,
        FreshnessSeconds, ReadFrom, ReadUrl, ReadKeyFile, ReadAudience, ReadPublishers, ReadMilliseconds,
    ];
}
