using Shaken.Web.CertificationAuthority.Operating;
using Shaken.Web.Shared.OpenApi;

namespace Shaken.Web.CertificationAuthority;

/// <summary>What the search among issued certificates promises.</summary>
internal static class IssuedSearchOperations
{
    private const int MaxText = 256;

    private static readonly Answer Page = new(
        200, "A page; it may be short, or empty, before the end.", Content.Json(() => IssuedSearchJson.Default.IssuedSearchAnswer));

    public static IReadOnlyList<Operation> All { get; } =
    [
        new("OperatorIssued", "List what the CA issued, newest first")
        {
            Description = "At most one of `spc`, `account`, `subject` and `serial`. One by its fingerprint: "
                + "`GET /operator/v1/issued/{id}`; those of a number: `POST /operator/v1/issued-by-number`.",
            Query =
            [
                new("spc", "A provider, as `US/1234`, whose code the TNAuthList has.", new TextSchema(MaxLength: MaxText)),
                new("account", "The id of an ACME account or of a manual subscriber.", new TextSchema(MaxLength: MaxText)),
                new("subject", "Words that the subject has, whole and in any order and case.", new TextSchema(MaxLength: MaxText)),
                new("serial", "The serial number in hexadecimal digits, with or without colons.", new TextSchema(MaxLength: MaxText)),
                .. Parameters.Page,
            ],
            Answers = [Page],
            Refusals = [400],
        },
        new("OperatorIssuedByNumber", "List the issued certificates whose TNAuthList names a number")
        {
            Description = "A code of a provider names no single number. The number is in the body because URLs are logged.",
            Body = Content.Json(
                new Member("number", Parameters.Dest.Schema, Example: "\"12155550131\""),
                Members.Text("cursor", "Where the page begins, as the page before gave it; absent: the first page.", isRequired: false)),
            Answers = [Page],
            Refusals = [400],
        },
        new("OperatorIssuedCertificate", "Read an issued certificate, with its chain, findings, order and revocation")
        {
            Path = [Parameters.Sha256("id", "SHA-256 of the certificate's DER.")],
            Answers = [new(200, "The certificate.", Content.Json(() => IssuedSearchJson.Default.IssuedCertificateAnswer))],
            Refusals = [404],
        },
    ];
}
