using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Globalization;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.CertificationAuthority.Revoking;

/// <summary>A revocation as JSON: in the register, in the outbox, and on the way from a CA to the policy administrator.</summary>
internal static class RevocationDocument
{
    /// <summary>Octets of the longest one: a name of a certificate's size, twice for base64.</summary>
    public const int MaxOctets = Limits.CertificateOctets * 2;

    private const int MaxNames = 1024;

    public static byte[] Write(RevocationEntry entry)
    {
        using var output = new MemoryStream(512);
        using (var writer = new Utf8JsonWriter(output))
        {
            writer.WriteStartObject();
            writer.WriteBase64String("issuer", entry.Issuer.Der.Span);
            writer.WriteString("serial", entry.SerialText);
            writer.WriteString("reason", entry.Reason.Text());
            writer.WriteString("revokedAt", Text(entry.RevokedAt));
            writer.WriteString("notAfter", Text(entry.NotAfter));
            writer.WriteString("registeredAt", Text(entry.RegisteredAt));
            writer.WriteString("by", entry.RevokedBy);
            if (entry.ReleasedAt is { } releasedAt) writer.WriteString("releasedAt", Text(releasedAt));
            writer.WriteEndObject();
        }

        return output.ToArray();
    }

    /// <summary>Reads a stored one.</summary>
    /// <param name="names">Names read before, by their base64: a listing meets few of them again and again.</param>
    public static bool TryRead(
        ReadOnlyMemory<byte> json, Dictionary<string, DistinguishedName>? names, [NotNullWhen(true)] out RevocationEntry? entry)
    {
        entry = null;
        if (!StrictJson.TryParseObject(json, MaxOctets, out var document, out _)) return false;
        using (document)
        {
            if (!TryReadNotice(document.RootElement, names, out var notice)
                || !TryGetMoment(document.RootElement, "registeredAt"u8, out var registeredAt)
                || !document.RootElement.TryGetString("by"u8, out var by)) return false;
            entry = new RevocationEntry(
                notice.Issuer, notice.Serial, notice.Reason, notice.RevokedAt!.Value, notice.CertificateNotAfter, by, registeredAt)
            {
                ReleasedAt = TryGetMoment(document.RootElement, "releasedAt"u8, out var releasedAt) ? releasedAt : null,
            };
            return true;
        }
    }

    /// <summary>Reads what somebody reports; who it is stands nowhere in it.</summary>
    public static bool TryReadReport(
        ReadOnlyMemory<byte> json, [NotNullWhen(true)] out RevocationNotice? notice, [NotNullWhen(false)] out string? failure)
    {
        notice = null;
        if (!StrictJson.TryParseObject(json, MaxOctets, out var document, out failure)) return false;
        using (document)
        {
            failure = TryReadNotice(document.RootElement, names: null, out notice)
                ? null
                : "a report has issuer (base64 of DER), serial (hexadecimal), reason, revokedAt and notAfter";
            return failure is null;
        }
    }

    private static bool TryReadNotice(
        JsonElement root, Dictionary<string, DistinguishedName>? names, [NotNullWhen(true)] out RevocationNotice? notice)
    {
        notice = null;
        if (!root.TryGetString("issuer"u8, out var issuerText) || !TryReadName(issuerText, names, out var issuer)
            || !root.TryGetString("serial"u8, out var serialText) || serialText.Length is 0 or > 64 || serialText.Length % 2 != 0
            || !serialText.All(char.IsAsciiHexDigit)
            || !root.TryGetString("reason"u8, out var reasonText) || !RevocationReasons.TryParse(reasonText, out var reason)
            || !TryGetMoment(root, "revokedAt"u8, out var revokedAt)
            || !TryGetMoment(root, "notAfter"u8, out var notAfter)) return false;
        notice = new RevocationNotice(
            issuer, Convert.FromHexString(serialText), notAfter, reason.Value, RevokedBy: "") { RevokedAt = revokedAt };
        return true;
    }

    private static bool TryReadName(
        string base64, Dictionary<string, DistinguishedName>? names, [NotNullWhen(true)] out DistinguishedName? name)
    {
        name = null;
        if (names is not null && names.TryGetValue(base64, out name)) return true;
        var der = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, der, out var written)) return false;
        try
        {
            name = DistinguishedName.Read(der.AsMemory(0, written));
            if (names is { Count: < MaxNames }) names[base64] = name;
            return name.Attributes.Count > 0;
        }
        catch (AsnContentException)
        {
            return false;
        }
    }

    private static bool TryGetMoment(JsonElement root, ReadOnlySpan<byte> member, out DateTimeOffset moment)
    {
        moment = default;
        return root.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String
            && value.TryGetDateTimeOffset(out moment);
    }

    private static string Text(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
