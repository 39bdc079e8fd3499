using System.Text.Json;
using Shaken.Core.Foundations;

namespace Shaken.Core.Passports.Extensions;

/// <summary>
/// Reads the claims beside orig, dest, iat, attest and origid from a document: calls with them are few, so that plain code serves. The
/// payload was read once already, and is strict.
/// </summary>
internal static class ExtensionReader
{
    /// <summary>Reads what the type adds.</summary>
    /// <param name="claims">What was read of the payload so far.</param>
    /// <param name="findings">Takes further ones.</param>
    public static Outcome<PassportClaims, PassportRefusal> Read(
        ReadOnlyMemory<byte> payload, PassportType type, PassportClaims claims, List<Finding> findings)
    {
        if (!StrictJson.TryParseObject(payload, Limits.PassportOctets, out var document, out var failure))
            return new PassportRefusal(VerificationFailure.PassportMalformed, $"payload: {failure}");
        using (document)
        {
            var root = document.RootElement;
            if (!TryReadMediaKeys(root, out var keys))
                return new PassportRefusal(VerificationFailure.PassportMalformed, "mky is no array of alg and dig");
            var reading = ReadExtension(root, type, findings);
            if (reading.Refusal is not null) return reading.Refusal;
            return reading.Extension is null && keys.Count == 0 ? claims : new ExtendedClaims(claims, reading.Extension, keys);
        }
    }

    public static ExtensionReading ReadExtension(JsonElement payload, PassportType type, List<Finding> findings) => type switch
    {
        // RFC 8225 section 8.3: without its ppt a claim of an extension means nothing.
        PassportType.Base => ExtensionReading.None,
        PassportType.Shaken => RichCallReader.IsIn(payload) ? RichCallReader.Read(payload, findings) : ExtensionReading.None,
        PassportType.Div => ReadDiv(payload, findings),
        PassportType.DivO => ReadDivO(payload, findings),
        PassportType.Rph => ReadPriorities(payload),
        PassportType.Rcd => RichCallReader.Read(payload, findings),
        PassportType.Msg => ReadMessage(payload),
        PassportType.Rsp => ExtensionReading.Of(new ConnectedClaims()),
    };

    private static ExtensionReading ReadDiv(JsonElement payload, List<Finding> findings) =>
        payload.TryGetProperty("opt"u8, out _) ? ExtensionReading.Invalid("a div PASSporT has no opt") : ReadDiversion(payload, findings);

    private static ExtensionReading ReadDivO(JsonElement payload, List<Finding> findings)
    {
        var reading = ReadDiversion(payload, findings);
        if (reading.Extension is not Diversion diversion) return reading;
        if (!payload.TryGetProperty("opt"u8, out var opt)) return ExtensionReading.Missing("opt");
        return opt.ValueKind == JsonValueKind.String
            ? ExtensionReading.Of(new EmbeddedDiversion(diversion, opt.GetString()!))
            : ExtensionReading.Invalid("opt is no PASSporT in a string");
    }

    private static ExtensionReading ReadDiversion(JsonElement payload, List<Finding> findings)
    {
        if (!payload.TryGetProperty("div"u8, out var div)) return ExtensionReading.Missing("div");
        if (div.ValueKind != JsonValueKind.Object) return ExtensionReading.Invalid("div is no object");
        string? index = null;
        if (div.TryGetProperty("hi"u8, out var hi))
        {
            index = hi.ValueKind == JsonValueKind.String ? hi.GetString() : null;
            if (index is null || !IsHistoryIndex(index)) return ExtensionReading.Invalid("div.hi is no index of History-Info in a string");
        }

        return PartyOf(div, findings) is { } from
            ? ExtensionReading.Of(new Diversion(from, index))
            : ExtensionReading.Invalid("div has exactly one identity, tn or uri, in a string");
    }

    private static PassportParty? PartyOf(JsonElement div, List<Finding> findings)
    {
        var hasNumber = div.TryGetProperty("tn"u8, out var tn);
        var hasUri = div.TryGetProperty("uri"u8, out var uri);
        if (hasNumber == hasUri) return null;
        if (hasUri)
        {
            return uri.ValueKind == JsonValueKind.String && uri.GetString() is { Length: > 0 and <= Limits.UriLength } text
                ? new UriParty(text)
                : null;
        }

        if (tn.ValueKind != JsonValueKind.String || !TelephoneNumber.TryParse(tn.GetString(), out var number)) return null;
        if (!tn.ValueEquals(number.Value)) findings.Add(new Finding(FindingKind.NumberNotCanonical, "div.tn is not in canonical form"));
        return new NumberParty(number);
    }

    // RFC 7044 section 10.1: numbers with dots between.
    private static bool IsHistoryIndex(string text) =>
        text.Length <= Limits.HistoryIndexLength && text.Split('.').All(part => part.Length > 0 && part.All(char.IsAsciiDigit));

    private static ExtensionReading ReadPriorities(JsonElement payload)
    {
        if (!payload.TryGetProperty("rph"u8, out var rph)) return ExtensionReading.Missing("rph");
        if (rph.ValueKind != JsonValueKind.Object || !rph.TryGetProperty("auth"u8, out var auth) || auth.ValueKind != JsonValueKind.Array)
            return ExtensionReading.Invalid("rph has no array under auth");
        if (auth.GetArrayLength() is 0 or > Limits.ResourcePriorities)
            return ExtensionReading.Invalid($"rph.auth has 1 to {Limits.ResourcePriorities} values");
        var values = new List<ResourcePriority>();
        foreach (var item in auth.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String || !ResourcePriority.TryParse(item.GetString(), out var value))
                return ExtensionReading.Invalid("a value of rph.auth is no namespace and priority");
            values.Add(value);
        }

        if (!payload.TryGetProperty("sph"u8, out var sph)) return ExtensionReading.Of(new PriorityClaims(values));
        if (sph.ValueKind != JsonValueKind.String || !sph.ValueEquals("psap-callback"u8))
            return ExtensionReading.Invalid("sph is not \"psap-callback\"");
        return values.Exists(value => value.IsOfEmergencyServices)
            ? ExtensionReading.Of(new PriorityClaims(values, IsEmergencyCallback: true))
            : ExtensionReading.Invalid("sph stands beside no value of esnet");
    }

    private static ExtensionReading ReadMessage(JsonElement payload)
    {
        if (!payload.TryGetProperty("msgi"u8, out var msgi)) return ExtensionReading.Of(new MessageClaims(Body: null));
        return msgi.ValueKind == JsonValueKind.String && ContentDigest.TryParse(msgi.GetString(), out var digest)
            ? ExtensionReading.Of(new MessageClaims(digest))
            : ExtensionReading.Invalid("msgi is no digest of sha256, sha384 or sha512");
    }

    public static bool TryReadMediaKeys(JsonElement payload, out List<MediaKey> keys)
    {
        keys = [];
        if (!payload.TryGetProperty("mky"u8, out var mky)) return true;
        if (mky.ValueKind != JsonValueKind.Array || mky.GetArrayLength() is 0 or > Limits.MediaKeys) return false;
        foreach (var item in mky.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object) return false;
            if (!item.TryGetString("alg"u8, out var algorithm) || !item.TryGetString("dig"u8, out var digits)) return false;
            keys.Add(new MediaKey(algorithm, digits));
        }

        return true;
    }
}
