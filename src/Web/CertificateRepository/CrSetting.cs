using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.CertificateRepository;

/// <summary>The settings of the role cr.</summary>
internal static class CrSetting
{
    public static Setting PublisherKeys { get; } = new("Cr:PublisherKeys",
        "Who may publish chains of other CAs: `name:sha256`, as `shaken cr key NAME` prints it",
        "None: nobody may",
        "other-ca:9f86d0…");

    public static IReadOnlyList<Setting> All { get; } = [PublisherKeys];
}
