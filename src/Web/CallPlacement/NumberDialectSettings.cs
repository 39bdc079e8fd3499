using Shaken.Core.CallPlacement.Advertisements;
using Shaken.Core.CallPlacement.Pushing;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Der;
using Shaken.Web.Operators.Access;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.CallPlacement;

/// <summary>This CPS's own advertisement.</summary>
/// <param name="For">At least one.</param>
/// <param name="Key">The key of the STI certificate at <paramref name="CertificateUrl"/>.</param>
internal sealed record AdvertisementSettings(string Url, IReadOnlyList<TnAuthListEntry> For, ISigningKey Key, string CertificateUrl);

/// <summary>How the CPS of RFC 9888 works, and what this one tells others.</summary>
/// <param name="NumberTable">The store's number table says whose a called number is.</param>
/// <param name="Push">Null: nothing is pushed.</param>
/// <param name="Advertisement">Null: nothing is advertised.</param>
internal sealed record NumberDialectSettings(
    bool ReadsByCalledNumber, bool NumberTable, bool DemandsClientCertificate, PushTarget? Push, AdvertisementSettings? Advertisement)
    : ISettings<NumberDialectSettings>
{
    public static IReadOnlyList<Setting> Declared => NumberDialectSetting.All;

    public static NumberDialectSettings Read(SettingsReader reader)
    {
        var demands = reader.Flag(NumberDialectSetting.DemandClientCertificate);
        var access = reader.Get<AccessSettings>();
        if (demands && access is { ClientCertificates: false, CertificateHeader: null })
        {
            reader.Refuse(
                NumberDialectSetting.DemandClientCertificate,
                $"no client certificate can come: set {AccessSetting.ClientCertificates} or {AccessSetting.CertificateHeader}");
        }

        return new NumberDialectSettings(
            reader.Flag(NumberDialectSetting.ReadByCalledNumber), reader.Flag(NumberDialectSetting.NumberTable), demands, ReadPush(reader),
            ReadAdvertisement(reader));
    }

    private static PushTarget? ReadPush(SettingsReader reader)
    {
        var url = reader.OperatorUrl(NumberDialectSetting.PushUrl);
        if (reader.Text(NumberDialectSetting.PushAuthorizationFile) is not { } file) return url is null ? null : new PushTarget(url, null);
        if (reader.Text(NumberDialectSetting.PushUrl) is null)
            reader.Refuse(NumberDialectSetting.PushAuthorizationFile, $"of use with {NumberDialectSetting.PushUrl}");
        var secret = reader.Secret(NumberDialectSetting.PushAuthorizationFile, file);
        if (secret is null || url is null) return null;
        if (secret.Reveal().All(character => character is >= ' ' and <= '~')) return new PushTarget(url, secret);
        reader.Refuse(NumberDialectSetting.PushAuthorizationFile, "the value of a header is one line of printable ASCII");
        return null;
    }

    private static AdvertisementSettings? ReadAdvertisement(SettingsReader reader)
    {
        var url = reader.OperatorUrl(NumberDialectSetting.AdvertisementUrl);
        var isAsked = reader.Text(NumberDialectSetting.AdvertisementUrl) is not null;
        var keyText = reader.Text(NumberDialectSetting.AdvertisementKeyFile);
        var certificate = reader.Text(NumberDialectSetting.AdvertisementCertificateUrl);
        if (isAsked && (keyText is null || certificate is null))
        {
            reader.Refuse(
                NumberDialectSetting.AdvertisementKeyFile,
                $"an advertisement is signed: name the key and, as {NumberDialectSetting.AdvertisementCertificateUrl}, where its "
                + "certificate is published");
        }

        if (!isAsked && (keyText ?? certificate) is not null)
            reader.Refuse(NumberDialectSetting.AdvertisementUrl, "KeyFile and CertificateUrl are of use with a URL to advertise");
        var entries = reader.Values<TnAuthListEntry>(
            NumberDialectSetting.AdvertisementFor, AdvertisedKey.TryParse, "each is 0-CODE, 1-FIRST-COUNT or 2-NUMBER");
        if (entries.Count == 0)
            entries = [.. reader.Get<CallPlacementSettings>().Options.Served.Select(served => new SpcEntry(served.Code))];
        if (isAsked && entries.Count == 0)
            reader.Refuse(NumberDialectSetting.AdvertisementFor, $"say for whom, here or by {CallPlacementSetting.ServedSpcs}");
        var key = keyText is null ? null : reader.SigningKey(NumberDialectSetting.AdvertisementKeyFile, keyText);
        if (certificate is not null) reader.CheckStrangersUrl(NumberDialectSetting.AdvertisementCertificateUrl, certificate);
        return url is null || key is null || certificate is null || entries.Count == 0
            ? null
            : new AdvertisementSettings(url.AbsoluteUri.TrimEnd('/'), entries, key, certificate);
    }
}
