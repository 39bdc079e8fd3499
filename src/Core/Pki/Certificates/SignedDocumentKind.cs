using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Certificates;

/// <summary>
/// The kinds of document that a policy administrator signs. Each has a key and a certificate of its own, whose CN names it, so that what
/// signs one kind never passes for another.
/// </summary>
public enum SignedDocumentKind
{
    /// <summary>The list of approved STI-CAs (ATIS-1000087 clause 4.3.1).</summary>
    TrustedCaList,

    /// <summary>The SPC token of a provider (RFC 9448).</summary>
    SpcToken,

    /// <summary>The list of providers' CPS URLs.</summary>
    CpsMapping,

    /// <summary>The list of the international registry.</summary>
    RegistryList,

    /// <summary>The token of a provider whose signing service is down.</summary>
    BypassToken,

    /// <summary>How far each country is trusted: beside the trusted-CA list, never in it.</summary>
    CountryPolicy,

    /// <summary>What a country asks of the international registry: to be registered, or to have its entry changed.</summary>
    RegistryRequest,

    /// <summary>The indirect CRL: no JWT, and its signer may sign nothing else (RFC 5280 section 4.2.1.3).</summary>
    Crl,
}

/// <summary>How each kind is named.</summary>
public static class SignedDocumentKinds
{
    public static IReadOnlyList<SignedDocumentKind> All { get; } = Enum.GetValues<SignedDocumentKind>();

    /// <summary>The CN of its signer: STI-PA, a space, and the kind.</summary>
    public static string SignerCommonName(this SignedDocumentKind kind) => $"STI-PA {kind.Title()}";

    /// <summary>The kind in words.</summary>
    public static string Title(this SignedDocumentKind kind) => kind switch
    {
        SignedDocumentKind.TrustedCaList => "trusted-CA list",
        SignedDocumentKind.SpcToken => "SPC token",
        SignedDocumentKind.CpsMapping => "cpsMapping",
        SignedDocumentKind.RegistryList => "registry list",
        SignedDocumentKind.BypassToken => "bypass token",
        SignedDocumentKind.CountryPolicy => "country policy",
        SignedDocumentKind.RegistryRequest => "registry request",
        SignedDocumentKind.Crl => "CRL",
    };

    /// <summary>The kind that a certificate was issued for by its one CN; null for a signer that is named otherwise.</summary>
    public static SignedDocumentKind? Of(StiCertificate signer)
    {
        if (signer.Subject.Values(Oids.CommonName).ToList() is not [var only]) return null;
        foreach (var kind in All)
        {
            if (string.Equals(kind.SignerCommonName(), only, StringComparison.OrdinalIgnoreCase)) return kind;
        }

        return null;
    }
}
