using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Web.Authentication.Signing;
using Shaken.Web.Shared.OpenApi;
using Shaken.Web.Shared.Stir;

namespace Shaken.Web.Authentication;

/// <summary>What the functions of the role as promise.</summary>
internal static class AuthenticationOperations
{
    private static readonly Content Policy = Content.Json(() => SigningAnswersJson.Default.SigningPolicyAnswer);

    private static readonly Content SigningRequest = Content.Json(new Member("signingRequest", new ObjectSchema(
    [
        StirOperations.Party("orig", "The caller.", isRequired: true, """{"tn":"12155550121"}"""),
        StirOperations.Party("dest", "The called.", isRequired: true, """{"tn":["12155550131"]}"""),
        new("iat", new NumberSchema(0, Meaning: "Seconds since 1970."), Example: "1796083200"),
        new("attest", new ChoiceSchema(["A", "B", "C"], "Asked for; the policy decides."), IsRequired: false),
        StirOperations.Bounded("origid", "Asked for; the policy decides."),
        StirOperations.Bounded("ppt", "The type of the PASSporT; absent: shaken. `base` is the form without ppt."),
        StirOperations.RequestId, StirOperations.Trunk, StirOperations.Customer,
        StirOperations.Texts("identity", "Identity headers that came with the call: those of a delegate.", Limits.IdentityHeadersPerCall),
        new("div", new ObjectSchema([], "Of the type div (RFC 8946)."), IsRequired: false),
        new("rph", new ObjectSchema([], "Of the type rph (RFC 8443)."), IsRequired: false),
        new("rcd", new ObjectSchema([], "Rich call data (RFC 9795)."), IsRequired: false),
    ])));

    private static readonly Content SigningResponse = Content.Json(new Member("signingResponse", new ObjectSchema(
    [
        Members.Text("identity", "The Identity header, ppt without quotes (ATIS-1000082).", isRequired: false),
        Members.Text("identityHeader", "The Identity header, ppt in quotes (3GPP TS 24.229).", isRequired: false),
        StirOperations.RequestId,
        new("attest", ChoiceSchema.Named<Attestation>("As it was signed."), IsRequired: false),
        Members.Text("decidedBy", "The rule of the policy that decided.", isRequired: false),
    ])));

    public static IReadOnlyList<Operation> All { get; } =
    [
        new("AsSign", "Sign a call")
        {
            Description = "ATIS-1000082 and 3GPP TS 24.229 Annex V. A deployment may put a prefix before the path.",
            Body = SigningRequest,
            Answers = [new(200, "Signed.", SigningResponse)],
            Refusals = StirOperations.Refusals,
            Refusal = StirOperations.Refusal,
        },
        new("AsGetSigningPolicy", "Read a tenant's signing policy")
        {
            Path = [StirOperations.Tenant], Answers = [new(200, "The policy in force.", Policy)], Refusals = [404],
        },
        new("AsPutSigningPolicy", "Replace a tenant's signing policy")
        {
            Path = [StirOperations.Tenant],
            Headers = [Parameters.IdempotencyKey],
            Body = Content.Json(
                new("policy", new ObjectSchema([], "Every member has a default.")), Members.Revision, Members.Reason),
            Answers = [new(200, "The policy in force.", Policy)],
            Refusals = [400, 404, 409],
        },
        new("AsGetSigningNumbers", "Export a tenant's number table")
        {
            Path = [StirOperations.Tenant],
            Answers = [new(200, "The table.", Content.Text("text/csv", "As it was imported; empty where there is none."))],
            Refusals = [404],
        },
        new("AsPutSigningNumbers", "Replace a tenant's number table")
        {
            Path = [StirOperations.Tenant],
            Query =
            [
                new("revision", "That of the policy.", new NumberSchema(0)),
                new("reason", "Why, for the audit log.", new TextSchema(MaxLength: 1000)),
            ],
            Headers = [Parameters.IdempotencyKey],
            Body = Content.Text("text/csv", $"At most {Limits.AssignedNumbersOctets} octets."),
            Answers = [new(200, "The policy in force.", Policy)],
            Refusals = [400, 404, 409, 413],
            Refusal = new Content("application/problem+json", new EitherSchema(
                Content.Problem.Schema, Schema.Of(() => SigningAnswersJson.Default.SigningNumbersRefusalAnswer))),
        },
        new("AsListEvidence", "List why calls of a tenant get A")
        {
            Path = [StirOperations.Tenant],
            Query = Parameters.Page,
            Answers = [new(200, "A page.", Content.Json(() => SigningAnswersJson.Default.EvidencePageAnswer))],
            Refusals = [400, 404, 409],
        },
        new("AsTraceOrigId", "Trace the calls with an origid")
        {
            Description = "Each reading is in the audit log, with its reason.",
            Path = [Parameters.Id(
                "uuid", "The origid.", "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$", "123e4567-e89b-12d3-a456-426655440000")],
            Query = [new("reason", "Why, for the audit log.", new TextSchema(MaxLength: 1000))],
            Answers = [new(200, "Where they came from.", Content.Json(() => SigningAnswersJson.Default.OrigIdAnswer))],
            Refusals = [400, 404],
        },
    ];
}
