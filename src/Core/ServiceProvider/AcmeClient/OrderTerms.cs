using Shaken.Core.Pki.Certificates;

namespace Shaken.Core.ServiceProvider.AcmeClient;

/// <summary>What an order says beside its TNAuthList.</summary>
/// <param name="NotAfter">Null leaves it to the CA.</param>
/// <param name="Profile">
/// The kind of certificate, by the name in the CA's directory (draft-ietf-acme-profiles); null: the CA's usual one.
/// </param>
/// <param name="Replaces">The certificate that the new one replaces (RFC 9773 section 5); null: none.</param>
public sealed record OrderTerms(DateTimeOffset? NotAfter = null, string? Profile = null, StiCertificate? Replaces = null)
{
    public static readonly OrderTerms None = new();
}
