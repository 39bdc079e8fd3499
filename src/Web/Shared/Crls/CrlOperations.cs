using Shaken.Core.Pki.Crls;
using Shaken.Web.Shared.OpenApi;

namespace Shaken.Web.Shared.Crls;

/// <summary>What <see cref="CrlEndpoints"/> promise, for the CA's own CRL and the policy administrator's.</summary>
internal static class CrlOperations
{
    private const string Kept = "DER; PEM for a client whose `Accept` prefers it, and by setting for all.";

    /// <summary>What <see cref="CrlOperatorEndpoints"/> promise.</summary>
    public static IReadOnlyList<Operation> OfOperators { get; } =
    [
        new("OperatorCrls", "List the CRLs that this deployment signs")
        {
            Answers = [new(200, "All of them.", Content.Json(() => CrlAnswersJson.Default.SignedCrlsAnswer))],
        },
        new("OperatorPublishCrl", "Sign the next CRL now")
        {
            Path = [new("name", "Which of them.", new TextSchema(MaxLength: 64), Example: "crl")],
            Headers = [Parameters.IdempotencyKey],
            Body = Content.Json(Members.PerhapsReason),
            IsBodyOptional = true,
            Answers = [new(200, "It is in force.", Content.Json(() => CrlAnswersJson.Default.SignedCrlsAnswer))],
            Refusals = [400, 404, 409, 503],
        },
        new("OperatorRevocations", "List what stands on the next CRL")
        {
            Query = Parameters.Page,
            Answers = [new(200, "A page.", Content.Json(() => CrlAnswersJson.Default.RevocationsAnswer))],
            Refusals = [400, 404],
        },
    ];

    public static IReadOnlyList<Operation> Of(string get, string force) =>
    [
        new(get, "Read the CRL in force")
        {
            Description = Kept,
            Security = [],
            Headers = [Parameters.IfNoneMatch],
            Answers =
            [
                new(200, "The CRL.", Content.Octets(PublishedCrl.MediaType, "The CRL in DER."),
                    Content.Text(PublishedCrl.PemMediaType, "The CRL in PEM.")),
                Answer.NotModified,
            ],
            Refusals = [404],
        },
        new(force, "Publish the next CRL now")
        {
            Security = [SecurityScheme.Secret],
            Answers = [new(200, "It is in force.", Content.Acknowledgement)],
            Refusals = [401, 404, 409, 503],
        },
    ];
}
