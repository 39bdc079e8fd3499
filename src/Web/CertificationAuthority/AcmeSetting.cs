using Shaken.Web.CertificationAuthority.Acme;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.CertificationAuthority;

/// <summary>The settings of the ACME server of the role ca.</summary>
internal static class AcmeSetting
{
    public static Setting BaseUrl { get; } = new("Acme:BaseUrl",
        "Where the ACME server's resources are: what stands before `/directory`. The `url` of requests is compared with it",
        "Alone: as each request was sent. Under the Functions host with `ca`: must be set",
        "https://ca.example/acme");

    public static FlagSetting RequireExternalAccount { get; } = new("Acme:RequireExternalAccount", false,
        "A new account shows a key that `shaken ca external-key` made (RFC 8555 section 7.3.4)",
        "true",
        "`false` alone on a laptop; `true` under the Functions host, where `Shaken:Listen:Address` is not loopback, and "
        + "where `Acme:BaseUrl` names another host than this machine");

    public static NumberSetting NewAccountsPerAddressPerHour { get; } = new("Acme:NewAccountsPerAddressPerHour", 10, 1, 1_000_000,
        "New accounts without an external binding that an instance takes from one address (IPv6: 64 bits) in an hour; more "
        + "get rateLimited",
        "5",
        "`10`; under the Functions host, where a front end may be the one address of all, as `Acme:NewAccountsPerHour`");

    public static NumberSetting NewAccountsPerHour { get; } = new("Acme:NewAccountsPerHour", 300, 1, 1_000_000,
        "The same from all addresses",
        "50");

    public static NumberSetting UnusedAccountDays { get; } = new("Acme:UnusedAccountDays", 30, 1, 3650,
        "An account without an external binding that finalized no order is removed after so many days",
        "7");

    public static Setting TermsOfService { get; } = new("Acme:TermsOfService",
        "URLs for the directory; where there are terms, an account agrees to them",
        "None",
        "https://ca.example/terms.pdf");

    public static Setting Website { get; } = new("Acme:Website", TermsOfService.Meaning, TermsOfService.Without, "");

    public static Setting TokenAuthority { get; } = new("Acme:TokenAuthority",
        "Named in challenges, for clients that look there (RFC 9447)",
        "None",
        "https://sti-pa.example");

    public static FlagSetting AllowDelegation { get; } = new("Acme:AllowDelegation", false,
        "Numbers, ranges and CA certificates of providers are certified too (RFC 9060), where the token grants them",
        "true",
        "`false`: one SPC");

    public static NumberSetting OrderLifeSeconds { get; } = new("Acme:OrderLifeSeconds", 86400, 60, 2_592_000,
        "How long an order may take until it is finalized",
        "3600");

    public static NumberSetting OrdersPerMinute { get; } = new("Acme:OrdersPerMinute", 60, 1, 1_000_000,
        "New orders of one account that an instance takes; more get rateLimited",
        "10");

    public static Setting Profiles { get; } = new("Acme:Profiles",
        ProfileSettings.Meaning,
        "None: an order names no profile",
        "short-lived=72,usual=2160");

    public static Setting Quirks { get; } = new("Acme:Quirks",
        "What clients do wrong and this CA lives with: `PaddedIdentifiers`, `UndottedEmptyPayload`, `EmptyNewAccount` "
        + "([told apart](../conformance/rfc8555.md#client-quirks))",
        "None",
        "PaddedIdentifiers");

    public static Setting AlternateChains { get; } = new("Acme:AlternateChains",
        "PEM files, each with another certificate of the issuing key and what stands above it, offered as alternate chains "
        + "while a root is replaced",
        "None",
        "/etc/shaken/cross.pem");

    public static IReadOnlyList<Setting> All { get; } =
    [
        BaseUrl, RequireExternalAccount, NewAccountsPerAddressPerHour, NewAccountsPerHour, UnusedAccountDays, TermsOfService,
        Website, TokenAuthority, AllowDelegation, OrderLifeSeconds, OrdersPerMinute, Profiles, Quirks, AlternateChains,
    ];
}
