using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.PolicyAdministrator.Borders;
using Shaken.Core.PolicyAdministrator.Lists;
using Shaken.Core.PolicyAdministrator.Partners;
using Shaken.Core.Trust.Lists;
using Shaken.Web.PolicyAdministrator.Signing;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Trust;

namespace Shaken.Web.PolicyAdministrator.Borders;

/// <summary>A country policy is kept and published.</summary>
internal sealed record CountryPolicySettings(DocumentSigner Signer, CountryPolicyRules Rules, TrustListSchedule Schedule);

/// <summary>What identifies us to a partner's server.</summary>
internal sealed record ConfiguredPartner(ListCredentials? Credentials, ClientIdentity? Identity);

/// <summary>What this policy administrator does across borders.</summary>
/// <param name="CountryPolicy">Null: none is published.</param>
/// <param name="PartnersAtOnce">Lists of partners that are fetched at once.</param>
/// <param name="Access">What identifies us to partners' servers, by the partners' ids.</param>
/// <param name="Country">The country of this policy administrator; null: it is not known, and there are no partners.</param>
internal sealed record BorderSettings(
    CountryPolicySettings? CountryPolicy, int PartnersAtOnce, IReadOnlyDictionary<string, ConfiguredPartner> Access, CountryCode? Country)
    : ISettings<BorderSettings>
{
    private const string PartnerSection = "Pa:Partners";

    public static IReadOnlyList<Setting> Declared => BorderSetting.All;

    public static BorderSettings Read(SettingsReader reader)
    {
        var administrator = reader.Get<AdministratorSettings>();
        var signer = DocumentSigner.Read(reader, BorderSetting.CountryPolicy);
        if (signer is not null && administrator.Url is null)
        {
            reader.Refuse(
                AdministratorSetting.Url, "country policies name their signer's certificate below it: the https URL of this STI-PA");
        }

        if (signer is not null && OthersOf(reader, administrator).Contains(ThumbprintOf(signer), StringComparer.Ordinal))
        {
            reader.Refuse(
                BorderSetting.CountryPolicy.Section, "the key signs documents of another kind too: each kind has a key of its own");
        }

        return new BorderSettings(
            signer is null ? null : ReadPolicy(reader, signer), reader.Number(BorderSetting.PartnersAtOnce), ReadAccess(reader),
            CountryOf(reader, administrator, signer));
    }

    /// <summary>The sections of partners that the configuration has, by their numbers.</summary>
    public static IReadOnlyList<PartnerSetting> Sections(SettingsReader reader) =>
        [.. reader.Indexes(PartnerSection).Select(index => new PartnerSetting($"{PartnerSection}:{index}"))];

    private static Dictionary<string, ConfiguredPartner> ReadAccess(SettingsReader reader)
    {
        var access = new Dictionary<string, ConfiguredPartner>(StringComparer.Ordinal);
        foreach (var section in Sections(reader))
        {
            if (!PartnerId.TryParse(reader.Text(section.Id), out var id)) reader.Refuse(section.Id, "must be the id of a partner");
            else
            {
                var (credentials, identity) = TrustListAccess.ReadCredentials(reader, section.Access);
                if (!access.TryAdd(id.Value, new ConfiguredPartner(credentials, identity)))
                    reader.Refuse(section.Id, $"the partner {id} has a section already");
            }
        }

        return access;
    }

    private static CountryCode? CountryOf(SettingsReader reader, AdministratorSettings administrator, DocumentSigner? signer) =>
        CountryCode.TryParse(reader.Text(AdministratorSetting.Country), out var set)
            ? set
            : (signer ?? administrator.List?.Signer ?? administrator.Tokens?.Signer)?.Certificate.Subject.Country;

    private static IEnumerable<string> OthersOf(SettingsReader reader, AdministratorSettings administrator)
    {
        var directory = reader.Get<DirectorySettings>();
        return new[] { administrator.Tokens?.Signer, administrator.List?.Signer, directory.CpsList?.Signer, directory.Bypass?.Signer }
            .OfType<DocumentSigner>()
            .Select(ThumbprintOf);
    }

    private static CountryPolicySettings? ReadPolicy(SettingsReader reader, DocumentSigner signer)
    {
        var schedule = new TrustListSchedule(
            TimeSpan.FromHours(reader.Number(BorderSetting.ValidityHours)), TimeSpan.FromHours(reader.Number(BorderSetting.RenewHours)));
        if (!schedule.IsSound)
            reader.Refuse(BorderSetting.RenewHours, "must be between a quarter and three quarters of Pa:CountryPolicy:ValidityHours");
        var country =
            CountryCode.TryParse(reader.Text(AdministratorSetting.Country), out var set) ? set : signer.Certificate.Subject.Country;
        if (country is not null)
            return new CountryPolicySettings(
                signer, new CountryPolicyRules(country, reader.Flag(AdministratorSetting.TwoOperators)), schedule);
        reader.Refuse(AdministratorSetting.Country, "must be set, since the signer's certificate names no country");
        return null;
    }

    private static string ThumbprintOf(DocumentSigner signer) => JsonWebKey.From(signer.Key.PublicKey).Thumbprint();
}
