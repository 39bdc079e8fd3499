using Shaken.Core.Pki.Crls;
using Shaken.Web.CertificationAuthority.Acme;
using Shaken.Web.CertificationAuthority.Issuing;
using Shaken.Web.CertificationAuthority.Operating;
using Shaken.Web.Shared.Crls;
using Shaken.Web.Shared.OpenApi;

namespace Shaken.Web.CertificationAuthority;

/// <summary>What the functions of the role ca promise.</summary>
internal static class CertificationAuthorityOperations
{
    private static readonly Content ManualRequest = Content.Json(
        Members.Text("csr", "The certificate signing request in PEM.", example: "\"no CSR\""),
        Members.Text("token", "The SPC token.", example: "\"no token\""),
        Members.Text("organization", "The subscriber's legal name; needed where the CSR names none.", isRequired: false));

    private static readonly Member Reason = Members.RevocationReason(Enum.GetValues<RevocationReason>(), isRequired: false);

    private static readonly Member Note =
        Members.Text("note", "For the audit log; absent: the reason stands there.", isRequired: false);

    private static readonly Parameter AccountId = new(
        "id", "The id of an ACME account, or of a subscriber of the manual flow.", new TextSchema(Pattern: "^[A-Za-z0-9_-]{1,128}$"),
        new string('A', 22));

    public static IReadOnlyList<Operation> All { get; } =
    [
        .. AcmeOperations.All,
        new("CaPreviewCertificate", "Show what a certificate would contain")
        {
            Security = [],
            Body = ManualRequest,
            Answers = [new(200, "Its contents.", Content.Json(() => ManualJson.Default.PreviewAnswer))],
            Refusals = [400, 403, 415],
        },
        new("CaIssueCertificate", "Issue a certificate for a CSR and an SPC token")
        {
            Security = [],
            Body = ManualRequest,
            Answers = [new(201, "Issued and published.", Content.Json(() => ManualJson.Default.IssuedAnswer))],
            Refusals = [400, 403, 415],
        },
        new("OperatorNewExternalKey", "Make a key for external account binding, shown this once")
        {
            Headers = [Parameters.IdempotencyKey],
            Body = Content.Json(
                new Member(
                    "organization", new TextSchema("The subscriber's legal name.", MaxLength: 64), Example: "\"Example Telephone\""),
                Members.PerhapsReason),
            Answers = [new(201, "Made.", Content.Json(() => OperatorJson.Default.ExternalKeyAnswer))],
            Refusals = [400],
        },
        .. IssuedSearchOperations.All,
        new("OperatorAccounts", "List the accounts of the ACME server, newest first")
        {
            Query = Parameters.Page,
            Answers = [new(200, "A page.", Content.Json(() => OperatorJson.Default.AcmeAccountsAnswer))],
            Refusals = [400],
        },
        new("OperatorAccount", "Read a subscriber")
        {
            Path = [AccountId],
            Answers =
            [
                new(200, "An ACME account, or a subscriber of the manual flow, which has its id and status only.",
                    Content.JsonOf(() => OperatorJson.Default.AccountAnswer, () => OperatorJson.Default.SubscriberAnswer)),
            ],
            Refusals = [404],
        },
        new("OperatorAccountCertificates", "List the certificates of a subscriber")
        {
            Path = [AccountId],
            Query = [Parameters.Cursor],
            Answers = [new(200, "A page.", Content.Json(() => OperatorJson.Default.IssuedAnswer))],
            Refusals = [404],
        },
        new("OperatorSuspendAccount", "Suspend a subscriber, and revoke its certificates")
        {
            Description = "Sent again, it completes what a fault cut off.",
            Path = [AccountId],
            Headers = [Parameters.IdempotencyKey],
            Body = Content.Json(Reason, Note),
            IsBodyOptional = true,
            Answers = [new(200, "Suspended.", Content.Json(() => OperatorJson.Default.SuspendedAnswer))],
            Refusals = [400, 404],
        },
        new("OperatorRevoke", "Revoke a certificate of this CA")
        {
            Path = [Parameters.Sha256("id", "SHA-256 of the certificate's DER.")],
            Headers = [Parameters.IdempotencyKey],
            Body = Content.Json(Reason, Note, Members.Text(
                "certificate", "PEM, where neither the ledger nor the STI-CR has it.", isRequired: false)),
            IsBodyOptional = true,
            Answers = [new(200, "Revoked.", Content.Json(() => OperatorJson.Default.RevokedAnswer))],
            Refusals = [400, 404, 409],
        },
        new("OperatorRebuildLedger", "Enter published chains that the ledger does not know")
        {
            Headers = [Parameters.IdempotencyKey],
            Body = Content.Json(
                Members.Text("cursor", "Of the step before; absent: the first.", isRequired: false), Members.PerhapsReason),
            IsBodyOptional = true,
            Answers = [new(200, "What the step did.", Content.Json(() => OperatorJson.Default.LedgerAnswer))],
            Refusals = [400],
        },
        .. CrlOperations.Of("CaGetCrl", "CaForceCrl"),
    ];
}
