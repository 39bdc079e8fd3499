using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Verification;
using Shaken.Core.Verification.Treatment;
using Shaken.Core.Verification.Verdicts;

namespace Shaken.Web.Verification;

/// <summary>
/// What neither specification has a member for: header values for SIP, who signed, what decided, the result of each header, the treatment,
/// the proof. docs/operations/signing-and-verification.md lists them.
/// </summary>
internal static class VerdictMembers
{
    public static void Write(Utf8JsonWriter writer, VerifiedCall call)
    {
        var (verdict, treatment) = (call.Verdict, call.Treatment);
        if (treatment.ReasonValues.Count > 0)
        {
            writer.WriteStartArray("reasonHeaders");
            foreach (var value in treatment.ReasonValues) writer.WriteStringValue(value);
            writer.WriteEndArray();
        }

        if (verdict.Attest is { } attest) writer.WriteString("pAttestationIndicator", attest.ToString());
        WriteIfThere(writer, "pOriginationId", verdict.OrigId);
        WriteIfThere(writer, "signer", verdict.Signer?.ToString());
        WriteIfThere(writer, "lentBy", verdict.LentBy?.ToString());
        WriteOriginators(writer, verdict.Originators);
        WriteIfThere(writer, "country", verdict.Country?.Value);
        WriteIfThere(writer, "root", verdict.Root);
        writer.WriteBoolean("foreign", verdict.IsForeign);
        if (verdict.Failure is { } failure) writer.WriteString("failure", failure.Name());
        writer.WriteString("decidedBy", verdict.DecidedBy);
        WriteFindings(writer, verdict.Findings);
        WriteResults(writer, verdict.Headers);
        WriteTreatment(writer, treatment);
        WriteIfThere(writer, "heldFailure", call.HeldFailure);
        if (verdict.Proof is not { } proof) return;
        writer.WritePropertyName("proof");
        writer.WriteRawValue(proof.Utf8.Span, skipInputValidation: true);
    }

    private static void WriteOriginators(Utf8JsonWriter writer, IReadOnlyList<ProviderId> originators)
    {
        if (originators.Count == 0) return;
        writer.WriteStartArray("originators");
        foreach (var provider in originators) writer.WriteStringValue(provider.ToString());
        writer.WriteEndArray();
    }

    private static void WriteFindings(Utf8JsonWriter writer, IReadOnlyList<Finding> findings)
    {
        if (findings.Count == 0) return;
        writer.WriteStartArray("findings");
        foreach (var finding in findings)
        {
            writer.WriteStartObject();
            writer.WriteString("kind", KebabCase.Of(finding.Kind));
            writer.WriteString("detail", finding.Detail);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteResults(Utf8JsonWriter writer, IReadOnlyList<HeaderVerdict> headers)
    {
        writer.WriteStartArray("results");
        foreach (var header in headers)
        {
            writer.WriteStartObject();
            writer.WriteString("place", KebabCase.Of(header.Place));
            writer.WriteNumber("index", header.Index);
            WriteIfThere(writer, "ppt", header.Ppt);
            writer.WriteString("verstat", header.Verstat.Text());
            writer.WriteBoolean("verified", header.Verified is not null);
            WriteIfThere(writer, "lentBy", header.Caller?.LentBy?.ToString());
            if (header is { Refusal: { } refusal, Status: { } status })
            {
                writer.WriteString("failure", refusal.Reason.Name());
                writer.WriteNumber("code", status.Code);
                writer.WriteString("text", status.Phrase);
                writer.WriteString("detail", refusal.Detail);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteTreatment(Utf8JsonWriter writer, CallTreatment treatment)
    {
        writer.WriteStartObject("treatment");
        writer.WriteString("action", KebabCase.Of(treatment.Action));
        if (treatment.Final is { } final)
        {
            writer.WriteNumber("code", final.Code);
            writer.WriteString("text", final.Phrase);
        }

        WriteIfThere(writer, "reason", treatment.FinalReason);
        writer.WriteString("decidedBy", treatment.DecidedBy);
        if (treatment.Validation is { } validation)
        {
            writer.WriteStartObject("validation");
            writer.WriteString("conclusion", KebabCase.Of(validation.Conclusion));
            writer.WriteString("rule", validation.Rule);
            writer.WriteString("detail", validation.Detail);
            writer.WriteEndObject();
        }

        if (treatment.Bypass is { } bypass) writer.WriteString("bypass", KebabCase.Of(bypass));
        writer.WriteEndObject();
    }

    private static void WriteIfThere(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null) writer.WriteString(name, value);
    }
}
