using Shaken.Web.Authentication.Renewal;
using Shaken.Web.CertificationAuthority;
using Shaken.Web.CertificationAuthority.Acme;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Delegation.Acme;

/// <summary>Who signs the certificates of customers.</summary>
public enum DelegateIssuer
{
    /// <summary>Nobody: customers order none here.</summary>
    None,

    /// <summary>A CA of this deployment, below an STI-CA and scoped to the provider (RFC 9060).</summary>
    Own,

    /// <summary>An STI-CA, which this deployment asks as its client with authority tokens for the numbers.</summary>
    Upstream,
}

/// <summary>The settings of the ACME server at which customers order certificates for lent numbers.</summary>
internal static class DelegationAcmeSetting
{
    public static ChoiceSetting<DelegateIssuer> Issuer { get; } = new("Delegation:Issuer", DelegateIssuer.None,
        "Who signs the certificates of customers: `Own`, the CA of `Delegation:Ca`, whose certificate has a TNAuthList and the path "
        + "length 0; `Upstream`, the STI-CA of `Delegation:Upstream`, which is asked with an authority token for the numbers of each order",
        "Own");

    /// <summary>The CA that signs with <see cref="DelegateIssuer.Own"/>.</summary>
    public static AuthoritySetting Authority { get; } = new("Delegation:Ca");

    /// <summary>The provider's account at the STI-CA, with <see cref="DelegateIssuer.Upstream"/>.</summary>
    public static AccountSetting Upstream { get; } = new("Delegation:Upstream");

    public static Setting UpstreamRepository { get; } = new("Delegation:Upstream:CertificateBaseUrl",
        "What the x5u of customers' certificates starts with, at our STI-CR over the same store, where they are published",
        "None; needed with an upstream STI-CA",
        "https://cr.numbers.example/certificates");

    public static NumberSetting LifeHours { get; } = new("Delegation:LifeHours", 2160, 1, 26_352,
        "The longest that a customer's certificate is good; it never outlives a grant or its CA",
        "168",
        "`2160` (90 days)");

    public static Setting BaseUrl { get; } = new("Delegation:Acme:BaseUrl",
        "Where the resources of the ACME server for customers are: what stands before `/directory`. The `url` of requests is compared "
        + "with it",
        "Alone: as each request was sent. Under the Functions host with an issuer: must be set",
        "https://numbers.example/delegation/acme");

    public static Setting TermsOfService { get; } = new("Delegation:Acme:TermsOfService",
        "URL of terms that a customer's account agrees to",
        "None",
        "https://numbers.example/terms.pdf");

    public static NumberSetting OrderLifeSeconds { get; } = new("Delegation:Acme:OrderLifeSeconds", 86_400, 60, 2_592_000,
        "How long a customer's order may take until it is finalized",
        "3600");

    public static NumberSetting OrdersPerMinute { get; } = new("Delegation:Acme:OrdersPerMinute", 60, 1, 1_000_000,
        "New orders of one customer's account that an instance takes; more get rateLimited",
        "10");

    public static Setting Profiles { get; } = new("Delegation:Acme:Profiles",
        ProfileSettings.Meaning,
        "None: an order names no profile",
        "short-lived=24");

    public static IReadOnlyList<Setting> All { get; } =
    [
        Issuer, .. Authority.All, .. Upstream.All, UpstreamRepository, LifeHours, BaseUrl, TermsOfService, OrderLifeSeconds,
        OrdersPerMinute, Profiles,
    ];
}
