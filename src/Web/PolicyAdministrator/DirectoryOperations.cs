using Shaken.Core.CertificationAuthority.Notices;
using Shaken.Core.Foundations;
using Shaken.Core.Numbering;
using Shaken.Core.Pki.Crls;
using Shaken.Core.PolicyAdministrator.Complaints;
using Shaken.Web.PolicyAdministrator.Bypass;
using Shaken.Web.PolicyAdministrator.Complaints;
using Shaken.Web.PolicyAdministrator.CpsDirectory;
using Shaken.Web.PolicyAdministrator.Numbers;
using Shaken.Web.PolicyAdministrator.Reports;
using Shaken.Web.PolicyAdministrator.Revocations;
using Shaken.Web.Shared.OpenApi;

namespace Shaken.Web.PolicyAdministrator;

/// <summary>What the functions of <see cref="DirectoryPart"/> promise, and forms that the whole role shares.</summary>
internal static class DirectoryOperations
{
    private static readonly Content Entry = Content.Json(() => CpsDirectoryAnswersJson.Default.CpsEntryAnswer);
    private static readonly Content Order = Content.Json(() => OrderAnswersJson.Default.OrderAnswer);
    private static readonly Content Import = Content.Json(() => NumbersJson.Default.ImportAnswer);

    private static readonly Content Complaint = Content.Json(() => ComplaintAnswersJson.Default.ComplaintAnswer);

    private static readonly Content ImportRefusal =
        new("application/problem+json", Schema.Of(() => NumbersJson.Default.ImportRefusalAnswer));

    private static readonly Parameter Ocn = Parameters.Code("ocn", "The provider's OCN.");
    private static readonly Parameter ImportId = Parameters.Id("id", "The import's id.", "^[0-9a-f]{32}$", new string('a', 32));
    private static readonly Parameter Reference = new(
        "reference", "The complaint's reference.", new TextSchema(Pattern: "^[A-Za-z0-9_-]{1,64}$"), "2026-17");
    private static readonly Parameter Jti = new("jti", "The token's id.", new TextSchema(MaxLength: 256), "none");

    private static readonly IReadOnlyList<Member> NamedCertificate =
    [
        Members.Text("certificate", "PEM with the chain, or base64 of DER.", example: "\"none\""),
        Members.Text("issuer", "base64 of the issuer's name in DER.", isRequired: false),
        Members.Text("serial", "In hexadecimal digits.", isRequired: false),
    ];

    // Core writes it itself, by code of its own.
    private static readonly Schema Notice = new ObjectSchema(
    [
        new("seq", new NumberSchema(1, Meaning: "One more than that of the notice before.")),
        new("kind", ChoiceSchema.Of<NoticeKind>("What it is about.")),
        Members.Text("jti", "Of token-revoked.", isRequired: false),
        Members.Text("provider", "Of account-suspended and account-reinstated, as US/1234.", isRequired: false),
        Members.Text("issuer", "Of revoke: base64 of the name's DER.", isRequired: false),
        Members.Text("serial", "Of revoke: hexadecimal.", isRequired: false),
        Members.Text("reason", "Of revoke: as RFC 5280 spells it.", isRequired: false),
    ]);

    /// <summary>The place of a list among all that were published.</summary>
    public static Parameter Sequence { get; } = new("sequence", "The list's sequence.", new NumberSchema(0), "1");

    /// <summary>What STI-CAs are told.</summary>
    public static Content Notices { get; } = Content.Json(
        new Member("notices", new ListSchema(Notice, NoticeAnswer.MaxNotices)),
        new Member("next", new NumberSchema(0, Meaning: "The cursor of what comes after these.")));

    public static IReadOnlyList<Operation> All { get; } =
    [
        Cps("PaPutCps", "Provision the CPS URL of an OCN") with
        {
            Description = "202 gives the challenge that the host must answer; the same request again has the host asked.",
            Body = Content.Json(
                new Member("url", new TextSchema("https, at a public address."), Example: "\"https://cps.example/\""),
                Members.Text("advertisement", "A compact JWS by a certificate that covers the OCN (RFC 9888).", isRequired: false),
                Members.PerhapsReason),
            Answers =
            [
                new(200, "It is in the directory.", Entry),
                new(202, "The host must answer first.", Content.Json(() => CpsDirectoryAnswersJson.Default.CpsChallengeAnswer)),
            ],
        },
        Cps("PaGetCps", "Read the CPS URL of an OCN") with { Headers = [] },
        Cps("PaDeleteCps", "Take back the CPS URL of an OCN") with
        {
            Body = Content.Json(Members.PerhapsReason), IsBodyOptional = true,
        },
        SignedList("PaGetCpsList", "Read the cpsMapping in force", Content.Json(() => CpsDirectoryAnswersJson.Default.CpsListAnswer)),
        new("OperatorGetCpsList", "Read a cpsMapping that was published")
        {
            Path = [Sequence],
            Answers = [new(200, "The mapping.", Content.Json(() => CpsDirectoryAnswersJson.Default.PublishedCpsListAnswer))],
            Refusals = [404],
        },
        new("PaIssueBypass", "Issue a bypass token")
        {
            Path = [Parameters.Account],
            Headers = [Parameters.IdempotencyKey],
            Body = Content.Json(
                Members.Text("provider", "A country and a code, as US/1234.", example: "\"US/1234\""),
                new("minutes", new NumberSchema(1, 1440, "How long it counts; absent: a day."), IsRequired: false),
                Members.Reason),
            Answers = [new(201, "The token.", Content.Json(() => BypassAnswersJson.Default.BypassIssuedAnswer))],
            Refusals = [400, 403, 404, 409],
        },
        new("PaRevokeBypass", "Revoke a bypass token")
        {
            Path = [Parameters.Account, Jti],
            Headers = [Parameters.IdempotencyKey],
            Body = Content.Json(Members.Reason),
            Answers = [new(200, "Revoked.", Content.Json(() => BypassAnswersJson.Default.BypassRevokedAnswer))],
            Refusals = [400, 404, 409],
        },
        new("PaFindBypass", "Ask whether a bypass token counts")
        {
            Security = [], Path = [Jti], Answers = [new(204, "It counts.")], Refusals = [404],
        },
        Revocation("PaRevokeCertificate", "Revoke a certificate of the account",
            Members.RevocationReason(
            [
                RevocationReason.Unspecified, RevocationReason.KeyCompromise, RevocationReason.AffiliationChanged,
                RevocationReason.Superseded, RevocationReason.CessationOfOperation, RevocationReason.PrivilegeWithdrawn,
            ], isRequired: true),
            Members.Text("note", "For the audit log.", isRequired: false)),
        Revocation("OperatorHoldCertificate", "Hold a certificate of an account", Members.Reason),
        Revocation("OperatorReleaseCertificate", "Release a held certificate", Members.Reason),
        new("OperatorBeginImport", "Begin an import of the number table")
        {
            Body = Content.Json(
                new("kind", ChoiceSchema.Of<NumberImportKind>("Whether it replaces the table, or changes it.")),
                Members.Text("country", "Of rows that name none.", example: "\"US\""),
                new("mayShrink", new FlagSchema("A table much smaller than the one in force is wished for."), IsRequired: false)),
            Answers = [new(201, "Begun.", Content.Json(() => NumbersJson.Default.ImportBegunAnswer))],
            Refusals = [400],
        },
        Importing("OperatorGetImport", "Read how far an import has come") with { Refusals = [404] },
        Importing("OperatorPutImportPart", "Store a part of an import") with
        {
            Path =
            [
                ImportId, new("part", "The part's number.", new NumberSchema(1, Limits.NumberParts), "1"),
            ],
            Body = Content.Text("text/csv", $"Whole lines, {Limits.NumberPartOctets} octets at most."),
            Answers = [new(200, "It is stored.", Content.Json(() => NumbersJson.Default.PartAnswer))],
            Refusals = [400, 404, 409, 413],
        },
        Importing("OperatorCommitImport", "Order the commit of an import") with
        {
            Headers = [Parameters.IdempotencyKey],
            Body = Content.Json(
                new Member("parts", new NumberSchema(1, Limits.NumberParts, "How many parts there are.")), Members.Reason),
            Answers = [new(200, "It was committed before.", Import), new(202, "It is ordered.", Import)],
        },
        new("OperatorLookUpNumber", "Look up whose a number is")
        {
            Path = [Parameters.Dest with { Name = "number", Meaning = "The number: 1 to 15 digits." }],
            Answers = [new(200, "The table's answer.", Content.Json(() => NumbersJson.Default.NumberAnswer))],
            Refusals = [400, 404],
        },
        new("OperatorListComplaints", "List complaints about providers")
        {
            Query = Parameters.Page,
            Answers = [new(200, "A page.", Content.Json(() => ComplaintAnswersJson.Default.ComplaintsAnswer))],
            Refusals = [400],
        },
        new("OperatorGetComplaint", "Read a complaint")
        {
            Path = [Reference], Answers = [new(200, "The complaint.", Complaint)], Refusals = [404],
        },
        new("OperatorPutComplaint", "Enter or change a complaint")
        {
            Path = [Reference],
            Headers = [Parameters.IdempotencyKey],
            Body = Content.Json(
                Members.Text("provider", "As US/1234.", example: "\"US/1234\""),
                new("receivedOn", new TextSchema("The day by which reports count it.", Format: "date")),
                new("subject", new TextSchema("What it is about, without personal data.", MaxLength: ComplaintTerms.MaxSubject)),
                new("state", ChoiceSchema.Of<ComplaintState>("What became of it.")), Members.Revision, Members.Reason),
            Answers = [new(200, "The complaint.", Complaint)],
            Refusals = [400, 409],
        },
        new("OperatorGetReport", "Report on a quarter")
        {
            Path = [Parameters.Id("quarter", "As 2026-Q4.", "^[0-9]{4}-Q[1-4]$", "2026-Q4")],
            Query = [Parameters.Csv],
            Answers =
            [
                new(200, "The report.", Content.Json(() => ReportAnswersJson.Default.QuarterReportAnswer),
                    Content.Text("text/csv", "A header, and a line for each figure.")),
            ],
            Refusals = [400],
        },
    ];

    /// <summary>A signed list for its readers.</summary>
    public static Operation SignedList(string function, string summary, Content answer) => new(function, summary)
    {
        Query =
        [
            new("form", "`bare` asks for the JWT alone, as `Accept: application/jose` and `application/jwt` do.",
                new ChoiceSchema(["bare"])),
        ],
        Headers = [Parameters.IfNoneMatch],
        Answers =
        [
            new(200, "The list.", answer, Content.Text("application/jose+json", "The JWT alone.")), Answer.NotModified,
        ],
        Refusals = [404],
    };

    private static Operation Cps(string function, string summary) => new(function, summary)
    {
        Path = [Parameters.Account, Ocn],
        Headers = [Parameters.IdempotencyKey],
        Answers = [new(200, "The entry.", Entry)],
        Refusals = [400, 403, 404],
    };

    private static Operation Revocation(string function, string summary, params IReadOnlyList<Member> more) => new(function, summary)
    {
        Path = [Parameters.Account],
        Headers = [Parameters.IdempotencyKey],
        Body = Content.Json([.. NamedCertificate, .. more]),
        Answers = [new(200, "What became of it.", Order)],
        Refusals = [400, 403, 404, 409],
    };

    private static Operation Importing(string function, string summary) => new(function, summary)
    {
        Path = [ImportId],
        Answers = [new(200, "The import.", Import)],
        Refusals = [400, 404, 409],
        Refusal = ImportRefusal,
    };
}
