using Shaken.Core.Tokens;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.CertificationAuthority;

/// <summary>The settings of the role ca but those of its ACME server and of its CRL.</summary>
internal static class CaSetting
{
    public static Setting ReportToUrl { get; } = new("Ca:ReportTo:Url",
        "The policy administrator's `/pa/v1/revocations`, where it is not this deployment. Certificates of customers, of the role "
        + "`delegation`, are reported there too",
        "None: nothing is reported",
        "https://sti-pa.example/pa/v1/revocations");

    public static Setting ReportToSecretFile { get; } = new("Ca:ReportTo:SecretFile",
        "A file with the secret that it issued",
        "None; needed with the URL",
        "/etc/shaken/report-secret");

    public static FlagSetting ReportToNotices { get; } = new("Ca:ReportTo:Notices", true,
        "Whether the CA reads the notices of that policy administrator, at `/pa/v1/notices` beside the URL and with the same secret: "
        + "revoked tokens and suspended accounts are refused within a minute",
        "false");

    /// <summary>The CA itself.</summary>
    public static AuthoritySetting Authority { get; } = new("Ca");

    public static NumberSetting LifeHours { get; } = new("Ca:LifeHours", 2160, 1, 26352,
        "The longest a certificate is good",
        "720",
        "`2160` (90 days)");

    public static FlagSetting EndWithToken { get; } = new("Ca:EndWithToken", false,
        "A certificate ends with the token that granted it (one reading of RFC 9447 section 7)",
        "true");

    public static FlagSetting AllowAccountKeys { get; } = new("Ca:AllowAccountKeys", false,
        "A deviation from RFC 8555 section 11.1, for one family of clients: a CSR may have an ACME account's key",
        "true");

    public static FlagSetting SubjectSerialNumber { get; } = new("Ca:SubjectSerialNumber", false,
        "Subjects have a random serialNumber; version 1.3 of the United States' policy demands it",
        "true");

    public static FlagSetting RevokeOnSuspension { get; } = new("Ca:RevokeOnSuspension", false,
        "A provider whose account the policy administrator suspends loses its certificates for good. Off, it gets no new ones, and the "
        + "administrator names those that are to be revoked. Certificates from before the update: `shaken ca ledger rebuild` finds whose "
        + "they are",
        "true");

    public static Setting TokenSignerName { get; } = new("Ca:TokenSignerName",
        "The CN that a signer of SPC tokens must have, at most 64 characters. `STI-PA SPC token` takes only signers that "
        + "`shaken pa` made",
        "None: any certificate at or below a pinned STI-PA root, unless its CN names another kind of document or its "
        + "KeyUsage is cRLSign alone",
        "STI-PA SPC token");

    public static ChoiceSetting<AuthorityTokenReuse> TokenReuse { get; } = new("Ca:TokenReuse", AuthorityTokenReuse.OneOrder,
        "How often an SPC token may be shown: for one order, or by one account until it expires",
        "UntilExpiry");

    public static IReadOnlyList<Setting> All { get; } =
    [
        ReportToUrl, ReportToSecretFile, ReportToNotices, .. Authority.All, LifeHours, EndWithToken, AllowAccountKeys, SubjectSerialNumber,
        RevokeOnSuspension,
        TokenSignerName, TokenReuse,
    ];
}
