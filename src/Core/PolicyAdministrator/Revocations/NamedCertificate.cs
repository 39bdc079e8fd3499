using System.Diagnostics.CodeAnalysis;
using System.Text;
using Shaken.Core.Pki.Certificates;

namespace Shaken.Core.PolicyAdministrator.Revocations;

/// <summary>
/// A certificate as somebody names it who wants it revoked: the certificate itself, with what stands between it and its CA's root; and
/// perhaps issuer and serial number, which must then be its own.
/// </summary>
/// <param name="Certificate">PEM, one or more certificates; or base64 of the DER of one.</param>
/// <param name="Issuer">Base64 of the issuer name's DER; null: not given.</param>
/// <param name="Serial">Hexadecimal; null: not given.</param>
public sealed record NamedCertificate(string Certificate, string? Issuer = null, string? Serial = null)
{
    internal bool TryRead(
        [NotNullWhen(true)] out IReadOnlyList<StiCertificate>? bundle, [NotNullWhen(false)] out OrderRefusal? refusal)
    {
        bundle = null;
        var text = Certificate.Trim();
        var der = new byte[text.Length];
        ReadOnlyMemory<byte> octets =
            Convert.TryFromBase64String(text, der, out var written) ? der.AsMemory(0, written) : Encoding.UTF8.GetBytes(text);
        refusal = CertificateBundle.TryRead(octets, out bundle, out var failure)
            ? null
            : new OrderRefusal(OrderFailure.CertificateMalformed, $"certificate must be PEM, or base64 of DER: {failure}");
        return refusal is null;
    }

    /// <summary>That issuer or serial number are another certificate's; null: they are this one's, or were not given.</summary>
    internal OrderRefusal? FindDifference(StiCertificate certificate)
    {
        var isIssuer = Issuer is null || Issuer == Convert.ToBase64String(certificate.Issuer.Der.Span);
        var isSerial = Serial is null
            || Serial.TrimStart('0').Equals(certificate.SerialNumberText.TrimStart('0'), StringComparison.OrdinalIgnoreCase);
        return isIssuer && isSerial
            ? null
            : new OrderRefusal(OrderFailure.NameDiffers, "issuer or serial are not those of the certificate that was sent");
    }
}
