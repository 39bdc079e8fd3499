using System.Globalization;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;

namespace Shaken.Fuzz.Tests.Reference;

/// <summary>
/// Claims read from a document, rule after rule: slow, and plain to check against RFC 8225 and RFC 8588. The product's reader makes one
/// pass without a document, and must say the same of every payload.
/// </summary>
internal sealed class ReferenceClaims(JsonElement payload)
{
    private List<Finding>? _findings;

    public PassportRefusal? Refusal { get; private set; }

    public IReadOnlyList<Finding> Findings => _findings ?? (IReadOnlyList<Finding>)[];

    public PassportClaims? Claims(bool isShaken)
    {
        if (IssuedAt() is not { } issuedAt) return null;
        if (Orig() is not { } orig) return null;
        if (Dest() is not { } dest) return null;
        var shaken = isShaken ? Shaken() : null;
        return Refusal is null ? new PassportClaims(orig, dest, issuedAt, shaken) : null;
    }

    private DateTimeOffset? IssuedAt()
    {
        if (payload.TryGetNumericDate("iat"u8, out var moment)) return moment;
        if (!payload.TryGetProperty("iat"u8, out _)) return Missing<DateTimeOffset>("iat");

        // The examples of RFC 8225 and of the early SHAKEN drafts write the number as a string.
        if (payload.TryGetString("iat"u8, out var text) && text.Length <= 12
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds())
        {
            Found(FindingKind.IssuedAtIsText, "iat is a string, not a number");
            return DateTimeOffset.FromUnixTimeSeconds(seconds);
        }

        return Malformed<DateTimeOffset>("iat is no NumericDate");
    }

    private PassportParty? Orig()
    {
        if (!payload.TryGetProperty("orig"u8, out var orig)) return MissingParty("orig");
        if (orig.ValueKind != JsonValueKind.Object) return MalformedParty("orig is no object");
        var hasNumber = orig.TryGetProperty("tn"u8, out var number);
        var hasUri = orig.TryGetProperty("uri"u8, out var uri);
        if (hasNumber == hasUri) return MalformedParty("orig has exactly one identity, tn or uri");
        return hasNumber ? Number(number, "orig.tn") : Uri(uri, "orig.uri");
    }

    private PassportParty[]? Dest()
    {
        if (!payload.TryGetProperty("dest"u8, out var dest))
        {
            MissingParty("dest");
            return null;
        }

        if (dest.ValueKind != JsonValueKind.Object)
        {
            MalformedParty("dest is no object");
            return null;
        }

        var numbers = Members(dest, "tn"u8, "dest.tn");
        var uris = Members(dest, "uri"u8, "dest.uri");
        if (Refusal is not null) return null;
        if (numbers + uris is 0 or > Limits.Destinations)
        {
            MalformedParty($"dest names 1 to {Limits.Destinations} identities");
            return null;
        }

        return Parties(dest, numbers, uris);
    }

    private PassportParty[]? Parties(JsonElement dest, int numbers, int uris)
    {
        var parties = new PassportParty[numbers + uris];
        for (var index = 0; index < parties.Length; index++)
        {
            var party = index < numbers
                ? Number(dest.GetProperty("tn"u8)[index], "dest.tn")
                : Uri(dest.GetProperty("uri"u8)[index - numbers], "dest.uri");
            if (party is null) return null;
            parties[index] = party;
        }

        return parties;
    }

    private int Members(JsonElement dest, ReadOnlySpan<byte> name, string path)
    {
        if (!dest.TryGetProperty(name, out var list)) return 0;
        if (list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0) return list.GetArrayLength();
        MalformedParty($"{path} is no array with at least one member");
        return 0;
    }

    private PassportParty? Number(JsonElement element, string path)
    {
        if (element.ValueKind != JsonValueKind.String || !TelephoneNumber.TryParse(element.GetString(), out var number))
            return MalformedParty($"{path} is no telephone number in a string");
        if (!element.ValueEquals(number.Value)) Found(FindingKind.NumberNotCanonical, $"{path} is not in canonical form");
        return new NumberParty(number);
    }

    private PassportParty? Uri(JsonElement element, string path) =>
        element.ValueKind == JsonValueKind.String && element.GetString() is { Length: > 0 and <= Limits.UriLength } uri
            ? new UriParty(uri)
            : MalformedParty($"{path} is no URI in a string");

    private ShakenClaims? Shaken()
    {
        if (!payload.TryGetProperty("attest"u8, out var attest)) return Refuse(VerificationFailure.ClaimMissing, "attest is absent");
        if (!payload.TryGetProperty("origid"u8, out var origId)) return Refuse(VerificationFailure.ClaimMissing, "origid is absent");
        Attestation? attestation = attest.ValueKind != JsonValueKind.String ? null
            : attest.ValueEquals("A"u8) ? Attestation.A
            : attest.ValueEquals("B"u8) ? Attestation.B
            : attest.ValueEquals("C"u8) ? Attestation.C
            : null;
        if (attestation is not { } value) return Refuse(VerificationFailure.ShakenClaimInvalid, "attest is none of A, B and C");
        return origId.ValueKind == JsonValueKind.String && origId.TryGetGuid(out _)
            ? new ShakenClaims(value, origId.GetString()!)
            : Refuse(VerificationFailure.ShakenClaimInvalid, "origid is no UUID");
    }

    private ShakenClaims? Refuse(VerificationFailure reason, string detail)
    {
        Refusal ??= new PassportRefusal(reason, detail);
        return null;
    }

    private PassportParty? MissingParty(string claim)
    {
        Refusal ??= new PassportRefusal(VerificationFailure.ClaimMissing, $"{claim} is absent");
        return null;
    }

    private PassportParty? MalformedParty(string detail)
    {
        Refusal ??= new PassportRefusal(VerificationFailure.PassportMalformed, detail);
        return null;
    }

    private T? Missing<T>(string claim)
        where T : struct
    {
        Refusal ??= new PassportRefusal(VerificationFailure.ClaimMissing, $"{claim} is absent");
        return null;
    }

    private T? Malformed<T>(string detail)
        where T : struct
    {
        Refusal ??= new PassportRefusal(VerificationFailure.PassportMalformed, detail);
        return null;
    }

    private void Found(FindingKind kind, string detail) => (_findings ??= []).Add(new Finding(kind, detail));
}
