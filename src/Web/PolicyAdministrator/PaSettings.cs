using Shaken.Core.CertificationAuthority.Revoking;
using Shaken.Core.Keys;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.PolicyAdministrator;

/// <summary>The settings of the role pa. Its list is one of <see cref="Shared.Crls.PublishedCrlSettings"/>.</summary>
/// <param name="Reporters">CAs that may report to this policy administrator.</param>
internal sealed record PaSettings(ApiKeys<RevocationReporter> Reporters) : ISettings<PaSettings>
{
    public static IReadOnlyList<Setting> Declared => PaSetting.All;

    public static PaSettings Read(SettingsReader reader) =>
        new(reader.TakeApiKeys(
            PaSetting.Reporters,
            [.. reader.Texts(PaSetting.Reporters).Select(text => ReadReporter(reader, text)).OfType<ApiKey<RevocationReporter>>()]));

    private static ApiKey<RevocationReporter>? ReadReporter(SettingsReader reader, string text)
    {
        if (text.Split(':', 3) is [{ Length: >= 1 and <= 64 } name, var hash, { Length: > 0 } path]
            && HashedKey.TryParse(hash, out var key))
            return new(
                new RevocationReporter(
                    name, [.. reader.Certificates(PaSetting.Reporters, path).Select(certificate => certificate.Subject)]),
                key);
        reader.Refuse(
            PaSetting.Reporters,
            "each is name:sha256:file, the hash as `shaken crl key` prints it, the file with the CA's certificates");
        return null;
    }
}
