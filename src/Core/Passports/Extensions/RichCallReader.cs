using System.Text.Json;
using Shaken.Core.Foundations;

namespace Shaken.Core.Passports.Extensions;

/// <summary>Reads rcd, crn and rcdi (RFC 9795), and compares the digests of what stands in the claim itself.</summary>
internal static class RichCallReader
{
    /// <summary>Whether a payload has any of the claims.</summary>
    public static bool IsIn(JsonElement payload) =>
        payload.TryGetProperty("rcd"u8, out _) || payload.TryGetProperty("crn"u8, out _) || payload.TryGetProperty("rcdi"u8, out _);

    public static ExtensionReading Read(JsonElement payload, List<Finding> findings)
    {
        var hasData = payload.TryGetProperty("rcd"u8, out var rcd);
        var hasReason = payload.TryGetProperty("crn"u8, out var reason);
        if (!hasData && !hasReason) return ExtensionReading.Missing("rcd");
        if (hasReason && reason.ValueKind != JsonValueKind.String) return ExtensionReading.Invalid("crn is no string");
        RichCallData? data = null;
        if (hasData && !TryReadData(rcd, findings, out data, out var failure)) return ExtensionReading.Invalid(failure!);
        if (!TryReadDigests(payload, out var digests)) return ExtensionReading.Invalid("rcdi is no object of digests by JSON pointer");
        if (digests.Count > 0 && !hasData) return ExtensionReading.Invalid("rcdi stands there without rcd");
        return digests.Find(digest => !Holds(rcd, digest)) is { } broken
            ? ExtensionReading.Refused(
                VerificationFailure.ContentMismatch, $"the digest at {PointerText(broken.Path)} is not that of the claim's value")
            : ExtensionReading.Of(new RichCallClaims(data, hasReason ? reason.GetString() : null, digests));
    }

    private static bool TryReadData(JsonElement rcd, List<Finding> findings, out RichCallData? data, out string? failure)
    {
        data = null;
        failure = rcd.ValueKind != JsonValueKind.Object ? "rcd is no object"
            : !rcd.TryGetString("nam"u8, out _) ? "rcd has no nam in a string"
            : !IsUrlOrAbsent(rcd, "icn"u8) ? "icn is no URL in a string"
            : !IsUrlOrAbsent(rcd, "jcl"u8) ? "jcl is no URL in a string"
            : null;
        if (failure is not null) return false;
        var hasCard = rcd.TryGetProperty("jcd"u8, out var card);
        if (hasCard && card.ValueKind != JsonValueKind.Array) failure = "jcd is no jCard";
        else if (hasCard && rcd.TryGetProperty("jcl"u8, out _)) failure = "jcd and jcl stand there together";
        else if (!TryReadNumber(rcd, findings, out var number)) failure = "apn is no telephone number in a string";
        else data = new RichCallData(Text(rcd, "nam"u8)!, number, Text(rcd, "icn"u8), hasCard ? CardText(card) : null, Text(rcd, "jcl"u8));
        return failure is null;
    }

    private static bool TryReadNumber(JsonElement rcd, List<Finding> findings, out TelephoneNumber? number)
    {
        number = null;
        if (!rcd.TryGetProperty("apn"u8, out var apn)) return true;
        if (apn.ValueKind != JsonValueKind.String || !TelephoneNumber.TryParse(apn.GetString(), out number)) return false;
        if (!apn.ValueEquals(number.Value)) findings.Add(new Finding(FindingKind.NumberNotCanonical, "rcd.apn is not in canonical form"));
        return true;
    }

    private static bool TryReadDigests(JsonElement payload, out List<RichCallDigest> digests)
    {
        digests = [];
        if (!payload.TryGetProperty("rcdi"u8, out var rcdi)) return true;
        if (rcdi.ValueKind != JsonValueKind.Object) return false;
        foreach (var member in rcdi.EnumerateObject())
        {
            if (digests.Count == Limits.RichCallDigests || !RichCallPointer.IsWellFormed(member.Name)) return false;
            if (member.Value.ValueKind != JsonValueKind.String) return false;
            if (!ContentDigest.TryParse(member.Value.GetString(), out var digest)) return false;
            digests.Add(new RichCallDigest(member.Name, digest));
        }

        return digests.Count > 0;
    }

    // Content elsewhere is compared when it is fetched; a pointer to nothing protects nothing.
    private static bool Holds(JsonElement rcd, RichCallDigest digest)
    {
        if (digest.Path.StartsWith($"{RichCallPointer.Card}/", StringComparison.Ordinal)) return rcd.TryGetProperty("jcl"u8, out _);
        if (!RichCallPointer.TryResolve(rcd, digest.Path, out var value, out var url)) return false;
        return url is not null || digest.Digest.IsOf(CanonicalJson.Write(value));
    }

    private static bool IsUrlOrAbsent(JsonElement rcd, ReadOnlySpan<byte> name) =>
        !rcd.TryGetProperty(name, out var url)
        || (url.ValueKind == JsonValueKind.String && url.GetString() is { Length: > 0 and <= Limits.UriLength });

    private static string? Text(JsonElement rcd, ReadOnlySpan<byte> name) => rcd.TryGetString(name, out var text) ? text : null;

    private static string CardText(JsonElement card) => System.Text.Encoding.UTF8.GetString(CanonicalJson.Write(card));

    // The pointer is a stranger's text: it may be long, or hold a name.
    private static string PointerText(string pointer) =>
        pointer is "/nam" or "/apn" or "/icn" or "/jcd" or RichCallPointer.Card ? pointer : "a pointer";
}
