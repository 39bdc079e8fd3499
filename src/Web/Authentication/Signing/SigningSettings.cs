using Shaken.Core.Authentication;
using Shaken.Core.Authentication.Certificates;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Authentication.Signing;

/// <summary>How calls are signed, and with which certificates beside the one that is renewed.</summary>
/// <param name="Fixed">Certificates that an operator renews by hand, one of a provider at most.</param>
internal sealed record SigningSettings(SigningOptions Options, IReadOnlyList<FixedSigningCertificate> Fixed) : ISettings<SigningSettings>
{
    private const int MaxFixed = 64;

    public static IReadOnlyList<Setting> Declared => SigningSetting.All;

    public static SigningSettings Read(SettingsReader reader)
    {
        var options = new SigningOptions { Freshness = reader.Seconds(SigningSetting.FreshnessSeconds) };
        return new SigningSettings(options, ReadFixed(reader));
    }

    private static IReadOnlyList<FixedSigningCertificate> ReadFixed(SettingsReader reader)
    {
        var providers = reader.Texts(SigningSetting.Providers);
        var (files, keys, urls) = (
            reader.Texts(SigningSetting.CertificateFiles), reader.Texts(SigningSetting.KeyFiles),
            reader.Texts(SigningSetting.CertificateUrls));
        if (files.Count != providers.Count || keys.Count != providers.Count || urls.Count != providers.Count)
        {
            reader.Refuse(
                SigningSetting.Providers,
                $"must have as many entries as {SigningSetting.CertificateFiles}, {SigningSetting.KeyFiles} and "
                + $"{SigningSetting.CertificateUrls}");
            return [];
        }

        if (providers.Count > MaxFixed) reader.Refuse(SigningSetting.Providers, $"must have {MaxFixed} entries at most");
        if (providers.Distinct(StringComparer.Ordinal).Count() != providers.Count)
            reader.Refuse(SigningSetting.Providers, "must name each provider once");
        var certificates = new List<FixedSigningCertificate>();
        for (var index = 0; index < Math.Min(providers.Count, MaxFixed); index++)
        {
            if (ReadOne(reader, providers[index], files[index], keys[index], urls[index]) is { } certificate)
                certificates.Add(new FixedSigningCertificate(providers[index], certificate));
        }

        return certificates;
    }

    private static SigningCertificate? ReadOne(SettingsReader reader, string providerText, string file, string keyText, string url)
    {
        var isProvider = ProviderId.TryParse(providerText, out var provider);
        if (!isProvider) reader.Refuse(SigningSetting.Providers, $"\"{providerText}\" is no country and code, as US/1234");
        var chain = reader.Certificates(SigningSetting.CertificateFiles, file);
        var key = reader.SigningKey(SigningSetting.KeyFiles, keyText);
        if (!IsFetchable(reader, url) || !isProvider || chain.Count == 0 || key is null) return null;
        if (SigningCertificate.TryCreate(provider!, key, chain, url, out var certificate, out var failure)) return certificate;
        reader.Refuse(SigningSetting.CertificateFiles, $"\"{file}\": {failure}");
        return null;
    }

    // Verifiers fetch it by the rules for strangers' URLs, as this program does.
    private static bool IsFetchable(SettingsReader reader, string url)
    {
        var exempt = reader.Get<FetchingSettings>().Options.ExemptOrigins
            .Select(text => WebOrigin.TryParse(text, out var origin) ? origin : null).OfType<WebOrigin>().ToHashSet();
        if (FetchUrl.TryParse(url, exempt, out _, out var refusal)) return true;
        reader.Refuse(SigningSetting.CertificateUrls, refusal.Detail);
        return false;
    }
}
