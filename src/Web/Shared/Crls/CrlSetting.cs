using Shaken.Core.Pki.Crls;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Shared.Crls;

/// <summary>The settings of a CRL that is published, in the section of its role.</summary>
internal sealed class CrlSetting(string section)
{
    // One text for both lists, so that they share the rows of the table.
    private const string UrlMeaning =
        "The URL that the published CRL is fetched from, as distribution points have it. Set, the CRL is published: `Pa` the "
        + "STI-PA's indirect one, `Ca` a CA's of its own certificates. Messages about several of these settings name `Pa:Crl` and `Ca:Crl`";

    private const string SignerMeaning =
        "PEM files of the signer's certificate (KeyUsage cRLSign) and its key. For `Ca` its subject is the name of the certificates' "
        + "issuer";

    private const string ValidityMeaning =
        "From thisUpdate to nextUpdate: at least three intervals, so that missed runs never let the list expire";

    private const string FormMeaning =
        "`Der` serves the standard's form, and PEM to who asks for `application/x-pem-file`. `Pem` serves PEM to everybody, for "
        + "clients that ask for `application/pkix-crl` and read nothing else";

    public static CrlSetting Administrator { get; } = new("Pa:Crl");

    public static CrlSetting Own { get; } = new("Ca:Crl");

    /// <summary>Those of both lists, of one meaning after one another.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        Administrator.Url, Own.Url,
        Administrator.Certificate, Administrator.Key, Own.Certificate, Own.Key,
        Administrator.SignerUrl, Own.SignerUrl,
        Administrator.IntervalSeconds, Own.IntervalSeconds,
        Administrator.ValiditySeconds, Own.ValiditySeconds,
        Administrator.OperatorKey, Own.OperatorKey,
        Administrator.Form, Own.Form,
    ];

    public string Section { get; } = section;

    public Setting Url { get; } = new($"{section}:Url", UrlMeaning, "None: none is published", "https://sti-pa.example/download/v1/crl");

    public Setting Certificate { get; } = new($"{section}:Certificate", SignerMeaning, "None; both are needed", "/etc/shaken/crl.pem");

    public KeyFileSetting Key { get; } = new($"{section}:Key", SignerMeaning, "None; both are needed", "/etc/shaken/crl.key");

    public Setting SignerUrl { get; } =
        new($"{section}:SignerUrl", "Where that certificate is published; written into the list", "None", "https://sti-pa.example/crl.cer");

    public NumberSetting IntervalSeconds { get; } =
        new($"{section}:IntervalSeconds", (int)CrlSchedule.Default.Interval.TotalSeconds, 60, 604_800, "From one list to the next", "900");

    public NumberSetting ValiditySeconds { get; } =
        new($"{section}:ValiditySeconds", (int)CrlSchedule.Default.Validity.TotalSeconds, 180, 2_592_000, ValidityMeaning, "7200");

    public Setting OperatorKey { get; } = new(
        $"{section}:OperatorKey", "SHA-256 of the key that may force the next list, as `shaken crl key` prints it", "None: nobody may",
        "9f86d0…");

    public ChoiceSetting<CrlForm> Form { get; } = new($"{section}:Form", CrlForm.Der, FormMeaning, "Pem");
}
