using Shaken.Core.CertificationAuthority.Issuing;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Pki.Lint;
using Shaken.Core.Storage;
using Shaken.Core.Tokens;
using Shaken.Local.Authorities;
using Shaken.Web.CertificationAuthority.Revoking;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Trust;

namespace Shaken.Web.CertificationAuthority;

/// <summary>The settings of the role ca.</summary>
/// <param name="Authorities">The CA that signs now, then those before it; empty where none is configured.</param>
/// <param name="Issuing">Null where no CA is configured.</param>
/// <param name="TokenReuse">How often an SPC token may be shown.</param>
/// <param name="TokenSignerName">The CN that signers of SPC tokens must have; null: any that does not name another kind of
/// document.</param>
/// <param name="ReportTo">The policy administrator that this CA reports to; null: it is this deployment, or nobody.</param>
internal sealed record CaSettings(
    IReadOnlyList<IssuingAuthority> Authorities, IssuingOptions? Issuing, AuthorityTokenReuse TokenReuse, string? TokenSignerName,
    ReportSettings? ReportTo)
    : ISettings<CaSettings>
{
    private const int MaxCommonName = 64;

    /// <summary>Whether a CA can issue at all.</summary>
    public bool IsConfigured => Issuing is not null;

    public static IReadOnlyList<Setting> Declared => CaSetting.All;

    public static CaSettings Read(SettingsReader reader)
    {
        var authorities = ReadAuthorities(reader);
        var issuing = authorities.Count > 0 ? ReadIssuing(reader, authorities[0]) : null;
        if (reader.Get<RoleSettings>().IsDeployed(Role.Ca)) CheckDeployment(reader, issuing);
        return new CaSettings(
            issuing is null ? [] : authorities,
            issuing,
            reader.Member(CaSetting.TokenReuse),
            ReadSignerName(reader),
            ReportSettings.Read(reader));
    }

    private static void CheckDeployment(SettingsReader reader, IssuingOptions? issuing)
    {
        if (issuing is null)
        {
            reader.Refuse(
                CaSetting.Certificates,
                "the role ca has a CA: its folder in Ca:Folder, or its certificate chain, and in Ca:Keys its key");
        }

        TrustListSettings.DemandRoots(reader, "the role ca takes SPC tokens below a pinned root of the STI-PA");
        StorageSettings.DemandSecrets(reader, Role.Ca);
    }

    // The CA that signs now, then those before it; empty where none is configured, or where the reader has an error to tell.
    private static List<IssuingAuthority> ReadAuthorities(SettingsReader reader)
    {
        var chains = reader.Texts(CaSetting.Certificates);
        var keys = reader.Texts(CaSetting.Keys);
        if (reader.Text(CaSetting.Folder) is { } folder)
        {
            if (reader.Vaults is not null)
            {
                reader.Refuse(
                    CaSetting.Folder,
                    "with Shaken:Keys=KeyVault the CA's chain is in Ca:Certificates and its key's identifier in Ca:Keys");
            }

            if (chains.Count > 0 || keys.Count > 0)
                reader.Refuse(CaSetting.Folder, "the folder of a ceremony, or Ca:Certificates with Ca:Keys; not both");
            return ReadFolder(reader, folder);
        }

        if (chains.Count != keys.Count)
        {
            reader.Refuse(
                CaSetting.Keys,
                "each of Ca:Certificates has its key, in the same order: the CA that signs now, then those before it");
            return [];
        }

        var authorities = chains.Zip(keys, (chain, key) => ReadAuthority(reader, chain, key)).OfType<IssuingAuthority>().ToList();
        return authorities.Count == chains.Count ? authorities : [];
    }

    private static string? ReadSignerName(SettingsReader reader)
    {
        var name = reader.Text(CaSetting.TokenSignerName);
        if (name?.Length > MaxCommonName)
            reader.Refuse(CaSetting.TokenSignerName, $"a CN has at most {MaxCommonName} characters (RFC 5280, ub-common-name)");
        return name;
    }

    // As `shaken ca init` and `rollover` leave it: the CA that signs now, then those before it.
    private static List<IssuingAuthority> ReadFolder(SettingsReader reader, string path)
    {
        KeyPassphrase? passphrase = null;
        if (reader.Text(CaSetting.PassphraseFile) is { } file && !KeyPassphrase.TryFromFile(file, out passphrase, out var failure))
        {
            reader.Refuse(CaSetting.PassphraseFile, failure);
            return [];
        }

        try
        {
            if (!CertificationFolder.IsAt(path) || CertificationFolder.Open(path, passphrase) is not { } folder || folder.FindProfile() is null)
            {
                reader.Refuse(CaSetting.Folder, $"\"{path}\" holds no CA: `shaken ca init` founds one");
                return [];
            }

            return [.. folder.Issuing().Select(entry => new IssuingAuthority(new CertificateAuthority(entry.Certificate, entry.Key), [.. entry.Chain.Where(certificate => !certificate.IsSelfIssued)]))];
        }
        catch (StorageException exception)
        {
            reader.Refuse(CaSetting.Folder, exception.Message);
            return [];
        }
    }

    private static IssuingAuthority? ReadAuthority(SettingsReader reader, string chainPath, string keyText)
    {
        var key = reader.SigningKey(CaSetting.Keys, keyText);
        var chain = reader.Certificates(CaSetting.Certificates, chainPath);
        if (key is null || chain.Count == 0) return null;
        try
        {
            return new IssuingAuthority(new CertificateAuthority(chain[0], key), [.. chain.Where(certificate => !certificate.IsSelfIssued)]);
        }
        catch (ArgumentException exception)
        {
            reader.Refuse(CaSetting.Keys, $"\"{keyText}\" with \"{chainPath}\": {exception.Message}");
            return null;
        }
    }

    private static IssuingOptions? ReadIssuing(SettingsReader reader, IssuingAuthority authority)
    {
        var policyOid = reader.Text(CaSetting.PolicyOid)
            ?? (authority.Authority.Certificate.Extensions.CertificatePolicies is [var own, ..] ? own : null);
        if (policyOid is null)
            reader.Refuse(CaSetting.PolicyOid, "the OID of the certificate policy, since the CA's own certificate names none");
        var profile = ReadProfile(reader, authority.Authority.Certificate, policyOid);
        var crl = ReadCrl(reader, authority.Authority.Certificate);
        var baseUrl = reader.HttpUrl(CaSetting.CertificateBaseUrl);
        if (baseUrl is null)
        {
            reader.Refuse(
                CaSetting.CertificateBaseUrl,
                "what the URLs of published certificates start with, as https://cr.example/certificates");
        }

        if (policyOid is null || profile is null || crl is null || baseUrl is null) return null;
        return new IssuingOptions
        {
            Policy = new IssuingPolicy(profile, policyOid, crl),
            CertificateBaseUrl = baseUrl,
            Life = TimeSpan.FromHours(reader.Number(CaSetting.LifeHours)),
            AllowsDelegation = reader.Flag(AcmeSetting.AllowDelegation),
            EndsWithToken = reader.Flag(CaSetting.EndWithToken),
            AllowsAccountKeys = reader.Flag(CaSetting.AllowAccountKeys),
            HasSubjectSerialNumber = reader.Flag(CaSetting.SubjectSerialNumber),
            RevokesOfSuspended = reader.Flag(CaSetting.RevokeOnSuspension),
        };
    }

    private static LintProfile? ReadProfile(SettingsReader reader, StiCertificate certificate, string? policyOid)
    {
        if (certificate.Subject.Country is not { } country)
        {
            reader.Refuse(CaSetting.Certificates, "the CA's subject names no country (ATIS-1000087)");
            return null;
        }

        var name = reader.Text(CaSetting.Profile) ?? LintProfile.OfIssuer(country, []).Name;
        if (name == "us") return LintProfile.UnitedStates;
        if (name == "national") return policyOid is null ? null : LintProfile.National([policyOid], country);
        reader.Refuse(CaSetting.Profile, "us or national");
        return null;
    }

    // The distribution point of the CA's own certificate is that of its leaves, unless somebody says otherwise.
    private static CrlReference? ReadCrl(SettingsReader reader, StiCertificate certificate)
    {
        var own = certificate.Extensions.CrlDistributionPoints is [var only] ? only : null;
        var url = reader.Text(CaSetting.CrlUrl) ?? (own?.Urls is [var its, ..] ? its : null);
        var issuer = reader.Text(CaSetting.CrlSigner) is { } path ? ReadCrlSigner(reader, path)
            : own?.CrlIssuers is [var named, ..] ? named
            : null;
        if (url is not null && issuer is not null) return new CrlReference(url, issuer);
        reader.Refuse(
            CaSetting.CrlUrl,
            "the URL of the CRL, and Ca:CrlSigner the certificate of who signs it, since the CA's own certificate does not name both");
        return null;
    }

    private static DistinguishedName? ReadCrlSigner(SettingsReader reader, string path) =>
        reader.Certificates(CaSetting.CrlSigner, path) is [var signer, ..] ? signer.Subject : null;
}
