using Shaken.Core.CertificationAuthority.Issuing;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Pki.Lint;
using Shaken.Core.Storage;
using Shaken.Local.Authorities;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.CertificationAuthority;

/// <summary>A CA that this deployment signs with.</summary>
/// <param name="Authorities">The CA that signs now, then those before it; empty where none is configured.</param>
/// <param name="Issuing">What its certificates have in common; null where none is configured.</param>
internal sealed record AuthoritySettings(IReadOnlyList<IssuingAuthority> Authorities, IssuingOptions? Issuing)
{
    public static AuthoritySettings Read(SettingsReader reader, AuthoritySetting setting)
    {
        var authorities = ReadAuthorities(reader, setting);
        var issuing = authorities.Count > 0 ? ReadIssuing(reader, setting, authorities[0]) : null;
        return new AuthoritySettings(issuing is null ? [] : authorities, issuing);
    }

    // The CA that signs now, then those before it; empty where none is configured, or where the reader has an error to tell.
    private static List<IssuingAuthority> ReadAuthorities(SettingsReader reader, AuthoritySetting setting)
    {
        var chains = reader.Texts(setting.Certificates);
        var keys = reader.Texts(setting.Keys);
        if (reader.Text(setting.Folder) is { } folder)
        {
            if (reader.Vaults is not null)
            {
                reader.Refuse(
                    setting.Folder,
                    $"with Shaken:Keys=KeyVault the CA's chain is in {setting.Certificates} and its key's identifier in {setting.Keys}");
            }

            if (chains.Count > 0 || keys.Count > 0)
                reader.Refuse(setting.Folder, $"the folder of a ceremony, or {setting.Certificates} with {setting.Keys}; not both");
            return ReadFolder(reader, setting, folder);
        }

        if (chains.Count != keys.Count)
        {
            reader.Refuse(
                setting.Keys,
                $"each of {setting.Certificates} has its key, in the same order: the CA that signs now, then those before it");
            return [];
        }

        var authorities = chains.Zip(keys, (chain, key) => ReadAuthority(reader, setting, chain, key)).OfType<IssuingAuthority>().ToList();
        return authorities.Count == chains.Count ? authorities : [];
    }

    // As `shaken ca init` and `rollover` leave it: the CA that signs now, then those before it.
    private static List<IssuingAuthority> ReadFolder(SettingsReader reader, AuthoritySetting setting, string path)
    {
        KeyPassphrase? passphrase = null;
        if (reader.Text(setting.PassphraseFile) is { } file && !KeyPassphrase.TryFromFile(file, out passphrase, out var failure))
        {
            reader.Refuse(setting.PassphraseFile, failure);
            return [];
        }

        try
        {
            if (!CertificationFolder.IsAt(path) || CertificationFolder.Open(path, passphrase) is not { } folder
                || folder.FindProfile() is null)
            {
                reader.Refuse(setting.Folder, $"\"{path}\" holds no CA: `shaken ca init` founds one");
                return [];
            }

            return [.. folder.Issuing().Select(entry => new IssuingAuthority(new CertificateAuthority(entry.Certificate, entry.Key), [.. entry.Chain.Where(certificate => !certificate.IsSelfIssued)]))];
        }
        catch (StorageException exception)
        {
            reader.Refuse(setting.Folder, exception.Message);
            return [];
        }
    }

    private static IssuingAuthority? ReadAuthority(SettingsReader reader, AuthoritySetting setting, string chainPath, string keyText)
    {
        var key = reader.SigningKey(setting.Keys, keyText);
        var chain = reader.Certificates(setting.Certificates, chainPath);
        if (key is null || chain.Count == 0) return null;
        try
        {
            return new IssuingAuthority(
                new CertificateAuthority(chain[0], key), [.. chain.Where(certificate => !certificate.IsSelfIssued)]);
        }
        catch (ArgumentException exception)
        {
            reader.Refuse(setting.Keys, $"\"{keyText}\" with \"{chainPath}\": {exception.Message}");
            return null;
        }
    }

    private static IssuingOptions? ReadIssuing(SettingsReader reader, AuthoritySetting setting, IssuingAuthority authority)
    {
        var policyOid = reader.Text(setting.PolicyOid)
            ?? (authority.Authority.Certificate.Extensions.CertificatePolicies is [var own, ..] ? own : null);
        if (policyOid is null)
            reader.Refuse(setting.PolicyOid, "the OID of the certificate policy, since the CA's own certificate names none");
        var profile = ReadProfile(reader, setting, authority.Authority.Certificate, policyOid);
        var crl = ReadCrl(reader, setting, authority.Authority.Certificate);
        var baseUrl = reader.HttpUrl(setting.CertificateBaseUrl);
        if (baseUrl is null)
        {
            reader.Refuse(
                setting.CertificateBaseUrl,
                "what the URLs of published certificates start with, as https://cr.example/certificates");
        }

        if (policyOid is null || profile is null || crl is null || baseUrl is null) return null;
        return new IssuingOptions
        {
            Policy = new IssuingPolicy(profile, policyOid, crl),
            CertificateBaseUrl = baseUrl,
        };
    }

    private static LintProfile? ReadProfile(SettingsReader reader, AuthoritySetting setting, StiCertificate certificate, string? policyOid)
    {
        if (certificate.Subject.Country is not { } country)
        {
            reader.Refuse(setting.Certificates, "the CA's subject names no country (ATIS-1000087)");
            return null;
        }

        var name = reader.Text(setting.Profile) ?? LintProfile.OfIssuer(country, []).Name;
        if (name == "us") return LintProfile.UnitedStates;
        if (name == "national") return policyOid is null ? null : LintProfile.National([policyOid], country);
        reader.Refuse(setting.Profile, "us or national");
        return null;
    }

    // The distribution point of the CA's own certificate is that of its leaves, unless somebody says otherwise.
    private static CrlReference? ReadCrl(SettingsReader reader, AuthoritySetting setting, StiCertificate certificate)
    {
        var own = certificate.Extensions.CrlDistributionPoints is [var only] ? only : null;
        var url = reader.Text(setting.CrlUrl) ?? (own?.Urls is [var its, ..] ? its : null);
        var issuer = reader.Text(setting.CrlSigner) is { } path ? ReadCrlSigner(reader, setting, path)
            : own?.CrlIssuers is [var named, ..] ? named
            : null;
        if (url is not null && issuer is not null) return new CrlReference(url, issuer);
        reader.Refuse(
            setting.CrlUrl,
            $"the URL of the CRL, and {setting.CrlSigner} the certificate of who signs it, since the CA's own certificate does not name "
            + "both");
        return null;
    }

    private static DistinguishedName? ReadCrlSigner(SettingsReader reader, AuthoritySetting setting, string path) =>
        reader.Certificates(setting.CrlSigner, path) is [var signer, ..] ? signer.Subject : null;
}
