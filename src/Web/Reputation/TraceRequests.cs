using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Reputation.Traces;

namespace Shaken.Web.Reputation;

/// <summary>Reads what is said of traced calls. A member that is not known is refused: it might tell more of a number.</summary>
internal static class TraceRequests
{
    private const int LeastCode = 300;
    private const int MostCode = 699;

    private static readonly string[] Members =
    [
        "role", "startedAt", "called", "displayed", "asserted", "attest", "signatory", "ingress", "egress", "terminating", "rejectCode",
        "broken", "emergency",
    ];

    /// <summary>The provider of a member; absent is null.</summary>
    /// <returns>False: it is there and no provider.</returns>
    public static bool TryReadProvider(JsonElement body, string name, out ProviderId? provider)
    {
        provider = null;
        return TryReadText(body, name, out var text) && (text is null || ProviderId.TryParse(text, out provider));
    }

    /// <summary>The traced call of a request, from its member <c>call</c>.</summary>
    public static Outcome<TracedCall, TraceRefusal> ReadCall(JsonElement body)
    {
        if (!body.TryGetProperty("call"u8, out var call) || call.ValueKind != JsonValueKind.Object) return Refuse("call must be an object");
        foreach (var member in call.EnumerateObject())
        {
            if (!Members.Contains(member.Name, StringComparer.Ordinal))
                return Refuse($"a member of call is none of {string.Join(", ", Members)}");
        }

        if (!KebabCase.TryParse(call.TryGetString("role"u8, out var named) ? named : null, out TraceRole role))
            return Refuse($"role must be one of {KebabCase.NamesOf<TraceRole>()}");
        if (!Rfc3339.TryParse(call.TryGetString("startedAt"u8, out var at) ? at : null, out var startedAt))
            return Refuse("startedAt must be a moment such as 2026-12-01T09:30:00Z");
        if (!LastDigits.TryParse(call.TryGetString("called"u8, out var end) ? end : null, out var called)
            || !LastDigits.TryParse(call.TryGetString("displayed"u8, out var shown) ? shown : null, out var displayed))
            return Refuse("called and displayed must be the last four digits of their numbers, and no more");
        return ReadRest(call, new TracedCall(role, startedAt.Value, called, displayed));
    }

    private static Outcome<TracedCall, TraceRefusal> ReadRest(JsonElement call, TracedCall traced)
    {
        LastDigits? asserted = null;
        if (!TryReadText(call, "asserted", out var end) || (end is not null && !LastDigits.TryParse(end, out asserted)))
            return Refuse("asserted must be the last four digits of the number, and no more");
        if (!TryReadText(call, "attest", out var letter) || letter is not (null or "A" or "B" or "C"))
            return Refuse("attest must be A, B or C");
        if (!TryReadProvider(call, "signatory", out var signatory) || !TryReadProvider(call, "ingress", out var ingress)
            || !TryReadProvider(call, "egress", out var egress) || !TryReadProvider(call, "terminating", out var terminating))
            return Refuse("signatory, ingress, egress and terminating must be a country and a code, such as FR/ABC123");
        int? code = null;
        if (call.TryGetProperty("rejectCode"u8, out var member))
        {
            if (member.ValueKind != JsonValueKind.Number || !member.TryGetInt32(out var value) || value is < LeastCode or > MostCode)
                return Refuse($"rejectCode must be a SIP code from {LeastCode} to {MostCode}");
            code = value;
        }

        if (!TryReadFlag(call, "broken", out var isBroken) || !TryReadFlag(call, "emergency", out var isEmergency))
            return Refuse("broken and emergency must be true or false");
        return traced with
        {
            Asserted = asserted,
            Attest = letter is null ? null : Enum.Parse<Attestation>(letter),
            Signatory = signatory,
            Ingress = ingress,
            Egress = egress,
            Terminating = terminating,
            RejectCode = code,
            IsBroken = isBroken,
            IsEmergency = isEmergency,
        };
    }

    private static bool TryReadText(JsonElement body, string name, out string? text)
    {
        text = null;
        if (!body.TryGetProperty(name, out var member)) return true;
        if (member.ValueKind != JsonValueKind.String) return false;
        text = member.GetString();
        return true;
    }

    private static bool TryReadFlag(JsonElement body, string name, out bool flag)
    {
        flag = body.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.True;
        return member.ValueKind is JsonValueKind.Undefined or JsonValueKind.True or JsonValueKind.False;
    }

    private static TraceRefusal Refuse(string detail) => new(TraceFailure.TraceNotAllowed, detail);
}
