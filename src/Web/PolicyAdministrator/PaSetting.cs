using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.PolicyAdministrator;

/// <summary>The settings of the role pa but those of its CRL.</summary>
internal static class PaSetting
{
    public static Setting Reporters { get; } = new("Pa:Reporters",
        "CAs that may report revocations: `name:sha256:file`, the hash of their secret, and a PEM file with the CA's "
        + "certificates, of whose names alone it may report",
        "None",
        "ca-1:9f86d0…:/etc/shaken/ca-1.pem");

    public static IReadOnlyList<Setting> All { get; } = [Reporters];
}
