using System.Diagnostics.CodeAnalysis;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.CertificationAuthority.Acme;

/// <summary>
/// What renewal information calls a certificate (RFC 9773 section 4.1): the issuer's key identifier, a dot, the serial number, both in
/// base64url.
/// </summary>
public sealed record RenewalId
{
    private const int MaxLength = 128;

    private RenewalId(string text, ReadOnlyMemory<byte> issuerKey, CertificateSerial serial) =>
        (Text, IssuerKey, Serial) = (text, issuerKey, serial);

    public string Text { get; }

    /// <summary>keyIdentifier of the certificate's AuthorityKeyIdentifier.</summary>
    public ReadOnlyMemory<byte> IssuerKey { get; }

    public CertificateSerial Serial { get; }

    /// <summary>Null: the certificate names no key of its issuer.</summary>
    public static RenewalId? Of(StiCertificate certificate) =>
        certificate.Extensions.AuthorityKeyIdentifier?.KeyIdentifier is { } key
        && TryParse($"{StrictBase64Url.Encode(key.Span)}.{StrictBase64Url.Encode(certificate.SerialNumber.Span)}", out var id)
            ? id : null;

    public static bool TryParse(string? text, [NotNullWhen(true)] out RenewalId? id)
    {
        id = text is { Length: <= MaxLength } && text.Split('.') is [var key, var serial]
            && StrictBase64Url.TryDecode(key, out var keyOctets) && keyOctets.Length > 0
            && StrictBase64Url.TryDecode(serial, out var octets) && octets.Length is > 0 and <= CertificateSerial.MaxOctets
            ? new RenewalId(text, keyOctets, CertificateSerial.From(octets))
            : null;
        return id is not null;
    }

    /// <summary>Whether the certificate is the one that this names.</summary>
    public bool Names(StiCertificate certificate) => Of(certificate)?.Text == Text;
}
