using Shaken.Core.Pki.Certificates;

namespace Shaken.Core.Keys.Ceremonies;

/// <summary>What the keys of a ceremony are called, in a folder and in a vault.</summary>
public static class CeremonyNames
{
    /// <summary>The root of an STI-CA: its folder may be taken offline between ceremonies.</summary>
    public const string CaRoot = "ca-root";

    /// <summary>The CAs that issue, below that root.</summary>
    public const string IssuingCa = "ca-issuing";

    /// <summary>The root of a policy administrator, likewise kept offline.</summary>
    public const string PolicyAdministratorRoot = "pa-root";

    /// <summary>The signer of one kind of document.</summary>
    public static string Of(SignedDocumentKind kind) => kind switch
    {
        SignedDocumentKind.TrustedCaList => "trusted-ca-list",
        SignedDocumentKind.SpcToken => "spc-token",
        SignedDocumentKind.CpsMapping => "cps-mapping",
        SignedDocumentKind.RegistryList => "registry-list",
        SignedDocumentKind.BypassToken => "bypass-token",
        SignedDocumentKind.CountryPolicy => "country-policy",
        SignedDocumentKind.RegistryRequest => "registry-request",
        SignedDocumentKind.Crl => "crl",
    };
}
