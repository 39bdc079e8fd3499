using System.Text.Json;
using Shaken.Core.Passports;
using Shaken.Core.Tenants;
using Shaken.Core.Verification;
using Shaken.Core.Verification.Enterprise;

namespace Shaken.Web.Verification;

/// <summary>
/// Writes <c>verificationResponse</c>: the members of ATIS-1000082, those of 3GPP TS 24.229 Annex V, and ours, which clients of either
/// ignore. A verification that fails is a good answer (200).
/// </summary>
internal static class VerificationAnswer
{
    public static void Write(Utf8JsonWriter writer, (VerifiedCall Call, VerificationRequest Request, Tenant Tenant) answer)
    {
        var (call, request, tenant) = answer;
        var is3Gpp = tenant.Dialect switch
        {
            RestDialect.Both => request.Dialect == VerificationDialect.ThreeGpp,
            RestDialect.Atis => false,
            RestDialect.ThreeGpp => true,
        };
        writer.WriteStartObject();
        writer.WriteStartObject("verificationResponse");
        if (tenant.Dialect != RestDialect.ThreeGpp) WriteAtis(writer, call, VerstatOf(call, tenant));
        if (is3Gpp) ThreeGppResults.Write(writer, call, request, VerstatOf(call, tenant));
        if (request.Id is { } id) writer.WriteString("requestId", id);
        VerdictMembers.Write(writer, call);
        EnterpriseMembers.Write(writer, EnterpriseValues.Of(call, request.Call, tenant.Enterprise, VerstatOf(call, tenant)));
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteAtis(Utf8JsonWriter writer, VerifiedCall call, string verstat)
    {
        writer.WriteString("verstat", verstat);

        // Of a reasoncode an SBC makes a Reason header.
        if (call.Treatment.CountsAsUnsigned || call.Verdict.Status is not { } status) return;
        writer.WriteNumber("reasoncode", status.Code);
        writer.WriteString("reasontext", status.Phrase);
        if (call.Verdict.Detail is { } detail) writer.WriteString("reasondesc", detail);
    }

    // What the called party is to see. FreeSWITCH and others write the attestation behind it.
    private static string VerstatOf(VerifiedCall call, Tenant tenant)
    {
        var text = call.Treatment.Verstat.Text();
        return tenant.ShowsAttestation && call is { Treatment.Verstat: Verstat.Passed, Verdict.Attest: { } attest }
            ? $"{text}-{attest}"
            : text;
    }
}
