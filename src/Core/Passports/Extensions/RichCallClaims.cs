using System.Buffers;
using Shaken.Core.Foundations;

namespace Shaken.Core.Passports.Extensions;

/// <summary>rcd, crn and rcdi: what the called party is shown of the caller and the call (RFC 9795). At least rcd or crn.</summary>
/// <param name="Data">rcd; null: there is none.</param>
/// <param name="Reason">crn, the reason of the call; null: there is none.</param>
/// <param name="Digests">rcdi, in the order of the claim; empty: there is none.</param>
public sealed record RichCallClaims(RichCallData? Data, string? Reason, IReadOnlyList<RichCallDigest> Digests) : PassportExtension
{
    public override PassportType Type => PassportType.Rcd;

    // Names and reasons are personal data.
    public override string ToString() => "(rich call data)";
}

/// <summary>The rcd claim. Texts as the signer wrote them; what a URL names was not fetched.</summary>
/// <param name="Name">nam: the caller's name, empty where the signer gives none.</param>
/// <param name="AlternateNumber">apn: the number to show in place of the caller's.</param>
/// <param name="IconUrl">icn: an image.</param>
/// <param name="CardJson">jcd: a jCard (RFC 7095), canonical JSON.</param>
/// <param name="CardUrl">jcl: a jCard elsewhere; never beside jcd.</param>
public sealed record RichCallData(
    string Name, TelephoneNumber? AlternateNumber = null, string? IconUrl = null, string? CardJson = null, string? CardUrl = null)
{
    public override string ToString() => "(rich call data)";
}

/// <summary>A member of rcdi.</summary>
/// <param name="Path">A JSON pointer (RFC 6901) into rcd; below /jcl into the jCard that stands there.</param>
/// <param name="Digest">Of the canonical JSON of the value, or of the octets behind it where the value is a URL.</param>
public sealed record RichCallDigest(string Path, ContentDigest Digest)
{
    /// <summary>The digest of a text in the claim itself, such as that of <c>/nam</c>: of the JSON string, not of its characters.</summary>
    public static RichCallDigest OfText(string path, string text, DigestAlgorithm algorithm = DigestAlgorithm.Sha256)
    {
        var json = new ArrayBufferWriter<byte>();
        CanonicalJson.WriteString(json, text);
        return new RichCallDigest(path, ContentDigest.Of(json.WrittenSpan, algorithm));
    }
}
