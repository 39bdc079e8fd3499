using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Pki.Lint;

namespace Shaken.Core.Keys.Ceremonies;

/// <summary>What every certificate of an STI-CA has in common, as its ceremony settled it.</summary>
/// <param name="Country">In every subject of the CA's certificates (ATIS-1000087 clause 4.2).</param>
/// <param name="Organization">The CA's legal name.</param>
/// <param name="PolicyOid">The certificate policy that its certificates assert.</param>
/// <param name="Crl">Where the policy administrator's CRL is, and the subject of its signer.</param>
public sealed record CaProfile(CountryCode Country, string Organization, string PolicyOid, CrlReference Crl)
{
    private const int MaxOctets = 64 * 1024;

    /// <summary>The rules that are built in for the country, or those of a country with a certificate policy of its own.</summary>
    public LintProfile LintProfile => LintProfile.OfIssuer(Country, [PolicyOid]);

    public IssuingPolicy Policy => new(LintProfile, PolicyOid, Crl);

    /// <summary>As the CA's folder keeps it: JSON.</summary>
    public byte[] Write()
    {
        using var output = new MemoryStream();
        using (var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteString("country", Country.Value);
            writer.WriteString("organization", Organization);
            writer.WriteString("policyOid", PolicyOid);
            writer.WriteString("crlUrl", Crl.Url);
            writer.WriteBase64String("crlIssuer", Crl.Issuer.Der.Span);
            writer.WriteEndObject();
        }

        return output.ToArray();
    }

    public static bool TryRead(
        ReadOnlyMemory<byte> octets, [NotNullWhen(true)] out CaProfile? profile, [NotNullWhen(false)] out string? failure)
    {
        profile = null;
        if (!StrictJson.TryParseObject(octets, MaxOctets, out var json, out failure)) return false;
        using (json)
        {
            var root = json.RootElement;
            if (!root.TryGetString("country"u8, out var code) || !CountryCode.TryParse(code, out var country))
                failure = "country is no ISO 3166-1 code";
            else if (!root.TryGetString("organization"u8, out var organization)) failure = "organization is no text";
            else if (!root.TryGetString("policyOid"u8, out var policyOid)) failure = "policyOid is no text";
            else if (!root.TryGetString("crlUrl"u8, out var url)) failure = "crlUrl is no text";
            else if (!root.TryGetProperty("crlIssuer"u8, out var issuer) || issuer.ValueKind != JsonValueKind.String
                || !issuer.TryGetBytesFromBase64(out var der) || !TryReadName(der, out var name))
                failure = "crlIssuer is no name in DER and base64";
            else profile = new CaProfile(country, organization, policyOid, new CrlReference(url, name));
        }

        return profile is not null;
    }

    private static bool TryReadName(byte[] der, [NotNullWhen(true)] out DistinguishedName? name)
    {
        try
        {
            name = DistinguishedName.Read(der);
            return true;
        }
        catch (AsnContentException)
        {
            name = null;
            return false;
        }
    }
}
