using Shaken.Core.PolicyAdministrator.Accounts;
using Shaken.Core.PolicyAdministrator.Authorities;
using Shaken.Web.PolicyAdministrator.Accounts;
using Shaken.Web.PolicyAdministrator.Authorities;
using Shaken.Web.PolicyAdministrator.Borders;
using Shaken.Web.PolicyAdministrator.Lists;
using Shaken.Web.PolicyAdministrator.Public;
using Shaken.Web.PolicyAdministrator.Tokens;
using Shaken.Web.Reputation;
using Shaken.Web.Shared.Crls;
using Shaken.Web.Shared.OpenApi;

namespace Shaken.Web.PolicyAdministrator;

/// <summary>What the functions of the role pa promise; <see cref="DirectoryOperations"/> has the other half.</summary>
internal static class PolicyAdministratorOperations
{
    private static readonly Content Account = Content.Json(() => ProviderAccountJson.Default.ProviderAccountAnswer);
    private static readonly Content Authority = Content.Json(() => AuthorityAnswersJson.Default.AuthorityAnswer);
    private static readonly Content List = Content.Json(() => ListAnswersJson.Default.PublishedListAnswer);

    private static readonly Parameter Root = Parameters.Sha256("id", "SHA-256 of the root's DER.");

    private static readonly Parameter PublicFormOf = new(
        "form", "The form of the answer, before what `Accept` says.", ChoiceSchema.Of<PublicForm>());

    private static readonly Member Profile = new(
        "profile", Schema.Of(() => ProviderAccountJson.Default.ProfileDocument),
        Example: """{"name":"Example Telephone","country":"US","providers":["US/1234"],"contacts":[]}""");

    private static readonly Member Certificate =
        Members.Text("certificate", "The root in PEM.", example: "\"no certificate\"");

    public static IReadOnlyList<Operation> All { get; } =
    [
        .. CrlOperations.Of("PaGetCrl", "PaForceCrl"),
        new("PaTakeRevocation", "Report the revocation of a certificate")
        {
            Security = [SecurityScheme.Secret],
            Body = Content.Json(
                Members.Text("issuer", "base64 of the issuer's name in DER."), Members.Text("serial", "In hexadecimal digits."),
                Members.Text("reason", "As RFC 5280 section 5.3.1 spells it."),
                new("revokedAt", new TextSchema(Format: "date-time")), new("notAfter", new TextSchema(Format: "date-time"))),
            Answers =
            [
                new(200, "It was registered before.", Content.Acknowledgement), new(201, "Registered.", Content.Acknowledgement),
            ],
            Refusals = [400, 401, 403],
        },
        new("PaGetNotices", "Read what STI-CAs are told")
        {
            Security = [SecurityScheme.Secret, SecurityScheme.Caller],
            Query = [new("since", "What the last answer gave as `next`; absent: from the first notice on.", new NumberSchema(0))],
            Answers = [new(200, "The notices after that.", DirectoryOperations.Notices)],
            Refusals = [400],
        },
        new("PaIssueToken", "Issue an SPC token")
        {
            Description = "The path may end with a slash.",
            Path = [Parameters.Account],
            Body = Content.Json(new Member("atc", new ObjectSchema(
            [
                Members.Text("tktype", "Always TNAuthList."), Members.Text("tkvalue", "base64 of the TNAuthList in DER."),
                new("ca", new FlagSchema("The holder may delegate."), IsRequired: false),
                Members.Text("fingerprint", "Of the ACME account's key (RFC 9448 section 5.4)."),
            ]))),
            Answers = [new(200, "The token.", Content.Json(() => TokenAnswersJson.Default.TokenAnswer))],
            Refusals = [400, 404],
        },
        new("PaRevokeToken", "Revoke an SPC token")
        {
            Path = [Parameters.Account, new("jti", "The token's id.", new TextSchema(MaxLength: 256), "none")],
            Headers = [Parameters.IdempotencyKey],
            Body = Content.Json(Members.Reason),
            Answers = [new(200, "Revoked.", Content.Json(() => TokenAnswersJson.Default.LedgerTokenAnswer))],
            Refusals = [400, 404],
        },
        Page("PaListTokens", "List the SPC tokens of an account", Content.Json(() => TokenAnswersJson.Default.TokensAnswer)) with
        {
            Path = [Parameters.Account],
        },
        DirectoryOperations.SignedList(
            "PaGetCaList", "Read the trusted-CA list in force", Content.Json(() => ListAnswersJson.Default.CaListAnswer)),
        new("PaGetSigner", "Read the certificate of a signer, which `x5u` names")
        {
            Security = [],
            Path = [new("file", "The signer's name, and `.crt` or `.der`.", new TextSchema(), "none.crt")],
            Headers = [Parameters.IfNoneMatch],
            Answers =
            [
                new(200, "The certificate.", Content.Text("application/pem-certificate-chain", "PEM."),
                    Content.Octets("application/pkix-cert", "DER.")),
                Answer.NotModified,
            ],
            Refusals = [404],
        },
        Public("PaPublicProviders", "List the providers that get tokens", Content.Json(() => PublicJson.Default.PublicProviders)) with
        {
            Query = [.. Parameters.Page, PublicFormOf], Refusals = [400],
        },
        Public("PaPublicAuthorities", "List the approved CAs", Content.Json(() => PublicJson.Default.PublicAuthorities)),
        new("OperatorListAccounts", "List accounts")
        {
            Description = "A page may have fewer than asked for, or none, before the end, where a filter is given.",
            Query =
            [
                new("state", "Those in one state; absent: in any.", ChoiceSchema.Of<AccountState>()),
                new("provider", "The one that holds this code, as US/1234; absent: whichever.", new TextSchema()), .. Parameters.Page,
            ],
            Answers = [new(200, "A page.", Content.Json(() => ProviderAccountJson.Default.AccountsAnswer))],
            Refusals = [400],
        },
        new("OperatorApplyForAccount", "Make an account in the state applied")
        {
            Headers = [Parameters.IdempotencyKey],
            Body = Content.Json(Members.Text("id", "The new account's id.", example: "\"one\""), Profile, Members.Reason),
            Answers = [new(201, "Made.", Account)],
            Refusals = [400, 409],
        },
        Read("OperatorGetAccount", "Read an account", Parameters.Account, Account),
        Operation.Change("OperatorAmendAccount", "Replace what is known of a provider", Parameters.Account, Account,
            Profile, Members.Revision),
        Operation.Change("OperatorMoveAccount", "Move an account to another state", Parameters.Account, Account,
            new("state", ChoiceSchema.Of<AccountState>("The new state.")), Members.Revision) with
        {
            Description = "An account that gets no tokens any more loses those it has.",
        },
        Page("OperatorAccountHistory", "List what was done to an account",
            Content.Json(() => ProviderAccountJson.Default.HistoryAnswer)) with
        {
            Path = [Parameters.Account], Refusals = [400, 404],
        },
        new("OperatorListAuthorities", "List all roots that ever applied")
        {
            Answers = [new(200, "All of them.", Content.Json(() => AuthorityAnswersJson.Default.AuthoritiesAnswer))],
            Refusals = [404],
        },
        new("OperatorApplyForAuthority", "Apply with a root of an STI-CA")
        {
            Headers = [Parameters.IdempotencyKey],
            Body = Content.Json(
                Certificate, Members.Text("name", "The STI-CA's name."),
                Members.Text("practiceStatement", "Where its certification practice statement is."),
                new("signedOn", new TextSchema("The day of the challenge.", Format: "date")),
                Members.Text("proof", "base64 of the root key's signature over the challenge."), Members.Reason),
            Answers = [new(201, "It waits for a decision.", Authority)],
            Refusals = [400, 403, 404, 409],
        },
        new("OperatorAuthorityChallenge", "Make the text that a root's key must sign today")
        {
            Body = Content.Json(Certificate),
            Answers = [new(200, "The text.", Content.Json(() => AuthorityAnswersJson.Default.ChallengeAnswer))],
            Refusals = [400, 404],
        },
        Read("OperatorGetAuthority", "Read a root", Root, Authority),
        Operation.Change("OperatorMoveAuthority", "Approve, suspend or remove a root", Root, Authority,
            new("state", ChoiceSchema.Of<AuthorityState>("The new state.")), Members.Revision),
        Page("OperatorListLists", "List trusted-CA lists from the newest back",
            Content.Json(() => ListAnswersJson.Default.ListHistoryAnswer)) with
        {
            Query = [Parameters.Cursor], Refusals = [404],
        },
        new("OperatorPublishList", "Publish the next trusted-CA list now")
        {
            Headers = [Parameters.IdempotencyKey],
            Body = Content.Json(Members.Reason),
            Answers = [new(200, "The new list.", List)],
            Refusals = [400, 404, 409, 503],
        },
        Read("OperatorGetList", "Read a trusted-CA list that was published", DirectoryOperations.Sequence, List),
        .. DirectoryOperations.All,
        .. BorderOperations.All,
        .. ReputationOperations.All,
        .. RegistrySubscriptionOperations.All,
    ];

    private static Operation Page(string function, string summary, Content answer) => new(function, summary)
    {
        Query = Parameters.Page, Answers = [new(200, "A page.", answer)], Refusals = [400],
    };

    private static Operation Public(string function, string summary, Content answer) => new(function, summary)
    {
        Security = [],
        Query = [PublicFormOf],
        Answers =
        [
            new(200, "Those that anybody may know.", answer, Content.Text("text/csv", "A header, and a line for each."),
                Content.Text("text/html", "A page for a browser.")),
        ],
    };

    private static Operation Read(string function, string summary, Parameter path, Content answer) => new(function, summary)
    {
        Path = [path], Answers = [new(200, "As it is now.", answer)], Refusals = [404],
    };
}
