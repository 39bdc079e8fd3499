using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.PolicyAdministrator.Borders;
using Shaken.Core.PolicyAdministrator.Lists;
using Shaken.Web.PolicyAdministrator.Signing;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.PolicyAdministrator.Borders;

/// <summary>A country policy is kept and published.</summary>
internal sealed record CountryPolicySettings(DocumentSigner Signer, CountryPolicyRules Rules, TrustListSchedule Schedule);

/// <summary>What this policy administrator does across borders.</summary>
/// <param name="CountryPolicy">Null: none is published.</param>
/// <param name="PartnersAtOnce">Lists of partners that are fetched at once.</param>
internal sealed record BorderSettings(CountryPolicySettings? CountryPolicy, int PartnersAtOnce) : ISettings<BorderSettings>
{
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

        return new BorderSettings(signer is null ? null : ReadPolicy(reader, signer), reader.Number(BorderSetting.PartnersAtOnce));
    }

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
