using Shaken.Core.Authentication;
using Shaken.Core.Authentication.Certificates;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Authentication.Signing;

/// <summary>How calls are signed, and with which certificates beside the one that is renewed.</summary>
/// <param name="Fixed">Certificates that an operator renews by hand, one of a provider.</param>
internal sealed record SigningSettings(SigningOptions Options, IReadOnlyList<FixedSigningCertificate> Fixed) : ISettings<SigningSettings>
{
    private const string Section = "Signing:Certificates";
    private const int MaxFixed = 64;

    public static IReadOnlyList<Setting> Declared => SigningSetting.All;

    public static SigningSettings Read(SettingsReader reader)
    {
        var options = new SigningOptions { Freshness = reader.Seconds(SigningSetting.FreshnessSeconds) };
        return new SigningSettings(options, ReadFixed(reader));
    }

    private static List<FixedSigningCertificate> ReadFixed(SettingsReader reader)
    {
        var names = reader.Names(SigningSetting.CertificateFile);
        if (names.Count > MaxFixed) reader.Refuse(Section, $"must have {MaxFixed} certificates at most");
        var certificates = names.Take(MaxFixed).SelectMany(name => ReadOne(reader, name)).ToList();
        foreach (var provider in certificates.GroupBy(one => one.Provider).Where(group => group.Count() > 1).Select(group => group.Key))
            reader.Refuse(Section, $"must have one certificate of {provider}, and not several");
        return certificates;
    }

    private static List<FixedSigningCertificate> ReadOne(SettingsReader reader, string name)
    {
        var (fileSetting, keySetting, urlSetting) = (
            SigningSetting.CertificateFile.Of(name), SigningSetting.KeyFile.Of(name), SigningSetting.X5u.Of(name));
        if (reader.Text(fileSetting) is not { } file || reader.Text(keySetting) is not { } keyText
            || reader.Text(urlSetting) is not { } url)
        {
            reader.Refuse($"{Section}:{name}", "must have CertificateFile, KeyFile and X5u");
            return [];
        }

        var chain = reader.Certificates(fileSetting, file);
        var key = reader.SigningKey(keySetting, keyText);
        if (!IsFetchable(reader, urlSetting, url) || chain.Count == 0 || key is null) return [];
        var certificates = new List<FixedSigningCertificate>();
        foreach (var provider in ProvidersOf(reader, fileSetting, chain[0]))
        {
            if (SigningCertificate.TryCreate(provider, key, chain, url, out var certificate, out var failure))
                certificates.Add(new FixedSigningCertificate($"{name} of {provider}", certificate));
            else reader.Refuse(fileSetting, $"\"{file}\": {failure}");
        }

        return certificates;
    }

    private static List<ProviderId> ProvidersOf(SettingsReader reader, Setting setting, StiCertificate leaf)
    {
        var codes = leaf.Extensions.TnAuthList?.Codes.Distinct().ToList() ?? [];
        if (leaf.Subject.Country is { } country && codes.Count > 0) return [.. codes.Select(code => new ProviderId(country, code))];
        reader.Refuse(setting, "the first certificate must name a country in its subject, and a service provider code in its TNAuthList");
        return [];
    }

    // Verifiers fetch it by the rules for strangers' URLs, as this program does.
    private static bool IsFetchable(SettingsReader reader, Setting setting, string url)
    {
        var exempt = reader.Get<FetchingSettings>().Options.ExemptOrigins
            .Select(text => WebOrigin.TryParse(text, out var origin) ? origin : null).OfType<WebOrigin>().ToHashSet();
        if (FetchUrl.TryParse(url, exempt, out _, out var refusal)) return true;
        reader.Refuse(setting, refusal.Detail);
        return false;
    }
}
