using System.Text.Json.Serialization;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Verification.Verdicts;

namespace Shaken.Web.Verification.CallValidation;

/// <summary>What an external service is asked: docs/operations/calls.md.</summary>
/// <param name="Calling">As much of the number as the settings allow, hidden digits as <c>x</c>; absent: none of it, or a URI.</param>
/// <param name="Called">The same of the called number.</param>
/// <param name="IsAnonymous">The caller withholds the number.</param>
/// <param name="Failure">Why verification failed, as <c>signature-mismatch</c>; absent: it did not.</param>
/// <param name="Attest">As it is believed; absent: none is.</param>
/// <param name="Signer">As <c>US/1234</c>.</param>
internal sealed record CallValidationQuestion(
    string? Calling, string? Called, bool IsAnonymous, string Verstat, int? Code, string? Failure, string? Attest, string? OrigId,
    string? Signer, string? Country, bool IsForeign)
{
    private const int HiddenDigits = 4;

    public static CallValidationQuestion Of(CallToVerify call, CallVerdict verdict, ExternalValidation settings) => new(
        Shown(call.Orig, settings.Calling), Shown(call.Dest, settings.Called), call.IsAnonymous, verdict.Verstat.Text(),
        verdict.Status?.Code, verdict.Failure?.Name(), verdict.Attest?.ToString(), verdict.OrigId, verdict.Signer?.ToString(),
        verdict.Country?.Value, verdict.IsForeign);

    private static string? Shown(PassportParty? party, NumberShown shown) => party is NumberParty { Number: var number }
        ? shown switch
        {
            NumberShown.None => null,
            NumberShown.Prefix => PrefixOf(number),
            NumberShown.Full => number.Value,
        }
        : null;

    private static string PrefixOf(TelephoneNumber number)
    {
        var kept = Math.Max(0, number.Value.Length - HiddenDigits);
        return string.Concat(number.Value.AsSpan(0, kept), new string('x', number.Value.Length - kept));
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CallValidationQuestion))]
internal sealed partial class CallValidationJson : JsonSerializerContext;
