using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;

namespace Shaken.Core.Reputation.Observations;

/// <summary>
/// A batch of observations as a reporter posts it: <c>{batch, observations: [{at, verdict, outcome, attest, country, signer, origid,
/// calling}]}</c>. Only <see cref="Read"/> makes one, so every part is within its bounds.
/// </summary>
public sealed class ObservationBatch
{
    private const int MaxId = 64;
    private const int LeastDigits = 3;

    // Names under which other systems carry the called number, which is never collected here.
    private static readonly string[] CalledMembers =
    [
        "called", "calledNumber", "called_number", "callee", "dest", "destination", "diverted", "target", "to",
    ];

    private static readonly string[] Members = ["at", "verdict", "outcome", "attest", "country", "signer", "origid", "calling"];

    private static readonly Verstat[] Verdicts = Enum.GetValues<Verstat>();

    private static readonly SearchValues<char> IdAlphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    private static readonly SearchValues<char> OrigIdAlphabet = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:");

    private ObservationBatch(string id, IReadOnlyList<Observation> observations) => (Id, Observations) = (id, observations);

    /// <summary>The reporter's name for the batch. Sent again with the same content it counts once.</summary>
    public string Id { get; }

    /// <summary>1 to <see cref="ObservationLimits.PerBatch"/>.</summary>
    public IReadOnlyList<Observation> Observations { get; }

    /// <summary>Reads a batch.</summary>
    /// <param name="now">What the moments of the observations are compared with.</param>
    public static Outcome<ObservationBatch, ObservationRefusal> Read(ReadOnlyMemory<byte> body, DateTimeOffset now)
    {
        if (!StrictJson.TryParseObject(body, ObservationLimits.BatchOctets, out var json, out var failure))
            return Malformed(failure);
        using (json)
        {
            var root = json.RootElement;
            if (UnknownIn(root, ["batch", "observations"]) is { } unknown) return unknown;
            if (!root.TryGetString("batch"u8, out var id) || !IsId(id))
                return Malformed($"batch must have 1 to {MaxId} of A-Z a-z 0-9 - _ .");
            if (!root.TryGetProperty("observations"u8, out var list) || list.ValueKind != JsonValueKind.Array)
                return Malformed("observations must be an array");
            if (list.GetArrayLength() is 0 or > ObservationLimits.PerBatch)
            {
                return new ObservationRefusal(
                    ObservationFailure.BatchTooLarge, $"a batch must have 1 to {ObservationLimits.PerBatch} observations");
            }

            var observations = new List<Observation>(list.GetArrayLength());
            foreach (var item in list.EnumerateArray())
            {
                if (!ReadOne(item, now).TryGet(out var observation, out var refusal))
                    return refusal with { Detail = $"observation {observations.Count}: {refusal.Detail}" };
                observations.Add(observation);
            }

            return new ObservationBatch(id, observations);
        }
    }

    /// <summary>Whether a text from outside can be the id of a batch.</summary>
    public static bool IsId(string? text) => text is { Length: >= 1 and <= MaxId } && !text.AsSpan().ContainsAnyExcept(IdAlphabet);

    /// <summary>Whether a text can be an origid: an opaque identifier, such as a UUID.</summary>
    public static bool IsOrigId(string? text) =>
        text is { Length: >= 1 and <= ObservationLimits.OrigIdLength } && !text.AsSpan().ContainsAnyExcept(OrigIdAlphabet);

    /// <summary>Whether a text is a calling number in plain digits.</summary>
    public static bool TryParseCalling(string? text, [NotNullWhen(true)] out TelephoneNumber? number) =>
        TelephoneNumber.TryParseCanonical(text, out number) && number.Value.Length >= LeastDigits
        && number.Value.All(char.IsAsciiDigit);

    private static Outcome<Observation, ObservationRefusal> ReadOne(JsonElement item, DateTimeOffset now)
    {
        if (item.ValueKind != JsonValueKind.Object) return Malformed("it is no object");
        if (UnknownIn(item, Members) is { } unknown) return unknown;
        if (!TryGetText(item, "at", out var at) || !Rfc3339.TryParse(at, out var moment))
            return Malformed("at must be a moment such as 2026-12-01T09:30:00Z");
        if (now - moment > ObservationLimits.OldestAge || moment - now > ClockTolerance.OtherParties)
        {
            return new ObservationRefusal(
                ObservationFailure.MomentNotAllowed,
                $"at must be within the last {ObservationLimits.OldestAge.TotalHours:0} hours; look at the reporter's clock");
        }

        if (!TryGetText(item, "verdict", out var verdictText) || !TryParse(verdictText, out var verdict))
            return Malformed($"verdict must be one of {string.Join(", ", Verdicts.Select(value => value.Text()))}");
        if (!TryGetText(item, "outcome", out var outcomeText) || !KebabCase.TryParse(outcomeText, out ObservedOutcome outcome))
            return Malformed($"outcome must be one of {KebabCase.NamesOf<ObservedOutcome>()}");
        return ReadRest(item, new Observation(moment.Value, verdict, outcome));
    }

    private static Outcome<Observation, ObservationRefusal> ReadRest(JsonElement item, Observation observation)
    {
        if (!TryGetOptional(item, "attest", out var attestText)) return Malformed("attest must be A, B or C");
        Attestation? attest = attestText switch
        {
            "A" => Attestation.A,
            "B" => Attestation.B,
            "C" => Attestation.C,
            _ => null,
        };
        if (attestText is not null && attest is null) return Malformed("attest must be A, B or C");
        CountryCode? country = null;
        if (!TryGetOptional(item, "country", out var countryText)
            || (countryText is not null && !CountryCode.TryParse(countryText, out country)))
            return Malformed("country must be an ISO 3166-1 alpha-2 code, such as US");
        ProviderId? signer = null;
        if (!TryGetOptional(item, "signer", out var signerText)
            || (signerText is not null && !ProviderId.TryParse(signerText, out signer)))
            return Malformed("signer must be a country and a code, such as US/1234");
        if (signer is not null && country is not null && signer.Country != country)
            return Malformed("signer and country name two countries");
        if (!TryGetOptional(item, "origid", out var origId) || (origId is not null && (signer is null || !IsOrigId(origId))))
            return Malformed("origid must be an opaque identifier, such as a UUID, and stand beside its signer");
        TelephoneNumber? calling = null;
        if (!TryGetOptional(item, "calling", out var callingText)
            || (callingText is not null && !TryParseCalling(callingText, out calling)))
        {
            return new ObservationRefusal(
                ObservationFailure.NumberNotPlain,
                "calling must be the number itself, 3 to 15 digits with the country code and without a +: it is hashed here, and what was "
                + "hashed elsewhere can be compared with nothing");
        }

        return observation with
        {
            Attest = attest, Country = country ?? signer?.Country, Signer = signer, OrigId = origId, Calling = calling,
        };
    }

    private static ObservationRefusal? UnknownIn(JsonElement json, string[] known)
    {
        foreach (var member in json.EnumerateObject())
        {
            if (IsAny(member, known)) continue;
            return CalledMembers.Contains(member.Name, StringComparer.OrdinalIgnoreCase)
                ? new ObservationRefusal(
                    ObservationFailure.CalledNumberSent,
                    "a member tells whom the call was for: leave it out, nothing of the batch was kept")
                : Malformed($"a member is none of {string.Join(", ", known)}");
        }

        return null;
    }

    private static bool IsAny(JsonProperty member, string[] names)
    {
        foreach (var name in names)
        {
            if (member.NameEquals(name)) return true;
        }

        return false;
    }

    private static bool TryParse(string text, out Verstat verdict)
    {
        foreach (var candidate in Verdicts)
        {
            verdict = candidate;
            if (candidate.Text() == text) return true;
        }

        verdict = default;
        return false;
    }

    private static bool TryGetText(JsonElement item, string name, [NotNullWhen(true)] out string? text) =>
        TryGetOptional(item, name, out text) && text is not null;

    // False: the member is there and is no string.
    private static bool TryGetOptional(JsonElement item, string name, out string? text)
    {
        text = null;
        if (!item.TryGetProperty(name, out var member)) return true;
        if (member.ValueKind != JsonValueKind.String) return false;
        text = member.GetString();
        return true;
    }

    private static ObservationRefusal Malformed(string detail) => new(ObservationFailure.BatchMalformed, detail);
}
