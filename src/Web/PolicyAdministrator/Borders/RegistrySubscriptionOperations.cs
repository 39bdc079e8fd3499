using Shaken.Web.Shared.OpenApi;

namespace Shaken.Web.PolicyAdministrator.Borders;

/// <summary>What the functions of <see cref="RegistrySubscriptionPart"/> promise.</summary>
internal static class RegistrySubscriptionOperations
{
    private static readonly Content Subscription = Content.Json(() => SubscriptionAnswersJson.Default.SubscriptionAnswer);

    public static IReadOnlyList<Operation> All { get; } =
    [
        new("OperatorGetSubscription", "Read the subscription to a registry of countries")
        {
            Answers = [new(200, "The subscription.", Subscription)], Refusals = [404],
        },
        Change("OperatorSubscribe", "Approve a registry, whose list is followed from then on",
            Members.Text("name", "For people."), Members.Text("listUrl", "https, of its signed list."),
            new("roots", new ListSchema(new TextSchema("A root of the registry in PEM."), 16)), Members.Revision),
        Change("OperatorConfirmSubscription", "Approve the registry that another operator proposed", Members.Revision),
        Change("OperatorRevokeSubscription", "Revoke the approval of the registry", Members.Revision),
        new("OperatorListRegistryCountries", "List the countries of the registry beside the own country policy")
        {
            Query = Parameters.Page,
            Answers = [new(200, "A page.", Content.Json(() => SubscriptionAnswersJson.Default.RegistryCountriesAnswer))],
            Refusals = [400, 404],
        },
    ];

    private static Operation Change(string function, string summary, params IReadOnlyList<Member> members) => new(function, summary)
    {
        Headers = [Parameters.IdempotencyKey],
        Body = Content.Json([.. members, Members.Reason]),
        Answers = [new(200, "Done.", Subscription)],
        Refusals = [400, 403, 404, 409],
    };
}
