using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Verification.Treatment;
using Shaken.Web.Shared.OpenApi;
using Shaken.Web.Shared.Stir;
using Shaken.Web.Verification.CallValidation;
using Shaken.Web.Verification.Treatment;

namespace Shaken.Web.Verification;

/// <summary>What the functions of the role vs promise.</summary>
internal static class VerificationOperations
{
    private static readonly Content Policy = Content.Json(() => TreatmentAnswersJson.Default.TreatmentPolicyAnswer);
    private static readonly Content List = Content.Json(() => DoNotOriginateAnswersJson.Default.DoNotOriginateAnswer);
    private static readonly NumberSchema SipCode = new(100, 699);

    private static readonly Content Request = Content.Json(new Member("verificationRequest", new ObjectSchema(
        [
            StirOperations.Party("from", "The caller (ATIS-1000082).", isRequired: false, """{"tn":"12155550121"}"""),
            StirOperations.Party("to", "The called (ATIS-1000082).", isRequired: false, """{"tn":"12155550131"}"""),
            new("time", new NumberSchema(0, Meaning: "The call's Date, in seconds since 1970."), IsRequired: false),
            StirOperations.Party("orig", "The caller (TransNexus).", isRequired: false),
            StirOperations.Party("dest", "The called (TransNexus), or the Request-URI (3GPP).", isRequired: false),
            new("iat", new NumberSchema(0, Meaning: "As time (TransNexus)."), IsRequired: false),
            StirOperations.Texts("identity", "Identity headers.", Limits.IdentityHeadersPerCall),
            StirOperations.Texts("identityHeader", "The same (3GPP).", Limits.IdentityHeadersPerCall),
            StirOperations.Texts("identityHeaders", "The same (3GPP).", Limits.IdentityHeadersPerCall),
            StirOperations.Texts(
                "protectedHeaders", "Lines of P-Asserted-Identity, Resource-Priority, Privacy and P-Identity-Bypass (3GPP).",
                Limits.CarriedHeaders),
            StirOperations.RequestId, StirOperations.Trunk, StirOperations.Customer,
            new("bypassToken", new TextSchema("As P-Identity-Bypass.", MaxLength: Limits.BypassTokenOctets), IsRequired: false),
        ],
        "The members tell ATIS-1000082, 3GPP TS 24.229 Annex V and TransNexus apart.")));

    private static readonly Schema Result = new ObjectSchema(
    [
        Members.Text("place", "In band, or held at the CPS."), new("index", new NumberSchema(0)),
        Members.Text("ppt", "The type.", isRequired: false), new("verstat", StirOperations.Verstat), new("verified", new FlagSchema()),
        Members.Text("lentBy", "The provider that lent the calling number.", isRequired: false),
        Members.Text("failure", "Which rule was broken.", isRequired: false), new("code", SipCode, IsRequired: false),
        Members.Text("text", "The phrase of the code.", isRequired: false), Members.Text("detail", "In words.", isRequired: false),
    ]);

    private static readonly Schema Treatment = new ObjectSchema(
    [
        new("action", ChoiceSchema.Of<TreatmentAction>("What to do with the call.")),
        new("code", SipCode, IsRequired: false), Members.Text("text", "The phrase of the code.", isRequired: false),
        Members.Text("reason", "The Reason header of a rejection.", isRequired: false), Members.Text("decidedBy", "The rule."),
        new("validation", new ObjectSchema(
            [
                Members.Text("conclusion", "Of call validation."), Members.Text("rule", "Which rule."), Members.Text("detail", "In words."),
            ]), IsRequired: false),
        Members.Text("bypass", "What the bypass token was.", isRequired: false),
    ]);

    private static readonly Content Response = Content.Json(new Member("verificationResponse", new ObjectSchema(
    [
        new("verstat", StirOperations.Verstat, IsRequired: false), new("verstatValue", StirOperations.Verstat, IsRequired: false),
        new("reasoncode", SipCode, IsRequired: false), Members.Text("reasontext", "The phrase of the code.", isRequired: false),
        Members.Text("reasondesc", "In words.", isRequired: false),
        Members.Text("verstatPriority", "Of a Resource-Priority (3GPP).", isRequired: false),
        new("divResult", new ListSchema(new ObjectSchema([new("verstatValue", StirOperations.Verstat)]), 64), IsRequired: false),
        new("verifyResults", new ListSchema(new ObjectSchema([new("verifyResult", new ObjectSchema(
        [
            new("status", new ChoiceSchema(["pass", "fail"])), Members.Text("ppt", "The type.", isRequired: false),
            new("validClaims", new ObjectSchema([], "The claims, as they were signed."), IsRequired: false),
            new("reasonCode", SipCode, IsRequired: false),
        ]))]), 64), IsRequired: false),
        StirOperations.RequestId,
        new("reasonHeaders", new ListSchema(new TextSchema("A value of Reason for SIP."), 64), IsRequired: false),
        new("pAttestationIndicator", ChoiceSchema.Named<Attestation>(), IsRequired: false),
        Members.Text("pOriginationId", "The origid.", isRequired: false),
        Members.Text("signer", "The provider that signed, as US/1234.", isRequired: false),
        Members.Text("lentBy", "The provider that lent a delegate the calling number (RFC 9060).", isRequired: false),
        new("originators", new ListSchema(
            new TextSchema("A provider that a delegate's certificate names."), Limits.TnAuthListEntries), IsRequired: false),
        Members.Text("country", "Of the signer.", isRequired: false),
        Members.Text("root", "SHA-256 of the root that the signer's certificate leads to.", isRequired: false),
        new("foreign", new FlagSchema()),
        Members.Text("failure", "Why nobody vouches for the call.", isRequired: false), Members.Text("decidedBy", "The policy."),
        new("findings", new ListSchema(
            new ObjectSchema([Members.Text("kind", "Which rule."), Members.Text("detail", "In words.")]), 1024), IsRequired: false),
        new("results", new ListSchema(Result, 1024, "Of each header and held PASSporT.")), new("treatment", Treatment),
        Members.Text("heldFailure", "Why the CPS did not answer.", isRequired: false),
        new("enterprise", new ObjectSchema(
            [
                Members.Text("telUri", "Of the caller, with verstat.", isRequired: false),
                Members.Text("displayName", "The caller's name of verified rich call data.", isRequired: false),
                Members.Text("callInfo", "A value of Call-Info (RFC 9796).", isRequired: false),
                new("validation", new ObjectSchema(
                    [Members.Text("conclusion", "Of call validation."), Members.Text("rule", "Which rule.")]), IsRequired: false),
            ],
            "For the PBX that is called, where the tenant asks for it."), IsRequired: false),
        new("proof", new ObjectSchema([], "What the verdict can be repeated from."), IsRequired: false),
    ])));

    public static IReadOnlyList<Operation> All { get; } =
    [
        new("VsVerify", "Verify a call")
        {
            Description = "ATIS-1000082, 3GPP TS 24.229 Annex V, and the form of TransNexus. A verification that fails is a good answer. A "
                + "deployment may put a prefix before the path.",
            Body = Request,
            Answers = [new(200, "The verdict, and what to do with the call.", Response)],
            Refusals = StirOperations.Refusals,
            Refusal = StirOperations.Refusal,
        },
        new("OperatorTreatmentPolicy", "Read a tenant's treatment policy")
        {
            Path = [StirOperations.Tenant], Answers = [new(200, "The policy in force.", Policy)], Refusals = [404],
        },
        new("OperatorPutTreatmentPolicy", "Replace a tenant's treatment policy")
        {
            Path = [StirOperations.Tenant],
            Headers = [Parameters.IdempotencyKey],
            Body = Content.Json(
                new("policy", Schema.Of(() => TreatmentAnswersJson.Default.TreatmentPolicyDocument)), Members.Revision, Members.Reason),
            Answers = [new(200, "The policy in force.", Policy)],
            Refusals = [400, 404, 409],
        },
        new("OperatorTreatmentProfiles", "List the treatment profiles")
        {
            Answers = [new(200, "What holds where a policy says nothing.", Content.Json(() =>
                TreatmentAnswersJson.Default.TreatmentProfilesAnswer))],
        },
        new("OperatorDoNotOriginate", "Read the do-not-originate list")
        {
            Query = [new("format", "`csv` asks for the list itself.", new ChoiceSchema(["csv"]))],
            Answers = [new(200, "The list.", List, Content.Text("text/csv", "One number or prefix a line."))],
        },
        new("OperatorPutDoNotOriginate", "Replace the do-not-originate list")
        {
            Query =
            [
                new("revision", "That of the list that was read.", new NumberSchema(0)),
                new("reason", "Why, for the audit log.", new TextSchema(MaxLength: 1000)),
            ],
            Headers = [Parameters.IdempotencyKey],
            Body = Content.Text("text/csv", "One number or prefix a line."),
            Answers = [new(200, "The new list.", List)],
            Refusals = [400, 409, 413],
        },
    ];
}
