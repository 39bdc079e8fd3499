using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Crls;
using Shaken.Web.Shared.OpenApi;

namespace Shaken.Web.CertificationAuthority.Acme;

/// <summary>What <see cref="AcmeFunctions"/> promise (RFC 8555, RFC 9447, RFC 9448, RFC 9773).</summary>
internal static class AcmeOperations
{
    private const string MediaType = "application/jose+json";

    private static readonly Content Directory = Content.Json(() => AcmeAnswersJson.Default.DirectoryAnswer);
    private static readonly Content Account = Content.Json(() => AcmeAnswersJson.Default.AccountAnswer);
    private static readonly Content Order = Content.Json(() => AcmeAnswersJson.Default.OrderAnswer);

    private static readonly Parameter AccountId = IdOf("account");
    private static readonly Parameter OrderId = IdOf("order");

    private static readonly Parameter AuthorizationId = Parameters.Id(
        "id", "The id of the authorization, as its URL has it.", "^[A-Za-z0-9_-]{22}(-c)?$", new string('A', 22));

    private static readonly Member Contact = new(
        "contact", new ListSchema(new TextSchema("A mailto: URL."), 10), IsRequired: false);

    private static readonly Member Identifiers = new("identifiers", new ListSchema(
        new ObjectSchema(
        [
            Members.Text("type", $"{AcmeIdentifier.TnAuthListType}; for numbers perhaps {AcmeIdentifier.ClaimConstraintsType} beside it."),
            Members.Text("value", "base64url of its DER."),
        ]), Limits.AcmeIdentifiers));

    /// <summary>The problem document of RFC 8555 section 6.7.</summary>
    public static Content Problem { get; } =
        new("application/problem+json", Schema.Of(() => AcmeAnswersJson.Default.AcmeProblemAnswer));

    /// <summary>Those of the role ca, with its challenges.</summary>
    public static IReadOnlyList<Operation> All { get; } =
    [
        .. Of("Acme"),
        Post("AcmeChallenge", "Read a challenge, or answer it with an SPC token",
            new ObjectSchema([Members.Text("tkauth", "The SPC token; absent where the challenge is only read.", isRequired: false)]),
            new Answer(200, "The challenge.", Content.Json(() => AcmeAnswersJson.Default.ChallengeAnswer))) with
        {
            Path = [IdOf("challenge")],
        },
    ];

    /// <summary>The operations that every server has.</summary>
    /// <param name="prefix">Of the functions' names.</param>
    public static IReadOnlyList<Operation> Of(string prefix) =>
    [
        new($"{prefix}Directory", "Read the directory")
        {
            Security = [], Answers = [new(200, "Where each resource is.", Directory)], Refusals = [404], Refusal = Problem,
        },
        Get($"{prefix}DirectoryByPost", "Read the directory by POST-as-GET", Directory),
        new($"{prefix}GetNonce", "Get a nonce")
        {
            Security = [], Answers = [new(204, "The nonce is in `Replay-Nonce`; a HEAD request is answered with 200.")],
            Refusals = [404], Refusal = Problem,
        },
        Post($"{prefix}NonceByPost", "Get a nonce by POST-as-GET", payload: null, new Answer(204, "The nonce is in `Replay-Nonce`.")),
        Post($"{prefix}NewAccount", "Register an account, or find the account of a key",
            new ObjectSchema(
            [
                Contact, new("termsOfServiceAgreed", new FlagSchema(), IsRequired: false),
                new("onlyReturnExisting", new FlagSchema("Find the account, and make none."), IsRequired: false),
                new("externalAccountBinding", new JwsSchema(new ObjectSchema([], "The account's JWK.")), IsRequired: false),
            ]),
            new(200, "The key's account.", Account), new(201, "Registered.", Account)),
        Post($"{prefix}Account", "Read, change or deactivate the account",
            new ObjectSchema([Contact, new("status", new ChoiceSchema(["deactivated"]), IsRequired: false)]),
            new Answer(200, "The account.", Account)) with
        {
            Path = [AccountId],
        },
        Get($"{prefix}AccountOrders", "List the account's orders", Content.Json(() => AcmeAnswersJson.Default.OrdersAnswer), AccountId) with
        {
            Query = [new("cursor", "Of the `Link` with rel=next.", new TextSchema(MaxLength: 2048))],
        },
        Post($"{prefix}KeyChange", "Change the account's key",
            new JwsSchema(new ObjectSchema(
            [
                Members.Text("account", "The account's URL."), new("oldKey", new ObjectSchema([], "The JWK in force.")),
            ])),
            new Answer(200, "The account.", Account)),
        Post($"{prefix}NewOrder", "Order a certificate",
            new ObjectSchema(
            [
                Identifiers,
                new("notBefore", new TextSchema("RFC 3339.", Format: "date-time"), IsRequired: false),
                new("notAfter", new TextSchema("RFC 3339.", Format: "date-time"), IsRequired: false),
                Members.Text("profile", "One of the directory's `meta.profiles`.", isRequired: false),
                Members.Text("replaces", "The certificate that it replaces, as RFC 9773 section 4.1 names it.", isRequired: false),
            ]),
            new Answer(201, "Ordered.", Order)),
        Get($"{prefix}Order", "Read an order", Order, OrderId),
        Post($"{prefix}Finalize", "Finalize an order with a CSR",
            new ObjectSchema([Members.Text("csr", "base64url of the CSR in DER.")]), new Answer(200, "The order.", Order)) with
        {
            Path = [OrderId],
        },
        Post($"{prefix}Authorization", "Read or deactivate an authorization",
            new ObjectSchema([new("status", new ChoiceSchema(["deactivated"]), IsRequired: false)]),
            new Answer(200, "The authorization.", Content.Json(() => AcmeAnswersJson.Default.AuthorizationAnswer))) with
        {
            Path = [AuthorizationId],
        },
        Chain($"{prefix}Certificate", "Read a certificate with its chain", OrderId),
        Chain($"{prefix}AlternateCertificate", "Read a certificate with another chain", OrderId, new Parameter(
            "alternate", "Which chain, as the `Link` with rel=alternate says.", new NumberSchema(0, 100), "1")),
        Post($"{prefix}Revoke", "Revoke a certificate",
            new ObjectSchema(
            [
                Members.Text("certificate", "base64url of its DER."),
                new("reason", new NumberSchema((int)RevocationReason.Unspecified, (int)RevocationReason.AaCompromise,
                    "The code of RFC 5280 section 5.3.1."), IsRequired: false),
            ]),
            new Answer(200, "Revoked.")),
        new($"{prefix}RenewalInfo", "Read when a certificate should be renewed")
        {
            Security = [],
            Path =
            [
                Parameters.Id("id", "The certificate, as RFC 9773 section 4.1 names it.", "^[A-Za-z0-9_-]{1,64}[.][A-Za-z0-9_-]{1,32}$",
                    $"{new string('A', 27)}.{new string('A', 27)}"),
            ],
            Answers =
            [
                new(
                    200, "The suggested window. `Retry-After` says when to ask again.",
                    Content.Json(() => AcmeAnswersJson.Default.RenewalAnswer)),
            ],
            Refusals = [404],
            Refusal = Problem,
        },
    ];

    private static Operation Post(string function, string summary, Schema? payload, params IReadOnlyList<Answer> answers) =>
        new(function, summary)
        {
            Security = [SecurityScheme.AcmeJws],
            Body = new Content(MediaType, new JwsSchema(payload)),
            Answers = answers,
            Refusals = [400, 401, 403, 404, 409, 413, 415, 429, 500, 503],
            Refusal = Problem,
        };

    private static Operation Get(string function, string summary, Content answer, params IReadOnlyList<Parameter> path) =>
        Post(function, summary, payload: null, new Answer(200, "The resource.", answer)) with { Path = path };

    private static Operation Chain(string function, string summary, params IReadOnlyList<Parameter> path) =>
        Get(function, summary, Content.Text("application/pem-certificate-chain", "PEM: the certificate first, the root left out."),
            path);

    private static Parameter IdOf(string what) =>
        Parameters.Id("id", $"The id of the {what}, as its URL has it.", "^[A-Za-z0-9_-]{22}$", new string('A', 22));
}
