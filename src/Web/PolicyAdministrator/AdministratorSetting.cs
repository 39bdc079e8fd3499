using Shaken.Core.Pki.Certificates;
using Shaken.Web.PolicyAdministrator.Signing;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.PolicyAdministrator;

/// <summary>In which form the certificates of signers are served as .crt.</summary>
public enum SignerForm
{
    /// <summary>PEM, which clients in the field read.</summary>
    Pem,

    /// <summary>DER, as RFC 5280 section 4.2.2.1 has it.</summary>
    Der,
}

/// <summary>The settings of <see cref="AdministratorSettings"/>.</summary>
internal static class AdministratorSetting
{
    // One text for both, so that they share a row of the table.
    private const string ListTimes =
        "From a list's signing to its exp, and how long before that the next one is signed though nothing changed: between the first and "
        + "the last quarter";

    public static Setting Url { get; } = new("Pa:Url",
        "The https URL under which providers, CAs and other administrators reach this STI-PA. It names the administrator in the challenge "
        + "that a CA's root signs, and x5u names certificates below it",
        "None; tokens, the trusted-CA list and approved CAs need it",
        "https://sti-pa.example");

    public static Setting Country { get; } = new("Pa:Country",
        "ISO 3166-1 alpha-2 code of the country whose providers and CAs this STI-PA knows",
        "That of the signers' certificates",
        "US");

    public static SignerSetting Tokens { get; } = new("Pa:Tokens", SignedDocumentKind.SpcToken);

    public static NumberSetting TokenLifeMinutes { get; } = new("Pa:Tokens:LifeMinutes", 1440, 5, 525_600,
        "From a token's issue to its exp. Clients want three minutes at least", "120");

    public static SignerSetting List { get; } = new("Pa:List", SignedDocumentKind.TrustedCaList);

    public static NumberSetting ListValidityHours { get; } = new("Pa:List:ValidityHours", 168, 1, 8784, ListTimes, "48");

    public static NumberSetting ListRenewHours { get; } = new("Pa:List:RenewBeforeHours", 84, 1, 8784, ListTimes, "24");

    public static Setting FormerSigners { get; } = new("Pa:FormerSigners",
        "PEM files with the chains of signers that were replaced: what they signed is read until it expires, so their certificates stay "
        + "published",
        "None",
        "/etc/shaken/spc-token-1.pem");

    public static ChoiceSetting<SignerForm> Form { get; } = new("Pa:SignerForm", SignerForm.Pem,
        "What `/download/v1/certificate/{name}.crt` serves; `{name}.der` is always DER",
        "Der");

    public static Setting RootPolicyOids { get; } = new("Pa:Authorities:PolicyOids",
        "The certificate policies of the country, by whose profile roots of STI-CAs are judged. The United States' profile is built in",
        "None; outside the United States at least one is needed to approve CAs",
        "1.3.6.1.4.1.99999.1");

    public static FlagSetting TwoOperators { get; } = new("Pa:Authorities:TwoOperators", false,
        "The operator who last changed a CA's root or applied for it, or who proposed the terms of a country, may not approve it: another "
        + "one must",
        "true");

    public static IReadOnlyList<Setting> All { get; } =
    [
        Url, Country, Tokens.Certificate, Tokens.Key, TokenLifeMinutes, List.Certificate, List.Key, ListValidityHours, ListRenewHours,
        FormerSigners, Form, RootPolicyOids, TwoOperators,
    ];
}
