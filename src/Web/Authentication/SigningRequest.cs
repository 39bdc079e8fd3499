using System.Text.Json;
using Shaken.Core.Authentication;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Passports.Extensions;
using Shaken.Web.Shared.Stir;

namespace Shaken.Web.Authentication;

/// <summary>A signing request as it was read.</summary>
/// <param name="Id">requestId, which the answer has too; null: none.</param>
internal sealed record SigningOrder(CallToSign Call, string? Id);

/// <summary>
/// Reads <c>signingRequest</c> of ATIS-1000082 and of 3GPP TS 24.229 Annex V, which differ in nothing that has to be told apart. Members
/// that neither knows are ignored; <c>trunk</c>, <c>customer</c> and <c>identity</c> (what came with the call) are ours.
/// </summary>
internal static class SigningRequest
{
    private const int MaxText = 256;

    public static Outcome<SigningOrder, StirFault> Read(JsonElement body)
    {
        if (!StirBody.Unwrap(body, "signingRequest").TryGet(out var request, out var fault)) return fault;
        var reader = new StirReader(request);

        // Absence first: a client that sends nothing right should hear what is missing (ATIS-1000082 has it so).
        if (!reader.Needs("orig") || !reader.Needs("dest") || !reader.Needs("iat")) return reader.Fault!;
        var (orig, dest, issuedAt) = (reader.Party("orig"), reader.Parties("dest"), reader.Moment("iat"));
        var type = TypeOf(reader);
        var attest = AttestOf(reader);
        var id = reader.Text("requestId", MaxText);
        var (origId, trunk, customer) =
            (reader.Text("origid", MaxText), reader.Text("trunk", MaxText), reader.Text("customer", MaxText));
        var presented = reader.Texts("identity", Limits.IdentityHeadersPerCall, Limits.IdentityHeaderOctets);
        if (reader.Has("sph")) reader.Refuse(StirFault.Invalid("sph", "a call back from an emergency centre is not signed here"));
        if (reader.Fault is { } first) return first;
        if (!ClaimsOf(request, reader, type).TryGet(out var claims, out fault)) return fault;
        var call = new CallToSign(type, orig!, dest)
        {
            IssuedAt = issuedAt,
            Attest = attest,
            OrigId = origId,
            Trunk = trunk,
            Customer = customer,
            Extension = claims.Extension,
            MediaKeys = claims.MediaKeys,
            Presented = presented,
        };
        return new SigningOrder(call, id);
    }

    // Absent it is shaken; "base" is ours, for the form without ppt.
    private static PassportType TypeOf(StirReader reader)
    {
        if (reader.Text("ppt", MaxText) is not { } ppt) return PassportType.Shaken;
        if (ppt == "base") return PassportType.Base;
        if (PassportTypes.TryOf(ppt, out var type)) return type;
        reader.Refuse(StirFault.Invalid("ppt", "no such PASSporT is signed here"));
        return PassportType.Shaken;
    }

    private static Attestation? AttestOf(StirReader reader)
    {
        switch (reader.Text("attest", MaxText))
        {
            case null:
                return null;
            case "A":
                return Attestation.A;
            case "B":
                return Attestation.B;
            case "C":
                return Attestation.C;
            default:
                reader.Refuse(StirFault.Invalid("attest", "it must be A, B or C"));
                return null;
        }
    }

    private static Outcome<RequestedClaims, StirFault> ClaimsOf(JsonElement request, StirReader reader, PassportType type)
    {
        if (MandatoryOf(type) is { } member && !reader.Needs(member)) return reader.Fault!;
        return RequestedClaims.Read(request, type).TryGet(out var claims, out var refusal)
            ? claims
            : StirFault.Invalid(NameOf(type), refusal.Detail);
    }

    // The member that a refusal of the claims is about.
    private static string NameOf(PassportType type) => type switch
    {
        PassportType.Div or PassportType.DivO => "div",
        PassportType.Rph => "rph",
        PassportType.Shaken or PassportType.Rcd => "rcd",
        PassportType.Msg => "msgi",
        PassportType.Base or PassportType.Rsp => "mky",
    };

    // What a type cannot be without. rcd may be crn alone (RFC 9795 section 5.2), which the reading of the claims knows.
    private static string? MandatoryOf(PassportType type) => type switch
    {
        PassportType.Div or PassportType.DivO => "div",
        PassportType.Rph => "rph",
        PassportType.Base or PassportType.Shaken or PassportType.Rcd or PassportType.Msg or PassportType.Rsp => null,
    };
}
