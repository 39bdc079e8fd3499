using Shaken.Core.CallPlacement.Posting;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Trust;

namespace Shaken.Web.CallPlacement.OutOfBand;

/// <summary>The STI certificate of the provider that posts and reads.</summary>
/// <param name="CertificateUrl">x5u.</param>
internal sealed record OutOfBandSigner(ServiceProviderCode Code, ISigningKey Key, string CertificateUrl);

/// <summary>Where the cpsMapping comes from: one of the two.</summary>
internal sealed record MappingSource(string? File, string? Url);

/// <summary>What is signed is posted out of band.</summary>
/// <param name="Mapping">Null: no cpsMapping is followed.</param>
/// <param name="Identity">Shown in TLS to a CPS that asks; null: none is.</param>
internal sealed record PostSettings(
    MappingSource? Mapping, IReadOnlyList<string> Advertisements, IReadOnlyList<PostPeer> Peers, ClientIdentity? Identity,
    TimeSpan Freshness);

/// <summary>What goes out of band, and what comes in.</summary>
/// <param name="Post">Null: nothing is posted.</param>
/// <param name="Signer">Signs bearers; null: nothing takes any.</param>
internal sealed record OutOfBandSettings(PostSettings? Post, OutOfBandSigner? Signer, ReadSettings Reading) : ISettings<OutOfBandSettings>
{
    private const int MaxAdvertisements = 64;
    private const int MaxPeers = 1024;

    public static IReadOnlyList<Setting> Declared => OutOfBandSetting.All;

    public static OutOfBandSettings Read(SettingsReader reader)
    {
        var provider = ReadProvider(reader);
        var signer = ReadSigner(reader, provider);
        var post = ReadPost(reader);
        return new OutOfBandSettings(post, signer, ReadSettings.Read(reader, provider, signer));
    }

    private static ProviderId? ReadProvider(SettingsReader reader)
    {
        if (reader.Text(OutOfBandSetting.Provider) is not { } text) return null;
        if (ProviderId.TryParse(text, out var provider)) return provider;
        reader.Refuse(OutOfBandSetting.Provider, $"\"{text}\" is no country and code, as US/1234");
        return null;
    }

    private static OutOfBandSigner? ReadSigner(SettingsReader reader, ProviderId? provider)
    {
        var (keyText, url) = (reader.Text(OutOfBandSetting.KeyFile), reader.Text(OutOfBandSetting.CertificateUrl));
        if (keyText is null && url is null) return null;
        var key = keyText is null ? null : reader.SigningKey(OutOfBandSetting.KeyFile, keyText);
        if (keyText is null || url is null || reader.Text(OutOfBandSetting.Provider) is null)
        {
            reader.Refuse(
                OutOfBandSetting.KeyFile,
                $"{OutOfBandSetting.KeyFile}, {OutOfBandSetting.CertificateUrl} and {OutOfBandSetting.Provider} go together");
        }

        if (url is not null) reader.CheckStrangersUrl(OutOfBandSetting.CertificateUrl, url);
        return key is null || url is null || provider is null ? null : new OutOfBandSigner(provider.Code, key, url);
    }

    private static PostSettings? ReadPost(SettingsReader reader)
    {
        var mapping = ReadMapping(reader);
        var advertisements = reader.Texts(OutOfBandSetting.Advertisements);
        if (advertisements.Count > MaxAdvertisements) reader.Refuse(OutOfBandSetting.Advertisements, $"{MaxAdvertisements} at most");
        foreach (var url in advertisements) reader.CheckStrangersUrl(OutOfBandSetting.Advertisements, url);
        var peers = ReadPeers(reader);
        var identity = reader.ReadClientIdentity(OutOfBandSetting.ClientCertificate, OutOfBandSetting.ClientKey);
        var freshness = reader.Seconds(OutOfBandSetting.FreshnessSeconds);
        if (!reader.Flag(OutOfBandSetting.Post)) return null;
        if (mapping is null && advertisements.Count == 0 && reader.Texts(OutOfBandSetting.Peers).Count == 0)
        {
            reader.Refuse(
                OutOfBandSetting.Post,
                $"nothing says which CPS a provider has: set {OutOfBandSetting.MappingUrl}, {OutOfBandSetting.Advertisements} or "
                + $"{OutOfBandSetting.Peers}");
        }

        return new PostSettings(mapping, advertisements, peers, identity, freshness);
    }

    private static MappingSource? ReadMapping(SettingsReader reader)
    {
        var (url, file) = (reader.Text(OutOfBandSetting.MappingUrl), reader.Text(OutOfBandSetting.MappingFile));
        if (url is null && file is null) return null;
        if (url is not null && file is not null) reader.Refuse(OutOfBandSetting.MappingUrl, "a URL or a file, not both");
        if (url is not null && !(Uri.TryCreate(url, UriKind.Absolute, out var parsed) && SettingsReader.IsPrivate(parsed)))
            reader.Refuse(OutOfBandSetting.MappingUrl, $"\"{url}\" is no https URL such as https://sti-pa.example/api/v1/cps-list");
        TrustListSettings.DemandRoots(reader, "a cpsMapping is verified by at least one pinned root of the STI-PA");
        return new MappingSource(file, url);
    }

    private static IReadOnlyList<PostPeer> ReadPeers(SettingsReader reader)
    {
        var peers = reader.Values<PostPeer>(OutOfBandSetting.Peers, PostPeer.TryParse,
            "each is a provider, a dialect (Open, Shared, Agreed, ByNumber) and an https URL, as US/1234 Agreed https://cps.example");
        if (peers.Count > MaxPeers) reader.Refuse(OutOfBandSetting.Peers, $"{MaxPeers} at most");
        if (peers.DistinctBy(peer => peer.Provider).Count() != peers.Count)
            reader.Refuse(OutOfBandSetting.Peers, "a provider is named twice");
        if (peers.Any(peer => peer.Form is CpsForm.Shared or CpsForm.Agreed) && reader.Text(OutOfBandSetting.KeyFile) is null)
            reader.Refuse(OutOfBandSetting.KeyFile, "a peer with the dialect Shared or Agreed takes bearers: name the key that signs them");
        return peers;
    }
}
