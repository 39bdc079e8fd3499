using Shaken.Core.Foundations;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.CallPlacement;

/// <summary>The settings of the role cps.</summary>
internal static class CallPlacementSetting
{
    public static Setting ServedSpcs { get; } = new("Cps:ServedSpcs",
        "The providers whose mailbox this is, country and code. Of several, each reads what was posted for its code, and "
        + "any what was published with a bearer, which names no called provider: those that do not trust one another want a "
        + "CPS each",
        "None: nobody is served. Under the Functions host with `cps`: at least one",
        "US/1234,US/818H");

    public static Setting HostNames { get; } = new("Cps:HostNames",
        "The names a bearer's `aud` may have. Never taken from the Host header",
        "Alone: none, and no bearer is accepted. Under the Functions host with `cps`: at least one",
        "cps.example.net");

    public static Setting ReaderKeys { get; } = new("Cps:ReaderKeys",
        "Keys with which a served provider's own systems read in the open dialect: `US/1234:` and the key's SHA-256 in "
        + "hex, as `shaken cps key` prints it",
        "None",
        "US/1234:9f86d0…");

    public static Setting RepublishFrom { get; } = new("Cps:RepublishFrom",
        "The CPSs that may hand on to this one what was published to them (ATIS-1000096): for each the provider whose "
        + "certificate it signs with, and the host name that its publishers write into `aud`",
        "None: nobody may",
        "US/5678@cps.partner.example");

    public static Setting RepublishTo { get; } = new("Cps:RepublishTo",
        "The CPSs to which this one hands on what is published to it (ATIS-1000096), 64 at most: `https://host` or "
        + "`https://host:port`, and `=name` where the name it expects in `aud` is not its host",
        "None: to nobody",
        "https://cps.partner.example,https://10.1.2.3:8443=cps.other.example");

    public static KeyFileSetting RepublishKeyFile { get; } = new("Cps:Republish:KeyFile",
        "PEM file with the private key of this CPS's own STI certificate (P-256, not encrypted), and the URL where that "
        + "certificate is published (`x5u`; https, port 443 or 8443). Both are needed with `Cps:RepublishTo`, and refused "
        + "without; read once, at the start",
        "None",
        "/etc/shaken/cps.key") { MayBeSecret = true };

    public static Setting RepublishCertificateUrl { get; } = new(
        "Cps:Republish:CertificateUrl", RepublishKeyFile.Meaning, RepublishKeyFile.Without,
        "https://cr.example.net/certificates/9f86….pem");

    public static NumberSetting FreshnessSeconds { get; } = new("Cps:FreshnessSeconds", 60, 1, 600,
        "How far `iat` may lie before now, of PASSporTs and bearers",
        "60");

    public static NumberSetting AheadSeconds { get; } = new("Cps:AheadSeconds", (int)ClockTolerance.CallSigners.TotalSeconds, 0, 600,
        "How far `iat` may lie after now, as far as signers' clocks are ahead. What is dated ahead waits longer",
        "10");

    public static NumberSetting LongestWaitSeconds { get; } = new("Cps:LongestWaitSeconds", 60, 1, 600,
        "The longest a publisher's `exp` is heeded",
        "30");

    public static FlagSetting AcceptWithoutExp { get; } = new("Cps:AcceptWithoutExp", false,
        "A publication by ATIS-1000105 may lack `exp`: it is kept for `Cps:LongestWaitSeconds`, and reported (2310)",
        "true",
        "`false`: 401");

    public static NumberSetting PerCertificatePerSecond { get; } = new("Cps:PerCertificatePerSecond", 2000, 1, 1_000_000,
        "PASSporTs of one certificate that an instance takes in a second, and bearers of one, twice that in a burst; more get 429",
        "500");

    public static NumberSetting MailboxMegabytes { get; } = new("Cps:MailboxMegabytes", 1024, 1, 1_000_000,
        "What may wait in an instance's mailbox, counted as it lies in memory; more get 429. With several instances each "
        + "counts its own ([ADR 0039](../adr/0039-what-waits-is-bounded-by-shares.md))",
        "4096");

    public static NumberSetting MailboxMegabytesPerSigner { get; } = new("Cps:MailboxMegabytesPerSigner", 256, 1, 1_000_000,
        "Of it, what one signing provider may hold; and never more than a third of what is left free",
        "64");

    public static NumberSetting MailboxMegabytesPerProvider { get; } = new("Cps:MailboxMegabytesPerProvider", 1024, 1, 1_000_000,
        "Of it, what may wait for one served provider, where the publication names it",
        "512",
        "All, where one is served; else half");

    public static IReadOnlyList<Setting> All { get; } =
    [
        ServedSpcs, HostNames, ReaderKeys, RepublishFrom, RepublishTo, RepublishKeyFile, RepublishCertificateUrl,
        FreshnessSeconds, AheadSeconds, LongestWaitSeconds, AcceptWithoutExp, PerCertificatePerSecond, MailboxMegabytes,
        MailboxMegabytesPerSigner, MailboxMegabytesPerProvider,
    ];
}
