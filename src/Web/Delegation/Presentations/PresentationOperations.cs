using Shaken.Core.Foundations;
using Shaken.Web.Shared.OpenApi;

namespace Shaken.Web.Delegation.Presentations;

/// <summary>What the functions of <see cref="PresentationPart"/> promise.</summary>
internal static class PresentationOperations
{
    private static readonly Content Presentation = Content.Json(() => PresentationAnswersJson.Default.PresentationAnswer);

    private static readonly Parameter Id = Parameters.Id(
        "id", "The presentation, as the listing has it.", "^[a-z][a-z0-9-]{0,63}~[A-Za-z0-9_.-]{1,64}~[0-9a-f]{64}$",
        $"north~acme-pbx~{new string('a', 64)}");

    public static IReadOnlyList<Operation> All { get; } =
    [
        new("DelegationPresentationNonce", "Ask for a nonce")
        {
            Description = "For one presentation, within ten minutes.",
            Security = [],
            Answers = [new(200, "A nonce.", Content.Json(() => PresentationAnswersJson.Default.PresentationNonceAnswer))],
            Refusals = [404],
        },
        new("DelegationPresent", "Prove possession of lent numbers")
        {
            Description = "A delegate certificate is presented once, and calls of the customer from its numbers get A without a "
                + "signature of their own, until the certificate ends. The presentation is a JWS (ES256, typ "
                + "`delegate-presentation+jwt`, x5u or x5c) over aud (the origin of this deployment), nonce, sub (tenant and customer, as "
                + "`north/acme-pbx`) and perhaps numbers.",
            Security = [],
            Body = Content.Json(new Member(
                "presentation", new TextSchema("A compact JWS.", MaxLength: Limits.PresentationOctets), Example: "\"e30.e30.AA\"")),
            Answers = [new(201, "It counts from now on.", Presentation)],
            Refusals = [400, 403, 404, 409, 503],
        },
        new("DelegationListPresentations", "List presentations")
        {
            Query = Parameters.Page,
            Answers = [new(200, "A page.", Content.Json(() => PresentationAnswersJson.Default.PresentationsAnswer))],
            Refusals = [400],
        },
        Operation.Change("DelegationRemovePresentation", "Remove a presentation for good", Id, Presentation),
    ];
}
