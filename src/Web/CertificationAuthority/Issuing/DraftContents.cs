using System.Globalization;
using System.Text.Json.Serialization;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;

namespace Shaken.Web.CertificationAuthority.Issuing;

/// <summary>A line of what a certificate will contain, for a person to read.</summary>
public sealed record ContentLine(string Name, string Value);

/// <summary>What a certificate will contain.</summary>
public sealed record PreviewAnswer(IReadOnlyList<ContentLine> Contents);

/// <summary>A certificate that is issued and published.</summary>
/// <param name="Url">Its x5u.</param>
/// <param name="NotAfter">The last second of its validity, RFC 3339.</param>
/// <param name="Chain">PEM, the certificate first, the root left out.</param>
public sealed record IssuedAnswer(string Url, string NotAfter, string Chain);

/// <summary>Puts a draft in words.</summary>
internal static class DraftContents
{
    public static IReadOnlyList<ContentLine> Of(CertificateDraft draft) =>
    [
        new("Subject", draft.Subject.ToString()),
        new("Issuer", draft.Issuer.ToString()),
        new("Valid from", Moment(draft.Terms.NotBefore)),
        new("Valid until", Moment(draft.Terms.NotAfter)),
        new("Serial number", "20 octets, drawn when it is issued"),
        new("TNAuthList", string.Join(", ", draft.TnAuthList?.Entries.Select(Entry) ?? [])),
        new("Key", $"P-256, JWK thumbprint {JsonWebKey.From(draft.PublicKey).Thumbprint()}"),
        new("Key usage", draft.IsCa ? "signs certificates" : "digital signature"),
        new("CA", draft.IsCa ? "yes" : "no"),
        new("Certificate policy", draft.PolicyOid ?? "none"),
        new("CRL", draft.Crl is { } crl ? $"{crl.Url}, signed by {crl.Issuer}" : "none"),
    ];

    private static string Entry(TnAuthListEntry entry) => entry switch
    {
        SpcEntry spc => $"SPC {spc.Code}",
        NumberEntry one => $"number {one.Number.Value}",
        RangeEntry { Range: var range } => string.Create(CultureInfo.InvariantCulture, $"{range.Count} numbers from {range.Start.Value} on"),
        _ => throw new InvalidOperationException("A TNAuthList entry is an SPC, a range or a number."),
    };

    private static string Moment(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PreviewAnswer))]
[JsonSerializable(typeof(IssuedAnswer))]
internal sealed partial class ManualJson : JsonSerializerContext;
