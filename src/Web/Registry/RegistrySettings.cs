using Shaken.Core.Keys;
using Shaken.Core.PolicyAdministrator.Lists;
using Shaken.Web.PolicyAdministrator.Signing;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Registry;

/// <summary>What a registry needs to be one.</summary>
/// <param name="Url">Without a slash at its end.</param>
/// <param name="List">Signs the registry list.</param>
/// <param name="Joined">Signs the joined trusted-CA list; null: there is none.</param>
/// <param name="ListsAtOnce">Lists of countries that are fetched at once.</param>
internal sealed record RegistryRules(
    string Url, DocumentSigner List, DocumentSigner? Joined, TrustListSchedule Schedule, int ListsAtOnce, bool NeedsTwoOperators);

/// <summary>What this registry signs and decides.</summary>
/// <param name="Rules">Null: the deployment is no registry.</param>
internal sealed record RegistrySettings(RegistryRules? Rules) : ISettings<RegistrySettings>
{
    public static IReadOnlyList<Setting> Declared => RegistrySetting.All;

    public static RegistrySettings Read(SettingsReader reader)
    {
        var url = ReadUrl(reader);
        var list = DocumentSigner.Read(reader, RegistrySetting.List);
        var joined = DocumentSigner.Read(reader, RegistrySetting.Joined);
        if (list is null)
        {
            if (joined is not null) reader.Refuse(RegistrySetting.Joined.Section, "a joined list needs Registry:List too");
            return new RegistrySettings(Rules: null);
        }

        if (joined is not null && ThumbprintOf(joined) == ThumbprintOf(list))
        {
            reader.Refuse(
                RegistrySetting.Joined.Section, "the key signs the registry list too: each kind of document has a key of its own");
        }

        var schedule = new TrustListSchedule(
            TimeSpan.FromHours(reader.Number(RegistrySetting.ValidityHours)),
            TimeSpan.FromHours(reader.Number(RegistrySetting.RenewHours)));
        if (!schedule.IsSound)
            reader.Refuse(RegistrySetting.RenewHours, "must be between a quarter and three quarters of Registry:List:ValidityHours");
        if (url is not null)
        {
            return new RegistrySettings(new RegistryRules(
                url, list, joined, schedule, reader.Number(RegistrySetting.ListsAtOnce), reader.Flag(RegistrySetting.TwoOperators)));
        }

        reader.Refuse(RegistrySetting.Url, "must be the https URL of this registry: lists name certificates below it");
        return new RegistrySettings(Rules: null);
    }

    private static string? ReadUrl(SettingsReader reader)
    {
        if (reader.HttpUrl(RegistrySetting.Url) is not { } url) return null;
        if (url.Scheme != Uri.UriSchemeHttps) reader.Refuse(RegistrySetting.Url, "must be an https URL");
        return url.AbsoluteUri.TrimEnd('/');
    }

    private static string ThumbprintOf(DocumentSigner signer) => JsonWebKey.From(signer.Key.PublicKey).Thumbprint();
}
