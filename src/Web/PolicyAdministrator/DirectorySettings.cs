using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.PolicyAdministrator.Lists;
using Shaken.Core.Tokens.Bypass;
using Shaken.Web.PolicyAdministrator.Signing;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.PolicyAdministrator;

/// <summary>A directory of CPSs is kept and published.</summary>
/// <param name="Country">Whose codes it has.</param>
internal sealed record CpsListSettings(DocumentSigner Signer, CountryCode Country, TrustListSchedule Schedule);

/// <summary>Bypass tokens are issued.</summary>
internal sealed record BypassSettings(DocumentSigner Signer, string Issuer);

/// <summary>What this policy administrator does for out-of-band delivery and for providers whose signing service is down.</summary>
/// <param name="CpsList">Null: there is no directory.</param>
/// <param name="Bypass">Null: no bypass tokens are issued.</param>
internal sealed record DirectorySettings(CpsListSettings? CpsList, BypassSettings? Bypass) : ISettings<DirectorySettings>
{
    public static IReadOnlyList<Setting> Declared => DirectorySetting.All;

    public static DirectorySettings Read(SettingsReader reader)
    {
        var administrator = reader.Get<AdministratorSettings>();
        var cpsSigner = DocumentSigner.Read(reader, DirectorySetting.CpsList);
        var bypassSigner = DocumentSigner.Read(reader, DirectorySetting.Bypass);
        if (administrator.Url is null && (cpsSigner ?? bypassSigner) is not null)
        {
            reader.Refuse(
                AdministratorSetting.Url,
                "cpsMappings and bypass tokens name their signer's certificate below it: the https URL of this STI-PA");
        }

        CheckKeys(reader, administrator, cpsSigner, bypassSigner);
        return new DirectorySettings(
            cpsSigner is null ? null : ReadCpsList(reader, cpsSigner),
            bypassSigner is null || administrator.Url is not { } url ? null : ReadBypass(reader, bypassSigner, url));
    }

    private static void CheckKeys(
        SettingsReader reader, AdministratorSettings administrator, DocumentSigner? cpsSigner, DocumentSigner? bypassSigner)
    {
        var others = new[] { administrator.Tokens?.Signer, administrator.List?.Signer, cpsSigner }
            .OfType<DocumentSigner>().Select(ThumbprintOf).ToList();
        const string Rule = "the key signs documents of another kind too: each kind has a key of its own";
        if (cpsSigner is not null && others.Count(other => other == ThumbprintOf(cpsSigner)) > 1)
            reader.Refuse(DirectorySetting.CpsList.Section, Rule);
        if (bypassSigner is not null && others.Contains(ThumbprintOf(bypassSigner), StringComparer.Ordinal))
            reader.Refuse(DirectorySetting.Bypass.Section, Rule);
    }

    private static CpsListSettings? ReadCpsList(SettingsReader reader, DocumentSigner signer)
    {
        var schedule = new TrustListSchedule(
            TimeSpan.FromHours(reader.Number(DirectorySetting.ValidityHours)),
            TimeSpan.FromHours(reader.Number(DirectorySetting.RenewHours)));
        if (!schedule.IsSound)
            reader.Refuse(DirectorySetting.RenewHours, "must be between a quarter and three quarters of Pa:CpsList:ValidityHours");
        var country =
            CountryCode.TryParse(reader.Text(AdministratorSetting.Country), out var set) ? set : signer.Certificate.Subject.Country;
        if (country is not null) return new CpsListSettings(signer, country, schedule);
        reader.Refuse(AdministratorSetting.Country, "must be set, since the signer's certificate names no country");
        return null;
    }

    private static BypassSettings ReadBypass(SettingsReader reader, DocumentSigner signer, string url)
    {
        var issuer = reader.Text(DirectorySetting.Issuer) ?? new Uri(url).Host;
        if (!PlainText.IsPlain(issuer, BypassTokenClaims.MaxIssuer))
            reader.Refuse(DirectorySetting.Issuer, $"must be plain text of 1 to {BypassTokenClaims.MaxIssuer} characters");
        return new BypassSettings(signer, issuer);
    }

    private static string ThumbprintOf(DocumentSigner signer) => JsonWebKey.From(signer.Key.PublicKey).Thumbprint();
}
