using Shaken.Core.CallPlacement.Republish;
using Shaken.Core.Keys;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.CallPlacement;

/// <summary>To which other CPSs this one hands on (ATIS-1000096), and as whom.</summary>
/// <param name="Targets">At least one.</param>
/// <param name="Key">The key of this CPS's own STI certificate.</param>
/// <param name="CertificateUrl">Where that certificate is published: x5u.</param>
internal sealed record RepublishSettings(IReadOnlyList<RepublishTarget> Targets, ISigningKey Key, string CertificateUrl)
{
    private const int MaxPeers = 64;

    /// <summary>Null where nothing is handed on, or where the reader has an error to tell.</summary>
    /// <param name="ownNames">The names of this CPS, to which it must not hand on.</param>
    public static RepublishSettings? Read(SettingsReader reader, IReadOnlyList<string> ownNames)
    {
        var texts = reader.Texts(CallPlacementSetting.RepublishTo);
        var targets = reader.Values<RepublishTarget>(
            CallPlacementSetting.RepublishTo,
            RepublishTarget.TryParse,
            "each is the base URL of a CPS, as https://cps.example or https://cps.example:8443=name-in-aud.example");
        var keyFile = reader.Text(CallPlacementSetting.RepublishKeyFile);
        var key = keyFile is { } keyText ? reader.SigningKey(CallPlacementSetting.RepublishKeyFile, keyText) : null;
        var url = reader.Text(CallPlacementSetting.RepublishCertificateUrl);
        if (targets.Count > MaxPeers) reader.Refuse(CallPlacementSetting.RepublishTo, $"{MaxPeers} at most");
        if (targets.DistinctBy(target => target.BaseUrl).Count() != targets.Count)
            reader.Refuse(CallPlacementSetting.RepublishTo, "a CPS is named twice");
        if (targets.Any(target => ownNames.Contains(target.Audience, StringComparer.OrdinalIgnoreCase)))
            reader.Refuse(CallPlacementSetting.RepublishTo, "one of them is this CPS itself, by Cps:HostNames");
        if (texts.Count > 0 && keyFile is null)
        {
            reader.Refuse(
                CallPlacementSetting.RepublishKeyFile,
                "who hands on signs for it: name the PEM file with the key of this CPS's own STI certificate, or the secret in a vault");
        }

        if (texts.Count > 0 && url is null)
            reader.Refuse(CallPlacementSetting.RepublishCertificateUrl, "who hands on says where its certificate is published");
        if (texts.Count == 0 && (url ?? keyFile) is not null)
            reader.Refuse(CallPlacementSetting.RepublishTo, "KeyFile and CertificateUrl are of use with a CPS to hand on to");
        if (url is not null) reader.CheckStrangersUrl(CallPlacementSetting.RepublishCertificateUrl, url);
        return targets.Count > 0 && key is not null && url is not null ? new RepublishSettings(targets, key, url) : null;
    }
}
