using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Passports.Extensions;
using Shaken.Core.Verification;
using Shaken.Core.Verification.Verdicts;

namespace Shaken.Web.Verification;

/// <summary>The members of 3GPP TS 24.229 Annex V: the verdict on the caller, a priority, each diversion, and each header.</summary>
internal static class ThreeGppResults
{
    public static void Write(Utf8JsonWriter writer, VerifiedCall call, VerificationRequest request, string verstat)
    {
        var verdict = call.Verdict;
        writer.WriteString("verstatValue", verstat);
        WritePriority(writer, verdict.Headers);
        WriteDiversions(writer, verdict.Headers);
        writer.WriteStartArray("verifyResults");
        foreach (var header in verdict.Headers)
        {
            if (header.Place != PassportPlace.InBand) continue;
            writer.WriteStartObject();
            writer.WriteStartObject("verifyResult");
            if (header.Ppt is { } ppt) writer.WriteString("ppt", ppt);
            if (header.Verified is { } verified) WritePass(writer, verified);
            else WriteFailure(writer, header, request.Call.Identities, isTold: !call.Treatment.CountsAsUnsigned);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WritePriority(Utf8JsonWriter writer, IReadOnlyList<HeaderVerdict> headers)
    {
        var (isThere, isGood) = (false, false);
        foreach (var header in headers)
        {
            if (header.Type != PassportType.Rph) continue;
            isThere = true;
            isGood |= header.Verified is not null;
        }

        if (isThere) writer.WriteString("verstatPriority", isGood ? "RPH-Validation-Passed" : "RPH-Validation-Failed");
    }

    private static void WriteDiversions(Utf8JsonWriter writer, IReadOnlyList<HeaderVerdict> headers)
    {
        if (!headers.Any(header => header.Type == PassportType.Div)) return;
        writer.WriteStartArray("divResult");
        foreach (var header in headers)
        {
            if (header.Type != PassportType.Div) continue;
            writer.WriteStartObject();
            if (header.Verified?.Claims.Extension is Diversion { From: var from }) WriteParty(writer, from);
            writer.WriteString("verstatValue", (header.Verified is null ? VerstatOf(header) : Verstat.Passed).Text());
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static Verstat VerstatOf(HeaderVerdict header) => header.Refusal?.Reason.Codes().Verstat ?? Verstat.None;

    private static void WriteParty(Utf8JsonWriter writer, PassportParty party)
    {
        writer.WriteStartObject("div");
        if (party is NumberParty { Number: var number }) writer.WriteString("tn", number.Value);
        else if (party is UriParty { Uri: var uri }) writer.WriteString("uri", uri);
        writer.WriteEndObject();
    }

    private static void WritePass(Utf8JsonWriter writer, VerifiedPassport passport)
    {
        writer.WriteString("status", "pass");

        // Read as strict JSON when it was verified, so it stands as the signer wrote it.
        var payload = passport.Compact.Split('.')[1];
        if (!StrictBase64Url.TryDecode(payload, out var octets)) return;
        writer.WritePropertyName("validClaims");
        writer.WriteRawValue(octets, skipInputValidation: true);
    }

    private static void WriteFailure(
        Utf8JsonWriter writer, HeaderVerdict header, IReadOnlyList<string> identities, bool isTold)
    {
        writer.WriteString("status", "fail");
        if (isTold && header is { Refusal: { } refusal, Status: { } status })
        {
            writer.WriteNumber("reasonCode", status.Code);
            writer.WriteString("reasonText", status.Phrase);
            writer.WriteString("reasonDescription", refusal.Detail);
        }

        if (header.Index < identities.Count) writer.WriteString("passport", identities[header.Index]);
    }
}
