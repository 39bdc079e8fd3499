using Shaken.Core.Trust.Revocation;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Shared.Crls;

/// <summary>The settings of <see cref="RevocationSettings"/>.</summary>
internal static class RevocationSetting
{
    public static ChoiceSetting<RevocationPolicy> Policy { get; } = new("Revocation:Policy", RevocationPolicy.AcceptWithFinding,
        "What a call does while a certificate's CRL cannot be had: `AcceptWithFinding` believes the certificate and "
        + "reports `revocation-unknown`; `Refuse` refuses it, so that an outage of the list is one of verification",
        "Refuse");

    public static ChoiceSetting<UnnamedCrlIssuer> UnnamedIssuer { get; } = new(
        "Revocation:UnnamedIssuer", UnnamedCrlIssuer.PolicyAdministratorCovers,
        "Which CRL covers a certificate whose distribution point names no cRLIssuer: `PolicyAdministratorCovers` takes the "
        + "STI-PA's at that URL, with a finding; `CertificateIssuerOnly` reads RFC 5280 section 6.3.3(b) strictly",
        "CertificateIssuerOnly");

    public static Setting Urls { get; } = new("Revocation:Urls",
        "CRLs that are kept from the start on; others are once a trusted certificate names them. An indirect one of these "
        + "counts for every certificate, wherever that points",
        "None",
        "https://sti-pa.example/download/v1/crl");

    public static Setting Signers { get; } = new("Revocation:Signers",
        "PEM files with certificates of CRL signers, for lists that do not say where theirs is",
        "None",
        "/etc/shaken/crl-signer.pem");

    public static IReadOnlyList<Setting> All { get; } = [Policy, UnnamedIssuer, Urls, Signers];
}
