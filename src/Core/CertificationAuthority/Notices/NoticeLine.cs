using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.CertificationAuthority.Notices;

/// <summary>A notice in JSON, as it is stored and as it is sent; which members it has depends on <paramref name="Kind"/>.</summary>
/// <param name="Seq">One more than that of the notice before.</param>
/// <param name="Kind">A <see cref="NoticeKind"/> in kebab case.</param>
/// <param name="Jti">Of token-revoked.</param>
/// <param name="Provider">Of account-suspended and account-reinstated, as US/1234.</param>
/// <param name="Issuer">Of revoke: base64 of the name's DER.</param>
/// <param name="Serial">Of revoke: hexadecimal.</param>
/// <param name="Reason">Of revoke: as RFC 5280 spells it.</param>
public sealed record NoticeLine(
    long Seq, string Kind, string? Jti = null, string? Provider = null, string? Issuer = null, string? Serial = null,
    string? Reason = null)
{
    private const int MaxNameOctets = 4096;

    public static NoticeLine Of(long sequence, Notice notice)
    {
        var kind = KebabCase.Of(notice.Kind);
        return notice switch
        {
            TokenNotice token => new NoticeLine(sequence, kind, Jti: token.TokenId),
            ProviderNotice provider => new NoticeLine(sequence, kind, Provider: provider.Provider.ToString()),
            CertificateNotice certificate => new NoticeLine(
                sequence, kind, Issuer: Convert.ToBase64String(certificate.Issuer.Der.Span), Serial: certificate.Serial.ToString(),
                Reason: certificate.Reason.Text()),
            _ => throw new InvalidOperationException("A notice is about a token, a provider or a certificate."),
        };
    }

    /// <summary>Reads the notice. False: the kind is unknown, or a member is missing or wrong.</summary>
    public bool TryRead([NotNullWhen(true)] out Notice? notice)
    {
        notice = Kind switch
        {
            "token-revoked" when Jti is { Length: >= 1 and <= Limits.TokenIdLength } => new TokenNotice(Jti),
            "account-suspended" when ProviderId.TryParse(Provider, out var provider) => new ProviderNotice(provider, IsSuspended: true),
            "account-reinstated" when ProviderId.TryParse(Provider, out var provider) => new ProviderNotice(provider, IsSuspended: false),
            "revoke" => ReadCertificate(),
            _ => null,
        };
        return notice is not null;
    }

    private CertificateNotice? ReadCertificate()
    {
        if (!RevocationReasons.TryParse(Reason, out var reason) || Serial is not { Length: >= 1 and <= CertificateSerial.MaxOctets * 2 }
            || Serial.Length % 2 != 0 || !Serial.All(char.IsAsciiHexDigit)) return null;
        if (Issuer is null || Issuer.Length > MaxNameOctets * 4 / 3) return null;
        var der = new byte[Issuer.Length];
        if (!Convert.TryFromBase64String(Issuer, der, out var written)) return null;
        try
        {
            var issuer = DistinguishedName.Read(der.AsMemory(0, written));
            var serial = CertificateSerial.From(Convert.FromHexString(Serial));
            return issuer.Attributes.Count > 0 ? new CertificateNotice(issuer, serial, reason.Value) : null;
        }
        catch (System.Formats.Asn1.AsnContentException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(NoticeLine))]
[JsonSerializable(typeof(NoticeAnswer))]
internal sealed partial class NoticesJson : JsonSerializerContext;
