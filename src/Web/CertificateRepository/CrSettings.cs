using Shaken.Core.Keys;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.CertificateRepository;

/// <summary>The settings of the role cr.</summary>
/// <param name="Publishers">Who may publish chains of other CAs; nobody where empty.</param>
public sealed record CrSettings(ApiKeys<KeyOwner> Publishers)
{
    internal static CrSettings Read(SettingsReader reader) =>
        new(reader.ReadApiKeys<KeyOwner>("Cr:PublisherKeys", KeyOwner.TryParse, "each is name:sha256, as `shaken cr key` prints it"));
}
