using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.CertificationAuthority;

/// <summary>The settings of a CA that this deployment signs with, in the section of its role.</summary>
internal sealed class AuthoritySetting(string section)
{
    private const string ChainMeaning =
        "PEM files with the CA's chain and its key, in the same order: the CA that signs now, then those before it";

    private const string CrlMeaning =
        "The CRL's URL, and the PEM file of who signs it: its subject goes into every certificate as cRLIssuer";

    private const string NoCa = "None: there is no CA";
    private const string AsInTheCertificate = "As in the CA's own certificate";

    public Setting Folder { get; } = new($"{section}:Folder",
        "The CA's keys and certificates as `shaken ca init` and `rollover` left them: the version in use signs, those "
        + "before it finish what they began. In place of the next two",
        "None",
        "/etc/shaken/ca");

    public Setting PassphraseFile { get; } = new($"{section}:PassphraseFile",
        "A file whose first line is the passphrase of that folder's keys",
        "None: they are not sealed",
        "/run/secrets/ca");

    public Setting Certificates { get; } = new($"{section}:Certificates",
        ChainMeaning,
        NoCa,
        "/etc/shaken/ca.pem");

    public KeyFileSetting Keys { get; } = new($"{section}:Keys", ChainMeaning, NoCa, "");

    public Setting Profile { get; } = new($"{section}:Profile",
        "`us` or `national`: the rules that every certificate keeps",
        "By the CA's country",
        "national");

    public Setting PolicyOid { get; } = new($"{section}:PolicyOid",
        "The certificate policy that certificates assert",
        "That of the CA's own certificate",
        "2.16.840.1.114569.1.1.4");

    public Setting CrlUrl { get; } = new($"{section}:CrlUrl",
        CrlMeaning,
        AsInTheCertificate,
        "https://sti-pa.example/crl");

    public Setting CrlSigner { get; } = new($"{section}:CrlSigner", CrlMeaning, AsInTheCertificate, "");

    public Setting CertificateBaseUrl { get; } = new($"{section}:CertificateBaseUrl",
        "What the x5u of a certificate starts with, at the STI-CR",
        "Must be set with a CA",
        "https://cr.example/certificates");

    public IReadOnlyList<Setting> All =>
        [Folder, PassphraseFile, Certificates, Keys, Profile, PolicyOid, CrlUrl, CrlSigner, CertificateBaseUrl];
}
