using Shaken.Core.Principals;
using Shaken.Web.Operators.Approvals;
using Shaken.Web.Operators.Auditing;
using Shaken.Web.Operators.Overview;
using Shaken.Web.Operators.Principals;
using Shaken.Web.Operators.Refreshing;
using Shaken.Web.Operators.Settings;
using Shaken.Web.Operators.SigningIn;
using Shaken.Web.Operators.Tenants;
using Shaken.Web.Operators.Timers;
using Shaken.Web.Shared.Crls;
using Shaken.Web.Shared.OpenApi;
using Shaken.Web.Verification.Statistics;

namespace Shaken.Web.Operators;

/// <summary>What <see cref="OperatorFunctions"/> promise.</summary>
internal static class OperatorOperations
{
    private const int MaxRoles = 8;

    private static readonly Content Principal = Content.Json(() => PrincipalAnswersJson.Default.PrincipalAnswer);
    private static readonly Content Secret = Content.Json(() => PrincipalAnswersJson.Default.SecretAnswer);
    private static readonly Content Session = Content.Json(() => AuthJson.Default.AuthAnswer);
    private static readonly Content AuthFailure = Content.Json(() => AuthJson.Default.AuthFailure);

    private static readonly IReadOnlyList<Member> Profile =
    [
        new("kind", ChoiceSchema.Of<PrincipalKind>("What the principal is to the deployment."), Example: "\"account-user\""),
        Members.Text("account", "Of an account user the account's id; of others but operators a name.", isRequired: false, "\"one\""),
        new("roles", new ListSchema(ChoiceSchema.Of<OperatorRole>(), MaxRoles, "What an operator may do."), IsRequired: false),
        new(
            "addresses", new ListSchema(new TextSchema("A network, such as 192.0.2.0/24."), AddressList.MaxNetworks,
                "Where it may call from; empty: from anywhere."),
            IsRequired: false),
        new(
            "listForm", new ObjectSchema(
            [
                new("version", new ChoiceSchema(["number", "text"]), IsRequired: false),
                new("entries", new ChoiceSchema(["der", "pem"]), IsRequired: false),
            ], "How its client reads the trusted-CA list."),
            IsRequired: false),
    ];

    private static readonly Member UserId = Members.Text("userId", "The user's name.", example: "\"alice\"");

    private static readonly IReadOnlyList<Parameter> AuditFilter =
    [
        new("from", "Recorded at this moment or later (RFC 3339).", new TextSchema(Format: "date-time")),
        new("until", "Recorded before this moment (RFC 3339).", new TextSchema(Format: "date-time")),
        new("actor", "Who did it: a kind and a name, as `operator:alice`.", new TextSchema()),
        new("subject", "To what: a kind and a name, as `account:one`.", new TextSchema()),
    ];

    public static IReadOnlyList<Operation> All { get; } =
    [
        SignIn("AuthLogin", "Sign in by a password", Session,
            UserId, Members.Text("password", "The user's password.", example: "\"wrong\""),
            Members.Text("code", "Of an operator: the code of the second factor.", isRequired: false)),
        SignIn("AuthRefresh", "Exchange a refresh token for new tokens", Session,
            Members.Text("refreshToken", "It counts once: used twice, its session ends.")),
        SignIn("AuthLogout", "End a session", Content.Json(() => AuthJson.Default.AuthDone),
            Members.Text("refreshToken", "Of the session; absent: the access token in `Authorization` names it.", isRequired: false))
            with { IsBodyOptional = true },
        new("OperatorPrincipals", "List principals")
        {
            Description = "A page may have fewer than asked for, or none, before the end, where a filter is given.",
            Query =
            [
                new("account", "Those of one account, partner, tenant or customer; absent: all.", new TextSchema()), .. Parameters.Page,
            ],
            Answers = [new(200, "A page.", Content.Json(() => PrincipalAnswersJson.Default.PrincipalsAnswer))],
            Refusals = [400],
        },
        Change("OperatorCreatePrincipal", "Make a principal", 201, Principal, [UserId, .. Profile]) with
        {
            Path = [], Refusals = [400, 409],
        },
        new("OperatorPrincipal", "Read a principal")
        {
            Path = [Parameters.UserId], Answers = [new(200, "The principal.", Principal)], Refusals = [404],
        },
        Change("OperatorAmendPrincipal", "Change a principal", 200, Principal, [Members.Revision, .. Profile]),
        Change("OperatorDisablePrincipal", "Disable a principal, which ends its sessions", 200, Principal),
        Change("OperatorEnablePrincipal", "Enable a principal again", 200, Principal),
        Change("OperatorAddKey", "Make an API key, shown this once", 201, Secret, Members.Text("name", "For people.", example: "\"test\"")),
        Change("OperatorRemoveKey", "Remove an API key", 200, Principal) with
        {
            Path = [Parameters.UserId, new("key", "The key's id.", new TextSchema(), "none")],
        },
        Change("OperatorSetPassword", "Set a password, or have a random one made and shown", 201, Secret,
            Members.Text("password", "Absent: a random one is made.", isRequired: false)),
        Change("OperatorSetSecondFactor", "Make a second factor, shown this once", 201, Secret),
        Change("OperatorAddCertificate", "Let a principal in by a client certificate", 200, Principal,
            new("sha256", new TextSchema("SHA-256 of its DER.", "^[0-9A-Fa-f]{64}$"), Example: $"\"{new string('b', 64)}\""),
            Members.Text("name", "For people.", example: "\"test\"")),
        Change("OperatorRemoveCertificate", "Let a principal in by a client certificate no more", 200, Principal) with
        {
            Path = [Parameters.UserId, Parameters.Sha256("sha256", "SHA-256 of the certificate's DER.")],
        },
        Change("OperatorAddPublicKey", "Let a principal in by tokens that a key of its own signs", 200, Principal,
            new("jwk", new ObjectSchema([], "The public key (RFC 7517).")), Members.Text("name", "For people.", example: "\"test\"")),
        Change("OperatorRemovePublicKey", "Let a principal in by tokens of a key no more", 200, Principal) with
        {
            Path = [Parameters.UserId, new("thumbprint", "Of the key (RFC 7638).", new TextSchema(), "none")],
        },
        .. TenantOperations.All,
        new("OperatorSessions", "List open sessions")
        {
            Query = [new("user", "Those of one user; absent: of all, some users at a time.", new TextSchema()), .. Parameters.Page],
            Answers = [new(200, "A page.", Content.Json(() => PrincipalAnswersJson.Default.SessionsAnswer))],
            Refusals = [400, 404],
        },
        Change("OperatorEndSessions", "End sessions of a user", 200, Content.Json(() => PrincipalAnswersJson.Default.SessionsEndedAnswer),
            UserId, Members.Text("id", "Of one session; absent: all of the user end.", isRequired: false)) with { Path = [] },
        new("OperatorAudit", "List entries of the audit log")
        {
            Query = [.. AuditFilter, .. Parameters.Page],
            Answers = [new(200, "A page.", Content.Json(() => AuditAnswersJson.Default.AuditListAnswer))],
            Refusals = [400],
        },
        new("OperatorExportAudit", "Export entries of the audit log")
        {
            Query = AuditFilter,
            Answers = [new(200, "All of them.", Content.Text("text/csv", "A header, and a line for each entry."))],
            Refusals = [400],
        },
        new("OperatorVerifyAudit", "Check that the audit log is whole")
        {
            Query =
            [
                new("number", "Of an entry that was kept elsewhere, with `hash`.", new NumberSchema(1)),
                new("hash", "The hash of that entry.", new TextSchema(Pattern: "^[0-9A-Fa-f]{64}$")),
            ],
            Answers = [new(200, "What was found.", Content.Json(() => AuditAnswersJson.Default.AuditVerifyAnswer))],
            Refusals = [400],
        },
        new("OperatorRefresh", "Fetch the lists that the deployment follows now, on every instance")
        {
            Description = "The trusted-CA list, the documents of other countries, the country policy and the CRLs. What comes of it "
                + "the log and the health tell.",
            Headers = [Parameters.IdempotencyKey],
            Body = Content.Json(Members.PerhapsReason),
            IsBodyOptional = true,
            Answers = [new(202, "Asked for.", Content.Json(() => RefreshJson.Default.RefreshAnswer))],
            Refusals = [400, 404],
        },
        new("OperatorOverview", "List what expires, soonest first")
        {
            Description = "The documents that the deployment publishes and follows, the certificates that it signs with, and evidence of "
                + "providers that expires soon.",
            Answers = [new(200, "All of it.", Content.Json(() => OverviewJson.Default.OverviewAnswer))],
        },
        new("OperatorApprovals", "List what waits for governance")
        {
            Query = Parameters.Page,
            Answers = [new(200, "A page.", Content.Json(() => ApprovalsJson.Default.ApprovalsAnswer))],
            Refusals = [400],
        },
        new("OperatorSettings", "List the settings that are in force")
        {
            Description = "For administrators and auditors. Of a key or a secret it is told only whether it is set.",
            Answers = [new(200, "All of them.", Content.Json(() => SettingsJson.Default.SettingsAnswer))],
        },
        new("OperatorTimers", "List the timers with their last and next runs")
        {
            Answers = [new(200, "All of them.", Content.Json(() => TimersJson.Default.TimersAnswer))],
        },
        .. CrlOperations.OfOperators,
        .. CallStatisticsOperations.All,
        new("OperatorCallStatistics", "Count calls, without personal data")
        {
            Query =
            [
                new("from", "The first minute (RFC 3339); absent: an hour before `to`.", new TextSchema(Format: "date-time")),
                new("to", "The end (RFC 3339); absent: now.", new TextSchema(Format: "date-time")),
                new("by", "Labels, and `minute` or `day`, with commas.", new TextSchema()),
                new("format", "`csv` asks for a table.", new ChoiceSchema(["json", "csv"])), .. Parameters.Page,
            ],
            Answers =
            [
                new(200, "The counts.", Content.Json(() => CallStatisticsAnswersJson.Default.CallStatisticsAnswer),
                    Content.Text("text/csv", "A header, and a line for each count.")),
            ],
            Refusals = [400, 404],
        },
    ];

    private static Operation SignIn(string function, string summary, Content answer, params IReadOnlyList<Member> members) =>
        new(function, summary)
        {
            Description = "Every member of the answer is a string, in refusals too.",
            Security = [],
            Body = Content.Json(members),
            Answers = [new(200, "Done.", answer)],
            Refusals = [400, 401, 403, 413, 429],
            Refusal = AuthFailure,
        };

    private static Operation Change(
        string function, string summary, int status, Content answer, params IReadOnlyList<Member> members) =>
        new(function, summary)
        {
            Path = [Parameters.UserId],
            Headers = [Parameters.IdempotencyKey],
            Body = Content.Json([.. members, Members.Reason]),
            Answers = [new(status, status == 201 ? "Made." : "Done.", answer)],
            Refusals = [400, 404, 409],
        };
}
