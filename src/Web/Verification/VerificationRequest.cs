using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Verification.Verdicts;
using Shaken.Web.Shared.Stir;

namespace Shaken.Web.Verification;

/// <summary>The forms of verification requests, which their members tell apart.</summary>
internal enum VerificationDialect
{
    /// <summary>ATIS-1000082: from, to, time, identity.</summary>
    Atis,

    /// <summary>A CPS of TransNexus that pushes to its STI-VS: orig, dest, iat, identity.</summary>
    TransNexus,

    /// <summary>3GPP TS 24.229 Annex V: identityHeader, identityHeaders, protectedHeaders; dest is the Request-URI.</summary>
    ThreeGpp,
}

/// <summary>A verification request as it was read.</summary>
/// <param name="Id">requestId, which the answer has too; null: none.</param>
internal sealed record VerificationRequest(CallToVerify Call, VerificationDialect Dialect, string? Id)
{
    private const int MaxText = 256;

    /// <summary>The trunk on which the call came; ours, null: not told.</summary>
    public string? Trunk { get; init; }

    /// <summary>The customer who is called; ours, null: not told.</summary>
    public string? Customer { get; init; }

    /// <summary>From <c>bypassToken</c>, which is ours, or P-Identity-Bypass; null: none.</summary>
    public string? BypassToken { get; init; }

    /// <summary>The dialect as statistics name it.</summary>
    public string DialectName => Dialect switch
    {
        VerificationDialect.Atis => "atis",
        VerificationDialect.TransNexus => "transnexus",
        VerificationDialect.ThreeGpp => "3gpp",
    };

    /// <summary>The member that carries Identity headers.</summary>
    public string IdentityMember => Dialect == VerificationDialect.ThreeGpp ? "identityHeader" : "identity";

    public static Outcome<VerificationRequest, StirFault> Read(JsonElement body)
    {
        if (!StirBody.Unwrap(body, "verificationRequest").TryGet(out var request, out var fault)) return fault;
        var reader = new StirReader(request);
        var dialect = DialectOf(reader);

        // TransNexus names the caller and the called as a PASSporT does; everybody else as SIP does.
        var (caller, called) = (reader.Has("from") ? "from" : "orig", reader.Has("to") ? "to" : "dest");
        if (!reader.Has(caller)) return StirFault.Missing(dialect == VerificationDialect.TransNexus ? "orig" : "from");
        if (!reader.Has(called)) return StirFault.Missing(dialect == VerificationDialect.TransNexus ? "dest" : "to");
        var (from, to) = (reader.PartyText(caller), reader.PartyText(called));
        var target = called == "to" && dialect == VerificationDialect.ThreeGpp ? reader.PartyText("dest") : null;
        var time = reader.Moment("time") ?? reader.Moment("iat");
        var headers = CarriedHeaders.Read(reader);
        var identities = IdentitiesOf(reader);
        var id = reader.Text("requestId", MaxText);
        var (trunk, customer) = (reader.Text("trunk", MaxText), reader.Text("customer", MaxText));
        var bypass = reader.Text("bypassToken", Limits.BypassTokenOctets) ?? headers.BypassToken;
        if (reader.Fault is { } first) return first;

        var signalling = new CallSignalling(to!)
        {
            From = from,
            RequestUri = target,
            AssertedIdentities = headers.AssertedIdentities,
            Privacy = headers.Privacy,
            ResourcePriority = headers.Priorities,
            Identities = identities,
        };
        if (!signalling.Parse().TryGet(out var call, out var refusal)) return FaultOf(refusal, caller, called);
        return new VerificationRequest(call with { Time = time }, dialect, id)
        {
            Trunk = trunk, Customer = customer, BypassToken = bypass,
        };
    }

    // dest means another thing in each: the Request-URI in 3GPP, the called party in TransNexus.
    private static VerificationDialect DialectOf(StirReader reader) =>
        reader.Has("identityHeader") || reader.Has("identityHeaders") || reader.Has("protectedHeaders") ? VerificationDialect.ThreeGpp
        : reader.Has("from") && reader.Has("dest") ? VerificationDialect.ThreeGpp
        : reader.Has("from") || reader.Has("to") || !reader.Has("orig") ? VerificationDialect.Atis
        : VerificationDialect.TransNexus;

    // One header, several in an array, or several in one text as SIP joins them.
    private static IReadOnlyList<string> IdentitiesOf(StirReader reader)
    {
        var texts = new List<string>();
        foreach (var member in (string[])["identity", "identityHeader", "identityHeaders"])
            texts.AddRange(reader.Texts(member, Limits.IdentityHeadersPerCall, Limits.CallIdentityOctets));
        return texts.Count == 0 ? texts : IdentityHeader.Split(texts);
    }

    private static StirFault FaultOf(SignallingRefusal refusal, string caller, string called) => StirFault.Invalid(
        refusal.Reason switch
        {
            SignallingFailure.FromMalformed => caller,
            SignallingFailure.ToMalformed => called,
            SignallingFailure.RequestUriMalformed => "dest",
            SignallingFailure.AssertedIdentityMalformed or SignallingFailure.DateMalformed
                or SignallingFailure.ResourcePriorityMalformed => CarriedHeaders.Member,
        },
        refusal.Detail);
}
