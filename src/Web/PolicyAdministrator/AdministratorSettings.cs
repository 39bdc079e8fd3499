using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Lint;
using Shaken.Core.PolicyAdministrator.Authorities;
using Shaken.Core.PolicyAdministrator.Lists;
using Shaken.Core.PolicyAdministrator.Tokens;
using Shaken.Web.PolicyAdministrator.Signing;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Crls;

namespace Shaken.Web.PolicyAdministrator;

/// <summary>SPC tokens are issued.</summary>
/// <param name="CrlUrl">What a token's answer names as crl.</param>
internal sealed record TokenSettings(DocumentSigner Signer, TokenPolicy Policy, string CrlUrl);

/// <summary>A trusted-CA list is published.</summary>
internal sealed record ListSettings(DocumentSigner Signer, TrustListSchedule Schedule);

/// <summary>What this policy administrator signs and decides.</summary>
/// <param name="Url">Without a slash at its end; null: it is reached by nobody but its own deployment.</param>
/// <param name="Tokens">Null: no tokens are issued.</param>
/// <param name="List">Null: no list is published.</param>
/// <param name="Authorities">Null: no CAs are approved.</param>
/// <param name="Former">Certificates of signers that were replaced.</param>
internal sealed record AdministratorSettings(
    string? Url, TokenSettings? Tokens, ListSettings? List, AuthorityRules? Authorities, IReadOnlyList<SignerCertificate> Former,
    SignerForm SignerForm) : ISettings<AdministratorSettings>
{
    public static IReadOnlyList<Setting> Declared => AdministratorSetting.All;

    public static AdministratorSettings Read(SettingsReader reader)
    {
        var url = ReadUrl(reader);
        var tokenSigner = DocumentSigner.Read(reader, AdministratorSetting.Tokens);
        var listSigner = DocumentSigner.Read(reader, AdministratorSetting.List);
        if (url is null && (tokenSigner ?? listSigner) is not null)
        {
            reader.Refuse(
                AdministratorSetting.Url, "must be the https URL of this STI-PA: tokens and lists name certificates below it");
        }

        if (tokenSigner is not null && listSigner is not null && ThumbprintOf(tokenSigner) == ThumbprintOf(listSigner))
            reader.Refuse(AdministratorSetting.List.Section, "the key signs tokens too: each kind of document has a key of its own");
        var country = ReadCountry(reader, tokenSigner ?? listSigner);
        return new AdministratorSettings(
            url,
            tokenSigner is not null && country is not null ? ReadTokens(reader, tokenSigner, country) : null,
            listSigner is not null ? ReadList(reader, listSigner) : null,
            url is not null && country is not null ? ReadRules(reader, url, country) : null,
            ReadFormer(reader),
            reader.Member(AdministratorSetting.Form));
    }

    private static string? ReadUrl(SettingsReader reader)
    {
        if (reader.HttpUrl(AdministratorSetting.Url) is not { } url) return null;
        if (url.Scheme != Uri.UriSchemeHttps) reader.Refuse(AdministratorSetting.Url, "must be an https URL (RFC 9448 section 6)");
        return url.AbsoluteUri.TrimEnd('/');
    }

    private static CountryCode? ReadCountry(SettingsReader reader, DocumentSigner? signer)
    {
        if (reader.Text(AdministratorSetting.Country) is not { } text)
        {
            if (signer is not null && signer.Certificate.Subject.Country is null)
                reader.Refuse(AdministratorSetting.Country, "must be set, since the signer's certificate names no country");
            return signer?.Certificate.Subject.Country;
        }

        if (CountryCode.TryParse(text, out var country)) return country;
        reader.Refuse(AdministratorSetting.Country, $"\"{text}\" is no ISO 3166-1 alpha-2 code, such as US");
        return null;
    }

    private static TokenSettings? ReadTokens(SettingsReader reader, DocumentSigner signer, CountryCode country)
    {
        var policy = new TokenPolicy(country, TimeSpan.FromMinutes(reader.Number(AdministratorSetting.TokenLifeMinutes)));
        if (reader.Get<PublishedCrlSettings>().Administrator is { } crl) return new TokenSettings(signer, policy, crl.Publication.Url);
        reader.Refuse(AdministratorSetting.Tokens.Section, "clients of tokens are told of the CRL and fetch it: set Pa:Crl:Url too");
        return null;
    }

    private static ListSettings ReadList(SettingsReader reader, DocumentSigner signer)
    {
        var schedule = new TrustListSchedule(
            TimeSpan.FromHours(reader.Number(AdministratorSetting.ListValidityHours)),
            TimeSpan.FromHours(reader.Number(AdministratorSetting.ListRenewHours)));
        if (!schedule.IsSound)
            reader.Refuse(AdministratorSetting.ListRenewHours, "must be between a quarter and three quarters of Pa:List:ValidityHours");
        return new ListSettings(signer, schedule);
    }

    private static AuthorityRules? ReadRules(SettingsReader reader, string url, CountryCode country)
    {
        var oids = reader.Texts(AdministratorSetting.RootPolicyOids);
        if (LintProfile.FindBuiltIn(country) is null && oids.Count == 0) return null;
        var profile = LintProfile.OfCountry(country, oids);
        return new AuthorityRules(url, country, profile, reader.Flag(AdministratorSetting.TwoOperators));
    }

    private static List<SignerCertificate> ReadFormer(SettingsReader reader)
    {
        var former = new List<SignerCertificate>();
        foreach (var path in reader.Texts(AdministratorSetting.FormerSigners))
        {
            if (reader.Certificates(AdministratorSetting.FormerSigners, path) is not { Count: > 0 } chain) continue;
            if (Core.Pki.Certificates.SignedDocumentKinds.Of(chain[0]) is { } kind)
                former.Add(SignerCertificate.Of(Core.Keys.Ceremonies.CeremonyNames.Of(kind), chain));
            else reader.Refuse(AdministratorSetting.FormerSigners, $"\"{path}\" is no signer of documents: its CN does not say of which");
        }

        return former;
    }

    private static string ThumbprintOf(DocumentSigner signer) => JsonWebKey.From(signer.Key.PublicKey).Thumbprint();
}
